// A chart of src/report/charts on the page, drawn as in the report and answering in the same way: pointer, arrow keys, lines
// that can be taken out, numbers as a table, downloads.

import type { Chart, Line } from "../report/charts/chart.ts";
import { pageLook, pageSvg } from "../report/charts/page-svg.ts";
import { dashOf, lightTheme, variableOf } from "../report/charts/palette.ts";
import { addDownloads } from "../report/html/browser/downloads.ts";
import { addLegend } from "../report/html/browser/legend.ts";
import { addPointer, type Cursor } from "../report/html/browser/pointer.ts";
import { chartTable } from "../report/html/chart-table.ts";
import { unbroken } from "../report/html/markup.ts";
import { afterPaint, element, fill, fromMarkup } from "./dom.ts";

const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const pen = document.createElement("canvas").getContext("2d")!;
const measure = (text: string, font: string): number => {
  pen.font = font;
  return pen.measureText(text).width;
};

/** The panels of one chart repeat their lines: each is named once. */
function legend(chart: Chart): HTMLElement | null {
  if (chart.kind === "bars") return null;
  const named = new Map<string, Line>();
  for (const { lines } of chart.panels)
    for (const line of lines) if (!named.has(line.name)) named.set(line.name, line);
  const entries = [...named.values()].map(({ name, colour, marks }) => {
    const kind = marks ? "dot" : dashOf(lightTheme, colour).length > 0 ? "dashes" : "stroke";
    const key = element("span", { className: `key ${kind}` });
    key.style.setProperty("--key", `var(${variableOf(colour)})`);
    return element("li", { "data-name": name }, key, name);
  });
  return element("ul", { className: "legend" }, entries);
}

/** A chart that has the page to itself may be taller. */
const WIDE = 1.4;

interface Figure {
  node: HTMLElement;
  /** Names of the lines taken out. */
  hidden: ReadonlySet<string>;
  cursor: Cursor | undefined;
}

function figure(chart: Chart, width: number, wide: boolean): Figure {
  const look = pageLook(chart, width);
  const height = wide && chart.kind === "lines" ? look.height * WIDE : look.height;
  const { svg, geometry } = pageSvg(chart, { ...look, height }, fontFamily, measure);
  const drawing = element("div", { className: "drawing" }, fromMarkup(svg));
  const image = drawing.querySelector("svg")!;
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", `${chart.title}. ${chart.subtitle}.`);
  const made = element(
    "figure",
    { id: `chart-${chart.id}` },
    element(
      "figcaption",
      {},
      element("h3", {}, unbroken(chart.title)),
      element("p", {}, unbroken(chart.subtitle)),
    ),
    legend(chart),
    drawing,
    chart.notes.map((note) => element("p", { className: "note" }, note)),
    element(
      "details",
      { className: "data" },
      element("summary", {}, "Data and downloads"),
      fromMarkup(chartTable(chart)),
    ),
  );
  const hidden = new Set<string>();
  let cursor: Cursor | undefined;
  if (chart.kind === "lines") {
    addLegend(made, chart, hidden);
    if (geometry) cursor = addPointer(made, chart, geometry, hidden);
  }
  addDownloads(made, { chart, geometry });
  return { node: made, hidden, cursor };
}

const focusable = (node: HTMLElement) => [
  ...node.querySelectorAll<HTMLElement>("[tabindex], summary, button, a"),
];

/** A new drawing goes on where the reader of the old one is; where that is, is noted now, while the old one is on the page. */
function takingUp(old: Figure | undefined, next: Figure): () => void {
  if (!old) return () => {};
  const focused = focusable(old.node).indexOf(document.activeElement as HTMLElement);
  const x = old.cursor?.at();
  return () => {
    next.node.querySelector("details")!.open = old.node.querySelector("details")!.open;
    for (const entry of next.node.querySelectorAll<HTMLElement>(".legend li"))
      if (old.hidden.has(entry.dataset.name!)) entry.querySelector("button")?.click();
    if (focused >= 0) focusable(next.node)[focused]?.focus({ preventScroll: true });
    if (x !== undefined) next.cursor?.resume(x);
  };
}

export interface ChartGrid {
  node: HTMLElement;
  show(charts: readonly Chart[]): void;
  close(): void;
}

/** Charts side by side, as many as fit, or one below the other; drawn for the width they have. */
export function chartGrid({ wide = false } = {}): ChartGrid {
  const node = element("div", { className: wide ? "charts wide" : "charts" });
  let shown: readonly Chart[] = [];
  let figures: ReadonlyMap<string, Figure> = new Map();
  let drawnWidth = 0;

  function draw(): void {
    // One is there to tell how wide they are.
    if (node.children.length !== shown.length)
      fill(
        node,
        shown.map(() => element("figure")),
      );
    drawnWidth = Math.max(240, Math.floor(node.firstElementChild?.clientWidth ?? 0));
    const drawn = shown.map((chart) => figure(chart, drawnWidth, wide));
    const resumes = drawn.map((each) => takingUp(figures.get(each.node.id), each));
    figures = new Map(drawn.map((each) => [each.node.id, each]));
    fill(
      node,
      drawn.map((each) => each.node),
    );
    for (const resume of resumes) resume();
  }

  const observer = new ResizeObserver(() => {
    const width = node.firstElementChild?.clientWidth ?? 0;
    if (shown.length > 0 && width > 0 && Math.floor(width) !== drawnWidth) draw();
  });
  observer.observe(node);
  return {
    node,
    // The words of an answer are read while its charts are drawn.
    show(charts) {
      if (shown === charts) return;
      shown = charts;
      afterPaint(draw);
    },
    close: () => observer.disconnect(),
  };
}
