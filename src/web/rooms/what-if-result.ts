// What comes of a scenario: the answer first, then the comparison, the charts, and what they lean on.
import type { Problem } from "../../base/errors.ts";
import { chartGrid } from "../chart-view.ts";
import { download, element, fill, phrase } from "../dom.ts";
import { statusLine } from "../status.ts";
import { assumptionTable, comparison } from "../tables.ts";
import type { Progress } from "../worker/protocol.ts";
import type { RunAnswer } from "../worker/simulate.ts";

export function resultView({ cancel }: { cancel(): void }) {
  const status = statusLine(cancel);
  const sentence = element("p", { className: "answer" });
  const basis = element("p", { className: "quiet" });
  const notes = element("div");
  const problems = element("div", { role: "alert" });
  const head = element(
    "section",
    { className: "head", "aria-label": "Answer" },
    problems,
    sentence,
    basis,
    notes,
    status.node,
  );
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
  const body = element("div", { className: "result", hidden: true }, grid.node, sources);
  const figures = element(
    "section",
    { className: "figures", hidden: true, "aria-label": "Figures" },
    table,
    element("p", { className: "buttons" }, toggle, save),
  );

  function showTable(): void {
    toggle.textContent = all ? "Fewer figures" : "All figures";
    toggle.setAttribute("aria-expanded", String(all));
    fill(table, comparison(shown!.deployments, shown!.groups, all));
  }

  return {
    head,
    figures,
    body,
    showBusy: status.busy,
    showProgress: (progress: Progress) => status.progress(progress),
    show(answer: RunAnswer) {
      shown = answer;
      head.classList.remove("stale");
      body.classList.remove("stale");
      figures.classList.remove("stale");
      fill(problems);
      fill(sentence, phrase(answer.answer));
      fill(basis, phrase(answer.basis));
      fill(
        notes,
        [...answer.infeasible, ...answer.warnings].map((note) => element("p", { className: "note" }, note)),
      );
      status.say(answer.requests === undefined ? "" : `Preview with ${answer.requests} requests`);
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
    /** Those without a control; what is shown is of before. */
    showProblems(found: readonly Problem[]) {
      head.classList.add("stale");
      body.classList.add("stale");
      figures.classList.add("stale");
      status.say("Not simulated: a value needs another look. What is shown is from before.");
      fill(
        problems,
        found.map(({ file, line, path, message }) =>
          element(
            "p",
            { className: "problem" },
            [line > 0 ? `${file}:${line}` : "", path, message].filter(Boolean).join("  "),
          ),
        ),
      );
    },
    showFailure(error: unknown) {
      fill(
        problems,
        element(
          "p",
          { className: "problem" },
          `This is a bug of forewatt: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    },
    close: grid.close,
  };
}
