// What if: a scenario by its controls on one side, what comes of it on the other, answered while they move.
import { element, fill } from "../dom.ts";
import { createLive } from "../live.ts";
import { BadInput } from "../simulator.ts";
import type { ScenarioState } from "../worker/scenario.ts";
import type { RunAnswer } from "../worker/simulate.ts";
import type { Room, RoomContext } from "./room.ts";
import { scenarioEditor } from "./scenario-editor.ts";
import { resultView } from "./what-if-result.ts";

/** While a slider moves: enough for its trend, few enough for some answers a second. */
const PREVIEW_REQUESTS = 600;

export const whatIf: Room = {
  id: "what-if",
  title: "What if",
  about: "scenario",

  open(context) {
    const { host, simulator, keep } = context;
    const result = resultView({ cancel: () => live.stop() });
    const editor = scenarioEditor({
      simulator,
      state: context.state as ScenarioState | undefined,
      onChange: (state, dragging) => {
        keep(state);
        live.ask({ preview: dragging });
      },
      onProblems: result.showProblems,
    });
    const live = createLive<RunAnswer>({
      work: (preview, signal) =>
        simulator.perform(
          "simulateScenario",
          { state: editor.state(), mostRequests: preview ? PREVIEW_REQUESTS : undefined },
          { signal, onProgress: result.showProgress },
        ),
      onBusy: result.showBusy,
      onAnswer: (answer) => {
        editor.showProblems([]);
        result.show(answer);
      },
      onError: (error) => {
        if (error instanceof BadInput) result.showProblems(editor.showProblems(error.problems));
        else result.showFailure(error);
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
          result.head,
          result.figures,
          editor.deployments,
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
