// A forecast of a series that the user brought: the same steps as the command's.
import { type Asked, askedOptions, askedSeries, type NamedText } from "../../forecast/asked.ts";
import { forecast, usable } from "../../forecast/forecast.ts";
import { fitCurves } from "../../forecast/growth-curves.ts";
import { growthClasses } from "../../forecast/prior.ts";
import { loadTensorFlowCpu } from "../../forecast/tensorflow.ts";
import type { Chart } from "../../report/charts/chart.ts";
import { forecastChart } from "../../report/charts/forecast.ts";
import { forecastCsv, forecastRows, magnitudeOf } from "../../report/forecast.ts";
import { shipped } from "./shipped.ts";

export interface ForecastState {
  file: string;
  /** Of the CSV. */
  text: string;
  /** Left out: the default of the command. */
  asked: Partial<Record<Exclude<keyof Asked, "quantiles">, string>>;
}

export interface ForecastAnswer {
  head: string[];
  rows: string[][];
  /** Why there is no forecast and what it needs, in its place. */
  refused: { message: string; needs: string } | undefined;
  /** Of the rows. */
  unit: string;
  prior: string;
  chart: Chart | undefined;
  flags: { code: string; message: string }[];
  csv: string;
  json: string;
}

const exampleFile = "scenarios/forecast/assistant.csv";

export const forecastBasics = () => ({
  example: { file: exampleFile, text: shipped[exampleFile]!, asked: { series: "chat", horizon: "2y" } },
  growthClasses: [...growthClasses],
});

export async function forecastOf({ file, text, asked }: ForecastState): Promise<ForecastAnswer> {
  const named: NamedText = { file, text };
  const options: Asked = { horizon: "12mo", step: "1mo", ...asked, quantiles: [] };
  const { series, notes } = askedSeries(named, options);
  const read = askedOptions(options, series, undefined);
  const observations = usable(series, read);
  const curves =
    read.cap === undefined || "refused" in observations || observations.length < 3
      ? undefined
      : await fitCurves(observations, read.cap, await loadTensorFlowCpu());
  const answer = forecast(series, { ...read, curves });
  const noted = notes.map(({ code, line, message }) => ({ code, message: `line ${line}: ${message}` }));
  if ("refused" in answer)
    return {
      refused: answer.refused,
      head: [],
      rows: [],
      unit: "",
      prior: "",
      chart: undefined,
      flags: noted,
      csv: "",
      json: "",
    };
  const result = { ...answer, flags: [...noted, ...answer.flags] };
  return {
    refused: undefined,
    ...forecastRows(result),
    unit: `${magnitudeOf(result).symbol}${result.unit}`,
    prior: result.prior.name,
    // The flags stand below it, all of them.
    chart: { ...forecastChart(result), notes: [] },
    flags: result.flags.map(({ code, message }) => ({ code, message })),
    csv: forecastCsv(result),
    json: `${JSON.stringify({ schema: "forewatt.forecast/1", ...result }, null, 2)}\n`,
  };
}
