// A total and the parts it is made of: what `explain` shows of time, energy and money. Parts always sum to the total; what
// no part accounts for is a part of its own, with a name.

export interface Part {
  component: string;
  amount: number;
  /** What two deployments have in common where their components are named after their pools. */
  use?: string;
}

export interface Waterfall {
  /** What the total is, e.g. "time per output token". */
  of: string;
  unit: "s" | "J" | "USD";
  total: number;
  parts: Part[];
}

/** Amounts below this share of the total are rounding, not parts. */
const NOTHING = 1e-12;

/** `rest` names what the parts leave of the total; it may be below zero where they overlap. */
export function waterfall(
  of: string,
  unit: Waterfall["unit"],
  total: number,
  parts: readonly Part[],
  rest: string,
): Waterfall {
  const known = parts.reduce((sum, { amount }) => sum + amount, 0);
  const all = [...parts, { component: rest, amount: total - known }];
  return { of, unit, total, parts: all.filter(({ amount }) => Math.abs(amount) > NOTHING * Math.abs(total)) };
}

/** The largest part: what binds. */
export function largestPart({ parts }: Waterfall): Part | undefined {
  return parts.reduce<Part | undefined>(
    (most, part) => (most === undefined || part.amount > most.amount ? part : most),
    undefined,
  );
}
