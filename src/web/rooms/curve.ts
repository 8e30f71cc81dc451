// The curve: output and cost of a megawatt against the speed each user sees, over loads and parallel layouts.
import { chartGrid } from "../chart-view.ts";
import { download, element, fill } from "../dom.ts";
import { createLive } from "../live.ts";
import { head } from "../outcome.ts";
import { BadInput } from "../simulator.ts";
import { plainTable } from "../tables.ts";
import type { CurvesAnswer } from "../worker/curve.ts";
import type { ScenarioState } from "../worker/scenario.ts";
import type { Room } from "./room.ts";
import { scenarioEditor } from "./scenario-editor.ts";

export const curve: Room = {
  id: "curve",
  title: "Curve",
  about: "scenario",

  open({ host, simulator, state, keep }) {
    const top = head(
      () => live.stop(),
      () => [body],
    );
    const grid = chartGrid({ wide: true });
    const tables = element("div");
    const layouts = element("input", {
      type: "checkbox",
      id: "layouts",
      checked: true,
      onchange: () => live.ask({ preview: false }),
    });
    const body = element("div", { className: "result single", hidden: true }, grid.node, tables);
    const editor = scenarioEditor({
      simulator,
      state: state as ScenarioState | undefined,
      onChange: (changed, dragging) => {
        keep(changed);
        // Some dozens of runs: not while a slider moves.
        if (!dragging) live.ask({ preview: false });
      },
      onProblems: top.showProblems,
    });
    const live = createLive<CurvesAnswer>({
      work: (_, signal) =>
        simulator.perform(
          "curvesOf",
          { ...editor.input(), sweepLayouts: layouts.checked },
          { signal, onProgress: top.status.progress },
        ),
      onBusy: top.status.busy,
      onAnswer: (answer) => {
        editor.showProblems([]);
        top.status.say("");
        top.show(
          answer.finding,
          "Band: 80 % of measurements. Point at a front for the layout and the load behind it, and for what binds there.",
          answer.infeasible,
        );
        body.hidden = answer.chart === undefined;
        grid.show(answer.chart ? [answer.chart] : []);
        showTables(tables, answer);
      },
      onError: (error) => {
        if (error instanceof BadInput) top.showProblems(editor.showProblems(error.problems));
        else top.showFailure(error);
      },
    });
    const option = element(
      "label",
      { className: "check" },
      layouts,
      " Try other parallel layouts of the same devices",
    );
    fill(
      host,
      element(
        "div",
        { className: "workbench" },
        editor.shared,
        element(
          "div",
          { className: "outcome" },
          element("div", { className: "middle" }, top.node, option, body),
          editor.deployments,
        ),
      ),
    );
    return {
      close() {
        live.stop();
        grid.close();
      },
    };
  },
};

function showTables(place: HTMLElement, { names, levels, fronts, csv }: CurvesAnswer): void {
  fill(
    place,
    plainTable(
      "At fixed interactivity, read off the fronts; – is beyond reach",
      ["tok/s/user", ...names.flatMap((name) => [name, "$/Mtok"])],
      levels,
    ),
    ...fronts.map(({ name, rows }) =>
      element(
        "details",
        {},
        element("summary", {}, `Front of ${name}: ${rows.length} points`),
        plainTable(
          name,
          ["tok/s/user", "output per MW", "$/Mtok", "users", "layout", "TTFT p50", "bound by"],
          rows,
        ),
      ),
    ),
    element(
      "p",
      { className: "buttons" },
      element(
        "button",
        { type: "button", onclick: () => download("curve.csv", csv, "text/csv") },
        "Save curve.csv",
      ),
    ),
  );
}
