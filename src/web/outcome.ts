// The head of every room: the answer in a sentence, what it rests on, how far the work is, and what is wrong with the input.
import type { Problem } from "../base/errors.ts";
import { phrase } from "../report/html/markup.ts";
import { element, fill, fromMarkup } from "./dom.ts";
import { statusLine } from "./status.ts";

/** The answer on the page when work on a question ends early. */
export type Left = "none" | "a preview" | "of another question" | "whole";

export interface Head {
  node: HTMLElement;
  status: ReturnType<typeof statusLine>;
  show(answer: string, basis?: string, notes?: readonly string[]): void;
  /** Problems without a control of their own; what is shown is from before. */
  showProblems(problems: readonly Problem[]): void;
  showFailure(error: unknown): void;
}

const fromBefore = " What is shown is from before.";

/** While it is stale, so is what stands with it: the style sheet fades both. `cancel` tells which answer is left. */
export function head(cancel: () => Left, unmark: () => void): Head {
  // While a new question is worked on, what was wrong with the one before is over.
  const status = statusLine(
    () => {
      const left = cancel();
      stale(left === "of another question");
      troubled = true;
      return `Cancelled.${left === "of another question" ? fromBefore : left === "a preview" ? " What is shown is a preview." : ""}`;
    },
    () => {
      if (!troubled) return;
      troubled = false;
      fill(wrong);
      unmark();
      status.say("");
    },
  );
  let troubled = false;
  const sentence = element("p", { className: "answer" });
  const rests = element("p", { className: "quiet" });
  const remarks = element("div");
  const wrong = element("div", { role: "alert" });
  // What stays in sight of a sentence that is scrolled away, in small print: written by the style sheet, to be on the page once.
  const brief = element("p", { className: "brief", "aria-hidden": "true", hidden: true });
  new IntersectionObserver(([entry]) => {
    brief.hidden = entry!.isIntersecting || entry!.boundingClientRect.top > 0;
  }).observe(sentence);
  const node = element(
    "section",
    { className: "head", "aria-label": "Answer" },
    element("div", { className: "bar" }, status.node, brief),
    sentence,
    wrong,
    rests,
    remarks,
  );
  const stale = (is: boolean) => node.classList.toggle("stale", is && sentence.textContent !== "");
  return {
    node,
    status,
    show(answer, basis = "", notes = []) {
      stale(false);
      troubled = false;
      fill(wrong);
      fill(sentence, fromMarkup(phrase(answer)));
      brief.dataset.answer = answer;
      fill(rests, fromMarkup(phrase(basis)));
      fill(
        remarks,
        notes.map((note) => element("p", { className: "note" }, fromMarkup(phrase(note)))),
      );
    },
    showProblems(problems) {
      stale(true);
      troubled = true;
      const before = sentence.textContent === "" ? "" : fromBefore;
      status.say(`Not computed: a value needs another look.${before}`);
      fill(
        wrong,
        problems.map(({ file, line, path, message }) =>
          element(
            "p",
            { className: "problem" },
            [line > 0 ? `${file}:${line}` : "", path, message].filter(Boolean).join("  "),
          ),
        ),
      );
    },
    showFailure(error) {
      stale(true);
      const text = error instanceof Error ? error.message : String(error);
      fill(wrong, element("p", { className: "problem" }, `This is a bug of forewatt: ${text}`));
    },
  };
}
