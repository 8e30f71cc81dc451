// Stated figures as people read them, on every face: "8000000000000 B/s" is 8 TB/s, its range 7.7 TB/s to 8 TB/s.

const steps = [
  { symbol: "k", size: 1e3 },
  { symbol: "M", size: 1e6 },
  { symbol: "G", size: 1e9 },
  { symbol: "T", size: 1e12 },
  { symbol: "P", size: 1e15 },
];

const DIGITS = 4;

/** With a prefix where the unit takes one; whatever is no number with such a unit stays as it is. */
export function humanQuantity(value: string): string {
  const [, amount, unit] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?) ((?:B|W|J|FLOP)(?:\/s)?)$/.exec(value) ?? [];
  const step = steps.findLast(({ size }) => Number(amount) >= size);
  if (unit === undefined || step === undefined) return value;
  return `${Number((Number(amount) / step.size).toPrecision(DIGITS))} ${step.symbol}${unit}`;
}

/** Empty where there is none. */
export const humanRange = ({ low, high }: { low: string | null; high: string | null }): string =>
  low === null && high === null
    ? ""
    : `${low === null ? "?" : humanQuantity(low)} to ${high === null ? "?" : humanQuantity(high)}`;
