// A figure is a value with its source, date and confidence: no profile loads without them.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import type { Dimension } from "../base/units.ts";

/** How far a figure can be trusted, best first. `measured` is a figure fitted to or read off measurements. */
export const confidences = [
  "measured",
  "datasheet",
  "vendor",
  "press",
  "analyst",
  "derived",
  "assumed",
] as const;
export type Confidence = (typeof confidences)[number];

/** A year, a month, or a day that exists. */
function isDay(date: string): boolean {
  const [year, month, day] = date.split("-").map(Number);
  return day === undefined || day <= new Date(Date.UTC(year!, month!, 0)).getUTCDate();
}

/** Where a figure comes from. */
export const provenance = {
  source: z.string().min(3).meta({ description: "document, page or repository at a revision" }),
  date: z
    .string()
    .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, "expected a date such as 2026-03-16")
    .refine(isDay, "no such day")
    .meta({ description: "date of the source" }),
  confidence: z.enum(confidences),
  note: z.string().optional(),
};

export interface Provenance {
  source: string;
  date: string;
  confidence: Confidence;
  note?: string | undefined;
}

/** A dimensional figure; `range` where nobody has published it. Extra keys (density, direction) come from the caller. */
export function figure<Extra extends z.ZodRawShape = Record<never, never>>(
  dimension: Dimension,
  extra: Extra = {} as Extra,
) {
  return z.strictObject({
    value: quantity(dimension),
    range: z.strictObject({ low: quantity(dimension), high: quantity(dimension) }).optional(),
    ...provenance,
    ...extra,
  });
}

export interface Figure extends Provenance {
  value: number;
  range?: { low: number; high: number } | undefined;
}
