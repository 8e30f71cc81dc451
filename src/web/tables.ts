// Tables of results and of sources, as the report has them.

import type { Assumption } from "../metrics/result.ts";
import { renderTable, type TableBlock, textTable } from "../report/html/block.ts";
import { type Cell, pathCode, text } from "../report/html/markup.ts";
import { humanQuantity, humanRange } from "../report/quantity.ts";
import type { ResultGroup } from "../report/result-rows.ts";
import { element, fromMarkup } from "./dom.ts";
import type { ProfileFacts } from "./worker/facts.ts";

export const swatch = (index: number) =>
  element("span", { className: `swatch deployment-${index % 6}`, "aria-hidden": "true" });

/** Rows that stand open; the others are one click away. */
const headline =
  /^(TTFT p90|TPOT p90|output per device|output per MW, mean|cost per M|energy per output|attainment|bound by|devices|feasible)/;

/** "compute/memory" may go to two lines. */
const breakable = (text: string): (string | Node)[] =>
  text.split("/").flatMap((part, k) => (k === 0 ? [part] : ["/", element("wbr"), part]));

export function comparison(
  deployments: readonly string[],
  groups: readonly ResultGroup[],
  all: boolean,
): HTMLElement {
  const rows = groups.flatMap((group) => {
    const shown = group.rows.filter(({ label }) => all || headline.test(label));
    const head = all
      ? [
          element(
            "tr",
            {},
            element(
              "th",
              { className: "group", scope: "rowgroup", colSpan: deployments.length + 1 },
              group.heading,
            ),
          ),
        ]
      : [];
    return [
      ...(shown.length > 0 ? head : []),
      ...shown.map(({ label, cells }) =>
        element(
          "tr",
          {},
          // A unit stands on one line.
          element("th", { scope: "row" }, label.replace(/(?<=\([^)]*) /g, "\u00a0")),
          ...cells.map((cell, column) =>
            element(
              "td",
              { className: cell?.best ? "number best" : "number", "data-head": deployments[column]! },
              breakable(cell?.text ?? "–"),
              cell?.best ? element("span", { className: "mark", title: "best of the row" }, "*") : null,
              cell?.plusMinus ? element("small", {}, ` ± ${cell.plusMinus}`) : null,
            ),
          ),
        ),
      ),
    ];
  });
  const head = element(
    "tr",
    {},
    element("td"),
    ...deployments.map((name, index) =>
      element("th", { scope: "col", className: "number" }, swatch(index), name),
    ),
  );
  return scrolling(
    element(
      "table",
      { className: "comparison" },
      element("caption", {}, "Comparison of the deployments"),
      element("thead", {}, head),
      element("tbody", {}, ...rows),
    ),
    // A telephone has room for two.
    deployments.length > 2 ? "scroll stacks" : "scroll",
  );
}

/** A table wider than the page scrolls by itself, with the keyboard too. */
export function scrolling(table: HTMLTableElement, className = "scroll"): HTMLElement {
  const node = element(
    "div",
    { className, tabIndex: 0, role: "region", "aria-label": table.caption?.textContent ?? "Table" },
    table,
  );
  tellWhenWider(node);
  return node;
}

/** What is in it may be wider than the page: then it says so. */
export function tellWhenWider(node: HTMLElement): void {
  const tell = () => node.classList.toggle("wide", node.scrollWidth > node.clientWidth + 1);
  const observer = new ResizeObserver(tell);
  observer.observe(node);
  observer.observe(node.firstElementChild!);
}

const captioned = (block: TableBlock): HTMLElement => {
  const node = fromMarkup(renderTable(block)).firstElementChild as HTMLElement;
  node.querySelector("table")!.prepend(element("caption", {}, block.label));
  tellWhenWider(node);
  return node;
};

export const plainTable = (...table: Parameters<typeof textTable>): HTMLElement =>
  captioned(textTable(...table));

const badge = (confidence: string): Cell => ({
  html: `<span class="badge ${text(confidence).html}">${text(confidence).html}</span>`,
});

const sourced = (label: string, heads: readonly string[], rows: readonly Cell[][]): HTMLElement =>
  captioned({ kind: "table", label, heads: heads.map(text), groups: [{ rows }] });

export const assumptionTable = (assumptions: readonly Assumption[]): HTMLElement =>
  sourced(
    "Figures the answer leans on that are weakly known",
    ["Figure", "Value", "Range", "Confidence", "Source"],
    assumptions.map(({ path, value, low, high, confidence, source }) => [
      { html: pathCode(path) },
      text(humanQuantity(value)),
      text(humanRange({ low, high })),
      badge(confidence),
      text(source),
    ]),
  );

/** A profile below the control that names it. */
export function factsBelow({ title, brief, facts }: ProfileFacts): HTMLElement {
  return element(
    "details",
    { className: "facts" },
    element("summary", {}, element("span", {}, title), element("small", {}, brief)),
    sourced(
      `Figures of ${title}`,
      ["Figure", "Value", "Confidence", "Source"],
      facts.map(({ name, value, range, confidence, source, note }) => [
        { html: pathCode(name) },
        text(range === "" ? value : `${value} (${range})`),
        badge(confidence),
        text(note === "" ? source : `${source}: ${note}`),
      ]),
    ),
  );
}
