// What comes of a scenario: the answer first, then the comparison, the charts, and what they lean on.
import { chartGrid } from "../chart-view.ts";
import { download, element, fill } from "../dom.ts";
import { head } from "../outcome.ts";
import { assumptionTable, comparison } from "../tables.ts";
import type { RunAnswer } from "../worker/simulate.ts";

export function resultView({ cancel }: { cancel(): void }) {
  const top = head(cancel, () => [figures, body]);
  const table = element("div");
  const grid = chartGrid();
  const sources = element("div");
  let shown: RunAnswer | undefined;
  let all = false;
  const toggle = element(
    "button",
    {
      type: "button",
      onclick: () => {
        all = !all;
        showTable();
      },
    },
    "",
  );
  const save = element(
    "button",
    {
      type: "button",
      onclick: () => shown && download("result.json", shown.json, "application/json"),
    },
    "Save result.json",
  );
  const figures = element(
    "section",
    { className: "figures", hidden: true, "aria-label": "Figures" },
    table,
    element("p", { className: "buttons" }, toggle, save),
  );
  const body = element("div", { className: "result", hidden: true }, grid.node, sources);

  function showTable(): void {
    toggle.textContent = all ? "Fewer figures" : "All figures";
    toggle.setAttribute("aria-expanded", String(all));
    fill(table, comparison(shown!.deployments, shown!.groups, all));
  }

  return {
    head: top,
    figures,
    body,
    show(answer: RunAnswer) {
      shown = answer;
      top.show(answer.answer, answer.basis, [...answer.infeasible, ...answer.warnings]);
      top.status.say(answer.requests === undefined ? "" : `Preview with ${answer.requests} requests`);
      body.hidden = false;
      figures.hidden = false;
      showTable();
      grid.show(answer.charts);
      const openBefore = sources.querySelector("details")?.open ?? false;
      fill(
        sources,
        answer.assumptions.length === 0
          ? null
          : element(
              "details",
              { open: openBefore },
              element("summary", {}, `Assumptions and sources (${answer.assumptions.length})`),
              assumptionTable(answer.assumptions),
            ),
      );
    },
    close: grid.close,
  };
}
