// Steps (servers, racks, blocks of power) taken quarter by quarter, as terms of a linear program.
import type { LinearProgram } from "./linear-program.ts";
import type { Offer } from "./offers.ts";
import type { Period } from "./periods.ts";

export type Terms = [variable: number, coefficient: number][];

/** By quarter, a whole variable: all steps bought up to it; undefined while none can have been. */
export function countSoFar(
  program: LinearProgram,
  steps: readonly (number | undefined)[],
  upper?: number,
): (number | undefined)[] {
  let before: number | undefined;
  return steps.map((bought) => {
    if (bought === undefined) return before;
    const count = program.variable(0, { integer: true, upper });
    const rest: Terms = before === undefined ? [] : [[before, -1]];
    program.constrain([[count, 1], [bought, -1], ...rest], "=", 0);
    before = count;
    return count;
  });
}

/** Steps in service: devices serve in the quarters that they are there to the end of, what is rented by the quarter in it. */
export function inService(
  { lifeMonths }: Pick<Offer, "lifeMonths">,
  periods: readonly Period[],
  steps: readonly (number | undefined)[],
  soFar: readonly (number | undefined)[] | undefined,
  q: number,
): Terms {
  const term = (variable: number | undefined, coefficient: number): Terms =>
    variable === undefined ? [] : [[variable, coefficient]];
  if (soFar === undefined) return term(steps[q], 1);
  // The last quarter whose purchases are out of service.
  const expired = periods.findLastIndex(({ from }) => from + lifeMonths < periods[q]!.to);
  return [...term(soFar[q], 1), ...(expired >= 0 ? term(soFar[Math.min(expired, q)], -1) : [])];
}
