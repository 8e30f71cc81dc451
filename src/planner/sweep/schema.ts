// The sweep file, forewatt.sweep/1: which runs of one scenario. Configurations are every combination of `grid`, for
// each entry of `list`; each is run with every seed.
import { z } from "zod";

const value = z.json().meta({ description: "as it would stand in the scenario file" });

export const sweepSchema = z.strictObject({
  schema: z.literal("forewatt.sweep/1"),
  title: z.string().optional().meta({ description: "default: the name of the file" }),
  scenario: z.string().meta({ description: "scenario file, in the sweep's folder or below" }),
  grid: z
    .record(z.string(), z.array(value).min(1))
    .default({})
    .meta({
      description: "values by path as in --set; every combination is a configuration",
      examples: [{ "workload.arrivals.rate": ["10 /s", "20 /s"], "precision.kv": ["fp8", "bf16"] }],
    }),
  list: z.array(z.record(z.string(), value)).min(1).default([{}]).meta({
    description: "values by path that change together; each entry with every combination of the grid",
  }),
  factors: z
    .string()
    .optional()
    .meta({
      description:
        "a column of the results that is shown of each configuration, the mean over its seeds, with its factor over the configuration before",
      examples: ["billed_tokens_per_day"],
    }),
  seeds: z
    .union([
      z.int().min(1).max(1_000_000),
      z.array(z.int().min(0)).min(1),
      z.strictObject({ from: z.int().min(0), count: z.int().min(1).max(1_000_000) }),
    ])
    .default(1)
    .meta({ description: "how many from 1 on, or which" }),
});
export type SweepFile = z.output<typeof sweepSchema>;

/** Runs that one sweep may have. */
export const MOST_RUNS = 100_000_000;
