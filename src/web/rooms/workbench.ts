// What the rooms share: the question on the left, on the right the answer, its charts, and how far the work on it is.
import type { Problem } from "../../base/errors.ts";
import { type ChartGrid, chartGrid } from "../chart-view.ts";
import { type Child, element, fill } from "../dom.ts";
import { createLive, type Live } from "../live.ts";
import { type Head, head, type Left } from "../outcome.ts";
import { BadInput } from "../simulator.ts";
import type { Progress } from "../worker/protocol.ts";

interface Options<Answer> {
  /** A chart may have the whole width. */
  wide?: boolean;
  work(quick: boolean, how: { signal: AbortSignal; onProgress(progress: Progress): void }): Promise<Answer>;
  show(answer: Answer, quick: boolean): void;
  /** Puts problems beside what they are about; answers with those that are about nothing here. */
  mark?(problems: readonly Problem[]): readonly Problem[];
}

export interface Workbench {
  head: Head;
  charts: ChartGrid;
  /** Hidden until there is an answer, faded where it is from before. */
  result: HTMLElement;
  ask: Live["ask"];
  /** Puts it into the room; answers with what ends it. */
  lay(host: HTMLElement, question: HTMLElement, ...outcome: Child[]): { close(): void };
}

export function workbench<Answer>({
  wide = false,
  work,
  show,
  mark = (problems) => problems,
}: Options<Answer>): Workbench {
  const charts = chartGrid({ wide });
  const result = element("div", { className: "result", hidden: true });
  let asked = 0;
  /** Which question work is on, and which the answer on the page is to. */
  let working = 0;
  let shown: { question: number; quick: boolean } | undefined;
  const left = (): Left => {
    if (!shown) return "none";
    if (shown.question !== asked) return "of another question";
    return shown.quick ? "a preview" : "whole";
  };
  const top = head(
    () => {
      live.stop();
      return left();
    },
    () => mark([]),
  );
  const outcome = element("div", { className: "outcome" });
  const live = createLive<Answer>({
    work(quick, signal) {
      working = asked;
      return work(quick, { signal, onProgress: top.status.progress });
    },
    onBusy(busy) {
      outcome.setAttribute("aria-busy", String(busy));
      top.status.busy(busy);
    },
    onAnswer(answer, quick) {
      mark([]);
      top.status.say("");
      result.hidden = false;
      outcome.classList.toggle("preview", quick);
      shown = { question: working, quick };
      show(answer, quick);
    },
    onError(error) {
      if (error instanceof BadInput) top.showProblems(mark(error.problems));
      else top.showFailure(error);
    },
  });
  return {
    head: top,
    charts,
    result,
    ask(how) {
      asked++;
      live.ask(how);
    },
    lay(host, question, ...parts) {
      fill(outcome, ...parts);
      fill(host, element("div", { className: "workbench" }, question, outcome, jumpTo(question)));
      return {
        close() {
          live.stop();
          charts.close();
        },
      };
    },
  };
}

/** On a phone the answer comes first, and this leads to the controls below it. */
function jumpTo(question: HTMLElement): HTMLElement {
  question.tabIndex = -1;
  return element(
    "p",
    { className: "jump" },
    element(
      "button",
      {
        type: "button",
        onclick: () => {
          question.focus({ preventScroll: true });
          question.scrollIntoView();
        },
      },
      "Change the question \u2193",
    ),
  );
}
