// Values under the pointer, or under a cursor moved by the arrow keys: a hairline through all panels, and beside it what
// every line says there.
import type { Axis, LineChart, Panel } from "../../charts/chart.ts";
import { variableOf } from "../../charts/palette.ts";
import { said } from "../../charts/stack.ts";
import type { Geometry } from "../../charts/svg.ts";
import { dateOf, inUnit, number } from "../../format.ts";
import { element, shape } from "./elements.ts";
import { place, read, valueAt } from "./read-line.ts";

const shown = (value: number, axis: Axis): string =>
  axis.scale === "date"
    ? dateOf(value)
    : axis.unit.symbol === ""
      ? number(value / axis.unit.size)
      : inUnit(value, axis.unit);

/** A heading that ends in its unit says it once for all below it. */
const below = ({ heading, y }: Panel, several: boolean): Axis =>
  several && heading.endsWith(")") && y.unit.symbol !== "$" ? { ...y, unit: { ...y.unit, symbol: "" } } : y;

/** Where somebody reads a chart, so that a new drawing of it goes on from there. */
export interface Cursor {
  /** The value on the x axis whose readings are shown, if any are. */
  at(): number | undefined;
  /** Shows the readings at a value of the x axis. */
  resume(x: number): void;
}

export function addPointer(
  figure: Element,
  chart: LineChart,
  geometry: Geometry,
  hidden: ReadonlySet<string>,
): Cursor {
  const drawing = figure.querySelector<HTMLElement>(".drawing")!;
  const svg = drawing.querySelector("svg")!;
  const tip = element("div", "tip");
  tip.setAttribute("role", "status");
  tip.hidden = true;
  const hair = shape("g", { class: "hair" });
  svg.append(hair);
  drawing.append(tip);
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-label", `${chart.title}: left and right arrow keys read the values`);
  const { x: xs, panels, width } = geometry;
  // With words about every point it would hide half of the drawing.
  const wordy = chart.panels.some(({ lines }) => lines.some(({ tips }) => tips !== undefined));
  tip.classList.toggle("apart", wordy);
  let at: number | undefined;

  function hide(): void {
    at = undefined;
    tip.hidden = true;
    hair.replaceChildren();
  }

  function show(pixel: number): void {
    at = Math.min(Math.max(pixel, xs.from), xs.to);
    const x = valueAt(xs, at);
    hair.replaceChildren(shape("line", { x1: at, x2: at, y1: panels[0]!.to, y2: panels.at(-1)!.from }));
    tip.replaceChildren(element("strong", "", [chart.x.label, shown(x, chart.x)].join(" ").trim()));
    const told = new Set<string>();
    for (const [index, panel] of chart.panels.entries()) {
      if (panels.length > 1) tip.append(element("small", "", panel.heading));
      const axis = below(panel, panels.length > 1);
      for (const line of panel.lines) {
        const drawn = hidden.has(line.name) ? undefined : read(line, x, xs, panels[index]!);
        const found = drawn && read(said(line), x, xs, panels[index]!);
        if (found === undefined) continue;
        const colour = `var(${variableOf(line.colour)})`;
        const key = element("span", "key stroke");
        key.style.setProperty("--key", colour);
        const band = found.band && ` (${shown(found.band.low, axis)} to ${shown(found.band.high, axis)})`;
        const row = element("span", "row");
        row.append(key, `${line.name} ${shown(found.value, axis)}${band ?? ""}`);
        tip.append(row);
        // Panels of the same points repeat what these say of themselves.
        const about = found.tip === undefined ? undefined : `${line.name} ${found.tip}`;
        if (about !== undefined && !told.has(about)) tip.append(element("small", "", found.tip!));
        if (about !== undefined) told.add(about);
        hair.append(shape("circle", { cx: at, cy: place(panels[index]!, drawn!.value), r: 3, fill: colour }));
      }
    }
    tip.hidden = false;
    if (wordy) putApart();
    else putBeside((100 * at) / width);
  }

  function putBeside(percent: number): void {
    tip.style.left = percent < 50 ? `calc(${percent}% + 12px)` : "";
    tip.style.right = percent < 50 ? "" : `calc(${100 - percent}% + 12px)`;
  }

  /** Above or below the drawing, where the window has more room; over it only as far as there is none. */
  function putApart(): void {
    const { top, bottom } = svg.getBoundingClientRect();
    const isAbove = top > innerHeight - bottom;
    const over = Math.max(0, tip.offsetHeight - (isAbove ? top : innerHeight - bottom));
    tip.style.top = isAbove ? "auto" : `calc(100% - ${over}px)`;
    tip.style.bottom = isAbove ? `calc(100% - ${over}px)` : "auto";
  }

  const follow = (event: PointerEvent) => {
    const box = svg.getBoundingClientRect();
    show(((event.clientX - box.left) / box.width) * width);
  };
  drawing.onpointermove = follow;
  drawing.onpointerdown = follow;
  drawing.onpointerleave = hide;
  drawing.onblur = hide;
  drawing.onkeydown = (event) => {
    const step = (xs.to - xs.from) / (event.shiftKey ? 10 : 50);
    const next: Record<string, number> = {
      ArrowLeft: (at ?? xs.to + step) - step,
      ArrowRight: (at ?? xs.from - step) + step,
      Home: xs.from,
      End: xs.to,
    };
    if (event.key === "Escape") hide();
    if (next[event.key] === undefined) return;
    event.preventDefault();
    show(next[event.key]!);
  };
  return { at: () => (at === undefined ? undefined : valueAt(xs, at)), resume: (x) => show(place(xs, x)) };
}
