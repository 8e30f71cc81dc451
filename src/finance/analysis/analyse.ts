// Everything that is known about a plan beyond its rows, one part after the other.
import type { Highs } from "highs";
import type { PlanOutput } from "../plan.ts";
import { compare, medianCases } from "./compare.ts";
import { leverEffects } from "./levers.ts";
import { monteCarlo } from "./monte-carlo.ts";
import type { PlanAnalysis, StraightLine } from "./result.ts";
import { sensitivity } from "./sensitivity.ts";
import { straightLine } from "./straight-line.ts";

/** When its parts end, as shares of the time that all take; levers simulate again and take longest where there are some. */
const endsOf = (levers: number) =>
  levers > 0
    ? { lines: 0.15, worlds: 0.3, comparing: 0.35, hanging: 0.4 }
    : { lines: 0.4, worlds: 0.75, comparing: 0.85, hanging: 1 };

/** Yields what is being done and the fraction of all that is done. */
export function* analyse(
  output: PlanOutput,
  highs: Highs,
): Generator<{ doing: string; fraction: number }, PlanAnalysis> {
  const strategies = Object.keys(output.plan.file.strategies);
  const lines: StraightLine[] = [];
  const ends = endsOf(output.plan.levers.length);
  const between = (from: number, to: number, fraction: number) => from + (to - from) * fraction;
  for (const strategy of strategies) {
    yield {
      doing: `a straight line for ${strategy}`,
      fraction: between(0, ends.lines, lines.length / strategies.length),
    };
    lines.push(straightLine(output, strategy, highs));
  }
  const drawing = monteCarlo(output);
  let step = drawing.next();
  while (!step.done) {
    yield { doing: "drawing worlds", fraction: between(ends.lines, ends.worlds, step.value) };
    step = drawing.next();
  }
  yield { doing: "comparing strategies", fraction: ends.worlds };
  const comparison = compare(output);
  const middle = medianCases(output);
  const sensitivities = [];
  for (const each of middle) {
    const done = sensitivities.length / middle.length;
    yield { doing: `what ${each.strategy} hangs on`, fraction: between(ends.comparing, ends.hanging, done) };
    sensitivities.push(
      sensitivity(
        output,
        each,
        middle.filter((other) => other !== each),
      ),
    );
  }
  const pulling = leverEffects(output, comparison.leastRegret, highs);
  let lever = pulling.next();
  for (; !lever.done; lever = pulling.next())
    yield { ...lever.value, fraction: between(ends.hanging, 1, lever.value.fraction) };
  return {
    uncertainty: step.value,
    straightLine: lines,
    comparison,
    sensitivity: sensitivities,
    levers: lever.value,
  };
}
