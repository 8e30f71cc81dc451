// A scenario's own load may give more than the front of its deployment: the front is of users in a closed loop, who start together
// and wait for each answer. Answers of one length keep them in step, so that their prompts come at once, where requests that come
// at random do not. A reader has to be told, or the front looks like the most there is.
import type { Curve } from "../planner/curve/curve.ts";
import { onFront } from "../planner/curve/pareto.ts";
import type { CurvePoint } from "../planner/curve/point.ts";

/** By less it is on the front. */
const ABOVE = 0.01;

/** Whether the deployment gives more as loaded than its front does at that pace, within the limits on the first token. */
export function aboveFront({ points, operatingPoint }: Curve): boolean {
  const front = points.filter((point) => point.onParetoFront);
  if (operatingPoint === null || !operatingPoint.ttftMet || front.length === 0) return false;
  const pace = (point: CurvePoint) => point.tokensPerSecondPerUser;
  const amount = (point: CurvePoint) => point.outputTokensPerSecondPerMegawatt;
  const there = onFront(front, pace(operatingPoint), pace, amount) ?? 0;
  return amount(operatingPoint) > (1 + ABOVE) * there;
}

export const aboveFrontText =
  "above the front: requests as loaded do not wait for each other as its users do, who start together";
