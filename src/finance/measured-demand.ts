// Demand that the plan file does not state itself: a measured series, forecast here as `forewatt forecast` does, or the forecast.json
// that it wrote. Both end as quantiles of tokens per second at any date of the plan.
import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { readDate } from "../forecast/calendar.ts";
import { usable } from "../forecast/forecast.ts";
import { type ForecastModel, modelOf } from "../forecast/model.ts";
import type { Prior } from "../forecast/prior.ts";
import { conversion, readRateUnit } from "../forecast/rate-unit.ts";
import { readSeries } from "../forecast/read-series.ts";
import { monthText } from "./calendar.ts";
import type { ClassTokens } from "./class-schema.ts";
import { normalScore } from "./demand.ts";

/** In tokens per second. */
export type MeasuredDemand = Pick<ForecastModel, "quantilesAt" | "deseasonalised">;

type Series = Extract<ClassTokens, { series: string }>;

/** The model of a measured series. */
export function forecastSeries(
  path: string,
  text: string,
  { name, column, unit }: Series,
  prior: Prior | undefined,
): MeasuredDemand {
  const { series } = readSeries(path, text, { series: name, column, unit });
  const answer = usable(series, { prior, cap: undefined, regimeStartSeconds: undefined });
  if ("refused" in answer) {
    const { message, needs, line = 1 } = answer.refused;
    throw new InputError([{ file: path, line, column: 1, path: "", message: `${message}: ${needs}` }]);
  }
  const factor = perSecond(path, series.unit);
  return modelOf(
    answer.map((each) => ({ ...each, value: each.value * factor })),
    { prior },
  );
}

function perSecond(path: string, unit: string): number {
  const [from, to] = [readRateUnit(unit), readRateUnit("tokens/s")];
  const factor = "message" in from || "message" in to ? undefined : conversion(from, to);
  if (factor === undefined)
    throw InputError.atStart(path, `expected tokens over time such as tokens/day, got ${unit}`);
  return factor;
}

const date = z.string().transform((text, context) => {
  const reading = readDate(text);
  if (reading.ok) return reading.timeSeconds;
  context.addIssue({ code: "custom", message: reading.message });
  return z.NEVER;
});
const positive = z.number().gt(0);
/** As much of forecast.json as a plan reads. */
const forecastSchema = z.object({
  schema: z.literal("forewatt.forecast/1"),
  unit: z.string(),
  observations: z.array(z.object({ date, value: positive })).min(1),
  rows: z.array(z.object({ date, p10: positive, p50: positive, p90: positive })).min(1),
});

/** Scores of the 10th and 90th percentile. */
const Z90 = normalScore(0.9);

/**
 * The quantiles of a forecast.json: straight lines in logs between its dates, lognormal on either side of the median; all quantiles
 * are the last observation at its date. `lastMonth` is the last of the plan, which the forecast must reach.
 */
export function readForecast(path: string, text: string, lastMonth: number): MeasuredDemand {
  const parsed = forecastSchema.safeParse(jsonOf(path, text));
  if (!parsed.success) {
    const [{ path: at, message }] = parsed.error.issues as [z.core.$ZodIssue];
    throw InputError.atStart(
      path,
      `is no forecast.json of \`forewatt forecast --out\`: ${at.join(".") || "file"}: ${message}`,
    );
  }
  const { unit, observations, rows } = parsed.data;
  const factor = perSecond(path, unit);
  const last = observations.at(-1)!;
  const points = [
    { date: last.date, p10: last.value, p50: last.value, p90: last.value },
    ...rows.filter((row) => row.date > last.date),
  ];
  const end = new Date(points.at(-1)!.date * 1000);
  const reached = 12 * end.getUTCFullYear() + end.getUTCMonth();
  if (reached < lastMonth)
    throw InputError.atStart(
      path,
      `the forecast ends in ${monthText(reached)}, the plan in ${monthText(lastMonth)}: forecast further with --horizon`,
    );
  return {
    deseasonalised: observations.map((each) => ({
      timeSeconds: each.date,
      value: each.value * factor,
      line: 0,
    })),
    quantilesAt(timeSeconds, quantiles) {
      const after = Math.max(
        1,
        points.findIndex((point) => point.date >= timeSeconds),
      );
      const [from, to] = [
        points[after - 1]!,
        points[timeSeconds > points.at(-1)!.date ? points.length - 1 : after]!,
      ];
      const share =
        to.date > from.date ? Math.min(1, Math.max(0, (timeSeconds - from.date) / (to.date - from.date))) : 1;
      const [p10, p50, p90] = (["p10", "p50", "p90"] as const).map(
        (key) => (1 - share) * Math.log(from[key]) + share * Math.log(to[key]),
      ) as [number, number, number];
      return quantiles.map((quantile) => {
        const z = quantile === 0.5 ? 0 : normalScore(quantile);
        return factor * Math.exp(p50 + (z / Z90) * (z >= 0 ? p90 - p50 : p50 - p10));
      });
    },
  };
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw InputError.atStart(path, "is no JSON: expected the forecast.json of `forewatt forecast --out`");
  }
}
