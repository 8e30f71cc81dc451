// Everything that is known about a plan beyond its rows, one part after the other.
import type { Highs } from "highs";
import type { PlanOutput } from "../plan.ts";
import { compare, medianCases } from "./compare.ts";
import { leverEffects } from "./levers.ts";
import { monteCarlo } from "./monte-carlo.ts";
import type { PlanAnalysis, StraightLine } from "./result.ts";
import { sensitivity } from "./sensitivity.ts";
import { straightLine } from "./straight-line.ts";

/** Yields what is being done and the fraction of it that is done. */
export function* analyse(
  output: PlanOutput,
  highs: Highs,
): Generator<{ doing: string; fraction: number }, PlanAnalysis> {
  const strategies = Object.keys(output.plan.file.strategies);
  const lines: StraightLine[] = [];
  for (const strategy of strategies) {
    yield { doing: `a straight line for ${strategy}`, fraction: lines.length / strategies.length };
    lines.push(straightLine(output, strategy, highs));
  }
  const drawing = monteCarlo(output);
  let step = drawing.next();
  while (!step.done) {
    yield { doing: "drawing worlds", fraction: step.value };
    step = drawing.next();
  }
  yield { doing: "comparing strategies", fraction: 0 };
  const comparison = compare(output);
  const middle = medianCases(output);
  const sensitivities = [];
  for (const each of middle) {
    yield { doing: `what ${each.strategy} hangs on`, fraction: sensitivities.length / middle.length };
    sensitivities.push(
      sensitivity(
        output,
        each,
        middle.filter((other) => other !== each),
      ),
    );
  }
  const levers = yield* leverEffects(output, comparison.leastRegret, highs);
  return { uncertainty: step.value, straightLine: lines, comparison, sensitivity: sensitivities, levers };
}
