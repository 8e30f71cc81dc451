// What if: a scenario by its controls, answered while they move.
import { element, fill } from "../dom.ts";
import { createLive } from "../live.ts";
import { BadInput } from "../simulator.ts";
import type { ScenarioState } from "../worker/scenario.ts";
import type { RunAnswer } from "../worker/simulate.ts";
import type { Room } from "./room.ts";
import { scenarioEditor } from "./scenario-editor.ts";
import { resultView } from "./what-if-result.ts";

/** While a slider moves: enough for its trend, few enough for some answers a second. */
const PREVIEW_REQUESTS = 600;

export const whatIf: Room = {
  id: "what-if",
  title: "What if",
  about: "scenario",

  open({ host, simulator, state, keep }) {
    const result = resultView({ cancel: () => live.stop() });
    const { head } = result;
    const editor = scenarioEditor({
      simulator,
      state: state as ScenarioState | undefined,
      onChange: (changed, dragging) => {
        keep(changed);
        live.ask({ preview: dragging });
      },
      onProblems: head.showProblems,
    });
    const live = createLive<RunAnswer>({
      work: (preview, signal) =>
        simulator.perform(
          "simulateScenario",
          { ...editor.input(), mostRequests: preview ? PREVIEW_REQUESTS : undefined },
          { signal, onProgress: head.status.progress },
        ),
      onBusy: head.status.busy,
      onAnswer: (answer) => {
        editor.showProblems([]);
        result.show(answer);
      },
      onError: (error) => {
        if (error instanceof BadInput) head.showProblems(editor.showProblems(error.problems));
        else head.showFailure(error);
      },
    });
    fill(
      host,
      element(
        "div",
        { className: "workbench" },
        editor.shared,
        element(
          "div",
          { className: "outcome" },
          element("div", { className: "middle" }, head.node, result.figures, editor.deployments),
          result.body,
        ),
      ),
    );
    return {
      close() {
        live.stop();
        result.close();
      },
    };
  },
};
