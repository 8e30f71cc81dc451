// What if: a scenario by its controls, answered while they move.
import type { ScenarioState } from "../worker/scenario.ts";
import type { RunAnswer } from "../worker/simulate.ts";
import type { Room } from "./room.ts";
import { scenarioEditor } from "./scenario-editor.ts";
import { resultView } from "./what-if-result.ts";
import { workbench } from "./workbench.ts";

/** At first and while a slider moves: enough for its trend, few enough for some answers a second. */
const PREVIEW_REQUESTS = 600;

export const whatIf: Room = {
  id: "what-if",
  title: "What if",
  about: "scenario",

  open({ host, simulator, state, keep }) {
    const editor = scenarioEditor({
      simulator,
      state: state as ScenarioState | undefined,
      // A first answer at once, the whole of it right after.
      onOpened: (opened) => {
        keep(opened);
        bench.ask({ preview: true });
      },
      onChange: (changed, dragging) => {
        keep(changed);
        bench.ask({ preview: dragging });
      },
      onProblems: (problems) => bench.head.showProblems(problems),
    });
    const bench = workbench<RunAnswer>({
      work: (preview, how) =>
        simulator.perform(
          "simulateScenario",
          { ...editor.input(), mostRequests: preview ? PREVIEW_REQUESTS : undefined },
          how,
        ),
      mark: editor.showProblems,
      show: (answer) => result.show(answer),
    });
    const result = resultView(bench);
    return bench.lay(host, editor.node, bench.head.node, result.figures, bench.result);
  },
};
