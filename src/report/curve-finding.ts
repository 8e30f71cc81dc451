// What curves say in a sentence: who gives most tokens per megawatt, by how much, and where the fronts cross.
import type { Curve } from "../planner/curve/curve.ts";
import { type AtInteractivity, atInteractivities } from "./curve.ts";
import { number, relative, times, tokensPerSecondPerMegawatt } from "./format.ts";

/** Where the front that starts furthest to the left starts: a chart draws every front from here. */
export const slowestOf = (curves: readonly Curve[]): number =>
  Math.min(
    ...curves.flatMap(({ points }) =>
      points.filter((point) => point.onParetoFront).map((point) => point.tokensPerSecondPerUser),
    ),
  );

/** Who gives most, and by how much, at both ends of the levels that a chart shows and at least two deployments reach, or in the middle where one leads throughout; without such a level, the best point of all. */
export function curveFinding(curves: readonly Curve[]): string {
  const levels = atInteractivities(curves);
  const slowest = slowestOf(curves);
  const shared = levels.filter(
    ({ tokensPerSecondPerUser, deployments }) =>
      tokensPerSecondPerUser >= slowest &&
      deployments.filter((each) => each.outputTokensPerSecondPerMegawatt !== null).length > 1,
  );
  const middle = shared[Math.floor(shared.length / 2)];
  if (middle === undefined) {
    const [most] = curves
      .flatMap(({ name, points }) =>
        points.filter((point) => point.onParetoFront).map((point) => ({ name, point })),
      )
      .sort((a, b) => b.point.outputTokensPerSecondPerMegawatt - a.point.outputTokensPerSecondPerMegawatt);
    if (most === undefined) return "Nothing to show";
    const others = curves.filter(({ name, points }) => name !== most.name && points.length > 0);
    return `${most.name}${others.length > 0 ? " gives most" : ""}: ${tokensPerSecondPerMegawatt(most.point.outputTokensPerSecondPerMegawatt)}, at ${number(most.point.tokensPerSecondPerUser)} tokens/s/user`;
  }
  const [slow, fast] = [leadAt(shared[0]!), leadAt(shared.at(-1)!)];
  // Where the fronts cross, either end has its own winner.
  return slow.best !== fast.best && slow.lead >= TIE && fast.lead >= TIE
    ? `${leadInWords(slow)}, ${leadInWords(fast).replace(/^At (\d+) tokens\/s\/user/, "at $1")}`
    : leadInWords(leadAt(middle));
}

/** Two values closer than this are called equal. */
const TIE = 0.01;

/** Who gives most at a level that two reach, and by which share more than the next. */
function leadAt({ tokensPerSecondPerUser, deployments }: AtInteractivity) {
  const [best, next] = deployments
    .flatMap(({ name, outputTokensPerSecondPerMegawatt: rate }) => (rate === null ? [] : [{ name, rate }]))
    .sort((a, b) => b.rate - a.rate);
  return {
    tokensPerSecondPerUser,
    best: best!.name,
    next: next!.name,
    lead: best!.rate / next!.rate - 1,
  };
}

function leadInWords({ tokensPerSecondPerUser, best, next, lead }: ReturnType<typeof leadAt>): string {
  const at = `At ${tokensPerSecondPerUser} tokens/s/user`;
  if (lead < TIE) return `${at} ${best} and ${next} give the same per MW`;
  return Math.round(100 * lead) >= 100
    ? `${at} ${best} gives ${times(1 + lead)} the tokens per MW of ${next}`
    : `${at} ${best} gives ${relative(lead)} more tokens per MW than ${next}`;
}
