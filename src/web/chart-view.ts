// A chart of src/report/charts on the page, drawn as in the report and answering in the same way: pointer, arrow keys, lines
// that can be taken out, numbers as a table, downloads.

import type { Chart } from "../report/charts/chart.ts";
import { legendOf } from "../report/charts/legend.ts";
import { pageLook, pageSvg } from "../report/charts/page-svg.ts";
import { variableOf } from "../report/charts/palette.ts";
import { addDownloads } from "../report/html/browser/downloads.ts";
import { addLegend } from "../report/html/browser/legend.ts";
import { addPointer, type Cursor } from "../report/html/browser/pointer.ts";
import { chartTable } from "../report/html/chart-table.ts";
import { phrase } from "../report/html/markup.ts";
import { afterPaint, element, fill, fromMarkup } from "./dom.ts";

const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const pen = document.createElement("canvas").getContext("2d")!;
const measure = (text: string, font: string): number => {
  pen.font = font;
  return pen.measureText(text).width;
};

function legend(chart: Chart): HTMLElement | null {
  const entries = legendOf(chart).map(({ name, colour, kind }) => {
    const key = element("span", { className: `key ${kind}` });
    key.style.setProperty("--key", `var(${variableOf(colour)})`);
    return element("li", { "data-name": name }, key, name);
  });
  return entries.length === 0 ? null : element("ul", { className: "legend" }, entries);
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
  const { svg, geometry, labelled } = pageSvg(chart, { ...look, height }, fontFamily, measure);
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
      element("h3", {}, fromMarkup(phrase(chart.title))),
      element("p", {}, fromMarkup(phrase(chart.subtitle))),
    ),
    labelled ? null : legend(chart),
    drawing,
    chart.notes.map((note) => element("p", { className: "note" }, fromMarkup(phrase(note)))),
    element(
      "details",
      { className: "data" },
      element("summary", {}, "Data and downloads"),
      labelled ? legend(chart) : null,
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

/** What the keyboard can reach in a figure, by a name that its next drawing has too. */
function reachable(node: HTMLElement): [string, HTMLElement][] {
  return [...node.querySelectorAll<HTMLElement>("[tabindex], summary, button, a")].map((each) => [
    each.classList.contains("drawing") ? "drawing" : each.textContent!,
    each,
  ]);
}

/** Where somebody reads a figure, noted while it is on the page, so that its next drawing goes on there. */
function placeIn({ node, hidden, cursor }: Figure): (next: Figure) => void {
  const open = node.querySelector("details")!.open;
  const x = cursor?.at();
  const focused = reachable(node).find(([, each]) => each === document.activeElement)?.[0];
  return (next) => {
    next.node.querySelector("details")!.open = open;
    for (const entry of next.node.querySelectorAll<HTMLElement>(".legend li"))
      if (hidden.has(entry.dataset.name!)) entry.querySelector("button")?.click();
    if (focused !== undefined)
      reachable(next.node)
        .find(([name]) => name === focused)?.[1]
        .focus({ preventScroll: true });
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
    const places = new Map([...figures].map(([id, each]) => [id, placeIn(each)]));
    // One is there to tell how wide they are.
    if (node.children.length !== shown.length)
      fill(
        node,
        shown.map(() => element("figure")),
      );
    drawnWidth = Math.max(240, Math.floor(node.firstElementChild?.clientWidth ?? 0));
    const drawn = shown.map((chart) => figure(chart, drawnWidth, wide));
    figures = new Map(drawn.map((each) => [each.node.id, each]));
    fill(
      node,
      drawn.map((each) => each.node),
    );
    for (const each of drawn) places.get(each.node.id)?.(each);
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
