// What comes of a scenario: the answer first, then the comparison, the charts, and what they lean on.
import { download, element, fill } from "../dom.ts";
import { assumptionTable, comparison } from "../tables.ts";
import type { RunAnswer } from "../worker/simulate.ts";
import type { Workbench } from "./workbench.ts";

export function resultView({ head, charts, result }: Workbench) {
  const table = element("div");
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
  result.append(charts.node, sources);

  function showTable(): void {
    toggle.textContent = all ? "Fewer figures" : "All figures";
    toggle.setAttribute("aria-expanded", String(all));
    fill(table, comparison(shown!.deployments, shown!.groups, all));
  }

  return {
    figures,
    show(answer: RunAnswer) {
      shown = answer;
      // What is saved is the whole run.
      save.disabled = answer.requests !== undefined;
      head.show(answer.answer, answer.basis, [...answer.infeasible, ...answer.warnings]);
      if (answer.requests !== undefined) head.status.say(`Preview with ${answer.requests} requests`);
      figures.hidden = false;
      showTable();
      charts.show(answer.charts);
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
  };
}
