// Zod fields for quantities, so that one schema gives validation, documentation and editor completion.
import { z } from "zod";
import { didYouMean } from "./nearest.ts";
import { type Dimension, dimensions, parseQuantity } from "./units.ts";

/** A field written as text with a unit, read as a number in SI. `.meta` carries the dimension into the JSON Schema. */
export function quantity(dimension: Dimension, limits: { min?: number; above?: number; max?: number } = {}) {
  const { noun, example } = dimensions[dimension];
  return z
    .union([z.string(), z.number()], { error: `expected ${noun} such as "${example}"` })
    .transform((given, context) => {
      const parsed = parseQuantity(given, dimension);
      if (!parsed.ok) {
        context.addIssue({ code: "custom", message: parsed.message });
        return z.NEVER;
      }
      const { value } = parsed;
      const { above, max } = limits;
      const { min = dimension === "usd" || above !== undefined ? undefined : 0 } = limits;
      // As a reader would write it: "/s", not "s^-1".
      const { units, unit: si } = dimensions[dimension];
      const unit = Object.entries(units).find(([, factor]) => factor === 1)?.[0] ?? si;
      if (min !== undefined && value < min)
        context.addIssue({ code: "custom", message: `must be at least ${min} ${unit}, got "${given}"` });
      if (above !== undefined && value <= above)
        context.addIssue({ code: "custom", message: `must be above ${above} ${unit}, got "${given}"` });
      if (max !== undefined && value > max)
        context.addIssue({ code: "custom", message: `must be at most ${max} ${unit}, got "${given}"` });
      return value;
    })
    .meta({
      description: `${dimension}, e.g. "${dimensions[dimension].example}"`,
      dimension,
      examples: [dimensions[dimension].example],
      // Of a bare number, which only counts of tokens may be.
      ...(dimension === "tokens" && limits.min !== undefined ? { minimum: limits.min } : {}),
    });
}

/** A count: a bare integer, or text such as "1024 tokens". */
export function tokenCount(min = 0) {
  return quantity("tokens", { min }).refine((value) => Number.isInteger(value), {
    message: "expected a whole number of tokens",
  });
}

/** A fraction written as 0.9 or "90 %"; `orWord` is what may stand in its place, for the message. */
export function fraction(limits: { min?: number; max?: number; orWord?: string } = {}) {
  const { min = 0, max = 1, orWord } = limits;
  return z
    .union([z.number(), z.string()], { error: 'expected a fraction such as 0.9 or "90 %"' })
    .transform((given, context) => {
      const value =
        typeof given === "number"
          ? given
          : Number(/^\s*([+-]?[\d.]+)\s*%\s*$/.exec(given)?.[1] ?? Number.NaN) / 100;
      if (!Number.isFinite(value)) {
        context.addIssue({
          code: "custom",
          message: `expected a fraction such as 0.9 or "90 %"${orWord ? `, or ${orWord}` : ""}, got ${JSON.stringify(given)}${orWord ? `.${didYouMean(String(given), [orWord])}`.replace(/\.$/, "") : ""}`,
        });
        return z.NEVER;
      }
      if (value < min || value > max) {
        context.addIssue({
          code: "custom",
          message: `must be between ${min} and ${max}, got ${JSON.stringify(given)}`,
        });
      }
      return value;
    })
    .meta({
      description: 'a fraction, e.g. 0.9 or "90 %"',
      examples: [0.9, "90 %"],
      minimum: min,
      maximum: max,
    });
}
