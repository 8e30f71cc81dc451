// The line below every control: the unit of its value, where the value comes from, and how well that is known.
import { element, fill } from "../dom.ts";

export interface Origin {
  unit: string;
  source: string;
  /** As in profiles; `given` is an input, taken as it is. */
  confidence: string;
}

export interface OriginLine {
  node: HTMLElement;
  /** For `aria-describedby` of the control. */
  id: string;
  tell(origin: Origin): void;
}

export function originLine(controlId: string, origin?: Origin): OriginLine {
  const id = `${controlId}:origin`;
  const node = element("small", { id, className: "origin" });
  const tell = ({ unit, source, confidence }: Origin) =>
    fill(
      node,
      element("span", { className: "unit" }, unit),
      element("span", { className: "dot" }, " · "),
      element("span", { className: "source", title: source }, source),
      " · ",
      element("span", { className: "confidence", title: meanings[confidence] }, confidence),
    );
  if (origin) tell(origin);
  return { node, id, tell };
}

const meanings: Record<string, string> = {
  given: "an input of the question: taken as it is",
  needed: "without it there is no answer",
  assumed: "nobody stated it: an assumption",
};

/** What was stated, here or in a file, is an input. */
export const asGiven = (unit: string, source: string): Origin => ({ unit, source, confidence: "given" });

export const byYou = "stated by you";
