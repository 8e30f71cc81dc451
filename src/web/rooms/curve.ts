// The curve: output and cost of a megawatt against the speed each user sees, over loads and parallel layouts.
import { download, element, fill } from "../dom.ts";
import { asGiven, byYou, originLine } from "../form/origin.ts";
import { plainTable } from "../tables.ts";
import type { CurvesAnswer } from "../worker/curve.ts";
import type { ScenarioState } from "../worker/scenario.ts";
import type { Room } from "./room.ts";
import { scenarioEditor } from "./scenario-editor.ts";
import { workbench } from "./workbench.ts";

export const curve: Room = {
  id: "curve",
  title: "Curve",
  about: "scenario",

  open({ host, simulator, state, keep }) {
    const tables = element("div");
    const origin = originLine("layouts", { unit: "yes or no", source: "default yes", confidence: "assumed" });
    const layouts = element("input", {
      type: "checkbox",
      id: "layouts",
      checked: true,
      "aria-describedby": origin.id,
      onchange: () => {
        origin.tell(asGiven("yes or no", byYou));
        bench.ask({ preview: false });
      },
    });
    const editor = scenarioEditor({
      simulator,
      state: state as ScenarioState | undefined,
      onOpened: (opened) => {
        keep(opened);
        bench.ask({ preview: false });
      },
      onChange: (changed, dragging) => {
        keep(changed);
        // Some dozens of runs: not while a slider moves.
        if (!dragging) bench.ask({ preview: false });
      },
      onProblems: (problems) => bench.head.showProblems(problems),
    });
    const bench = workbench<CurvesAnswer>({
      wide: true,
      work: (_, how) =>
        simulator.perform("curvesOf", { ...editor.input(), sweepLayouts: layouts.checked }, how),
      mark: editor.showProblems,
      show(answer) {
        bench.head.show(
          `${answer.finding}.`,
          "Band: 80 % of measurements. Point at a front for the layout and the load behind it, and for what binds there.",
          answer.infeasible,
        );
        bench.result.hidden = answer.chart === undefined;
        bench.charts.show(answer.chart ? [answer.chart] : []);
        showTables(tables, answer);
      },
    });
    bench.result.append(bench.charts.node, tables);
    const option = element(
      "div",
      {},
      element("label", { className: "check" }, layouts, " Try other parallel layouts of the same devices"),
      origin.node,
    );
    return bench.lay(host, editor.node, bench.head.node, option, bench.result);
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
