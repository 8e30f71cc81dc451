// Where a difference of two costs passes zero: the sign change nearest to the planned value on a geometric grid, then bisection,
// sped up by secants, until both sides agree. Both sides at the value are part of the answer, so that it can be checked.
import { power } from "../../base/power.ts";
import type { Certified } from "./result.ts";

export interface Sides {
  leftUsd: number;
  rightUsd: number;
}

export interface Root extends Sides {
  value: number;
}

/** Where there is none: which side is the lower at both ends. */
export interface NoRoot {
  lower: "left" | "right";
}

/** Both sides agree to this. */
export const TOLERANCE_USD = 0.01;
/** Of a doubling, between two looks. */
const STEPS_PER_DOUBLING = 2;

const difference = ({ leftUsd, rightUsd }: Sides) => leftUsd - rightUsd;

/** Where the sides do not cross between `low` and `high`, the side that is lower. */
export function crossing(
  sidesAt: (value: number) => Sides,
  planned: number,
  low: number,
  high: number,
): Root | NoRoot {
  const at = (value: number): Root => ({ value, ...sidesAt(value) });
  const steps = Math.ceil(Math.log2(high / low) * STEPS_PER_DOUBLING);
  const grid = Array.from({ length: steps + 1 }, (_, k) => at(low * power(high / low, k / steps)));
  const brackets = grid.slice(1).flatMap((above, k): [Root, Root][] => {
    const below = grid[k]!;
    return difference(below) <= 0 !== difference(above) <= 0 ? [[below, above]] : [];
  });
  if (brackets.length === 0) return { lower: difference(grid[0]!) <= 0 ? "left" : "right" };
  const away = ([from, to]: [Root, Root]) =>
    Math.max(0, Math.log(from.value / planned), Math.log(planned / to.value));
  const [below, above] = brackets.reduce((best, each) => (away(each) < away(best) ? each : best));
  return bisect(at, below, above);
}

/** Until the sides agree, or to the last bit: what is left then is a jump of whole devices. */
function bisect(at: (value: number) => Root, from: Root, to: Root): Root {
  let [below, above] = [from, to];
  const rising = difference(from) <= 0;
  for (let bySecant = true; ; bySecant = !bySecant) {
    const slope = (difference(above) - difference(below)) / (above.value - below.value);
    const secant = below.value - difference(below) / slope;
    const inside = secant > below.value && secant < above.value;
    const next = at(bySecant && inside ? secant : (below.value + above.value) / 2);
    if (Math.abs(difference(next)) <= TOLERANCE_USD) return next;
    if (next.value <= below.value || next.value >= above.value) break;
    if (difference(next) <= 0 === rising) below = next;
    else above = next;
  }
  return Math.abs(difference(below)) <= Math.abs(difference(above)) ? below : above;
}

/** The answer with both sides, and in words where there is none, or a jump. */
export function certified(
  asked: Pick<Certified, "input" | "unit" | "planned" | "low" | "high">,
  root: Root | NoRoot,
  [left, right]: readonly [string, string],
): Certified {
  if ("lower" in root)
    return {
      ...asked,
      value: null,
      leftUsd: null,
      rightUsd: null,
      toleranceUsd: TOLERANCE_USD,
      reason: `${root.lower === "left" ? left : right} is cheaper throughout`,
    };
  const apart = Math.abs(difference(root));
  return {
    ...asked,
    value: root.value,
    leftUsd: root.leftUsd,
    rightUsd: root.rightUsd,
    toleranceUsd: Math.max(TOLERANCE_USD, apart),
    reason: apart > TOLERANCE_USD ? "devices come whole: costs jump past each other here" : "",
  };
}
