// When requests come, as a scenario says it: the options of every arrival process.
import { z } from "zod";
import { quantity } from "../../base/quantity.ts";
import { traceFormats } from "../traces/formats/names.ts";

const rate = () => quantity("perSecond", { above: 0 });

/** Processes that need no file. */
const generated = [
  z.strictObject({ process: z.literal("poisson"), rate: rate() }),
  z.strictObject({
    process: z.literal("gamma"),
    rate: rate(),
    cv: z.number().gt(0).meta({ description: "coefficient of variation of the gaps; 1 is poisson" }),
  }),
  z.strictObject({
    process: z.literal("on-off"),
    rate: rate().meta({ description: "mean rate over on and off periods" }),
    on: quantity("seconds", { above: 0 }).meta({ description: "mean length of an on period" }),
    off: quantity("seconds", { above: 0 }).meta({ description: "mean length of an off period" }),
  }),
  z.strictObject({
    process: z.literal("diurnal"),
    rate: rate().meta({ description: "mean rate" }),
    peakToMean: z.number().min(1).max(2).default(1.5).meta({ description: "peak rate over mean rate" }),
    period: quantity("seconds", { above: 0 }).default(86_400).meta({ description: "of the sine" }),
  }),
  z.strictObject({
    process: z.literal("closed-loop"),
    users: z.int().min(1).meta({ description: "each waits for an answer before the next request" }),
    think: quantity("seconds")
      .default(0)
      .meta({ description: "mean think time before each request, exponential" }),
    duration: quantity("seconds", { above: 0 })
      .optional()
      .meta({ description: "no request starts at or after this time" }),
  }),
  z.strictObject({ process: z.literal("all-at-once") }),
] as const;

export const generatedArrivalsSchema = z.discriminatedUnion("process", generated);

export const arrivalsSchema = z.discriminatedUnion("process", [
  ...generated,
  z.strictObject({
    process: z.literal("trace"),
    format: z.enum(traceFormats).optional().meta({ description: "default: recognised by its header" }),
    file: z.string().meta({ description: "CSV, JSON lines or JSON, .gz too; in the scenario's folder" }),
    rateScale: z.number().gt(0).default(1).meta({ description: "2 is twice the rate" }),
    from: quantity("seconds")
      .default(0)
      .meta({ description: "start of the time window, from the first arrival" }),
    to: quantity("seconds", { above: 0 }).optional().meta({ description: "its end, exclusive" }),
    replay: z.enum(["times", "sessions"]).default("times").meta({
      description:
        "times: each request at its own; sessions: those of a session wait for the answers before, then as long as the trace says",
    }),
    onBadRow: z.enum(["fail", "skip"]).default("fail").meta({ description: "malformed rows" }),
  }),
]);
export type Arrivals = z.output<typeof arrivalsSchema>;
