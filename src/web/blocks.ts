// Sections of a report on the page: text and tables as the report writes them, charts as the page draws them.
import { type Block, renderBlock } from "../report/html/block.ts";
import { type ChartGrid, chartGrid } from "./chart-view.ts";
import { element, fill, fromMarkup } from "./dom.ts";
import { tellWhenWider } from "./tables.ts";

export interface Sections {
  node: HTMLElement;
  show(sections: readonly { heading: string; blocks: readonly Block[] }[]): void;
  close(): void;
}

export function reportSections(): Sections {
  const node = element("div", { className: "sections" });
  let grids: ChartGrid[] = [];

  function close(): void {
    for (const grid of grids) grid.close();
    grids = [];
  }

  function drawn(block: Block): Node | null {
    if (block.kind !== "charts")
      return fromMarkup(
        renderBlock(block, ({ id }) => {
          throw new Error(`chart "${id}" is inside of another block`);
        }),
      );
    if (block.charts.length === 0) return null;
    const grid = chartGrid();
    grids.push(grid);
    grid.show(block.charts);
    return grid.node;
  }

  return {
    node,
    show(sections) {
      const open = [...node.querySelectorAll("details")].map((each) => each.open);
      close();
      fill(
        node,
        sections.map(({ heading, blocks }) =>
          element("section", {}, element("h2", {}, heading), blocks.map(drawn)),
        ),
      );
      for (const table of node.querySelectorAll<HTMLElement>(".scroll")) tellWhenWider(table);
      for (const [k, each] of [...node.querySelectorAll("details")].entries()) each.open = open[k] ?? false;
    },
    close,
  };
}
