// Past and future of a series on a log scale: the points, the fan of quantiles, both baselines, ceilings.
import type { Forecast } from "../../forecast/forecast.ts";
import { amountInWords, growthInWords, magnitudeOf } from "../forecast.ts";
import type { Line, LineChart } from "./chart.ts";
import { lightTheme } from "./palette.ts";

const secondsOf = (date: string): number => Date.parse(date) / 1000;

/** Those that the fan and the baselines leave, then the same with dashes of their own. */
const ceilingColours = [3, 2, 5] as const;
const ceilingColour = (k: number): number =>
  ceilingColours[k % ceilingColours.length]! +
  lightTheme.deployments.length * Math.floor(k / ceilingColours.length);

export function forecastChart(forecast: Forecast): LineChart {
  const { observations, rows, baselines, supply, series, flags, unit, cap } = forecast;
  const last = observations.at(-1)!;
  const end = rows.at(-1)!;
  const ahead = [last.date, ...rows.map(({ date }) => date)].map(secondsOf);
  const fan = (key: string) => [last.value, ...rows.map((row) => row[key] as unknown as number)];
  const baseline = (
    name: string,
    colour: number,
    values: readonly { date: string; value: number }[],
  ): Line[] =>
    values.length === 0
      ? []
      : [{ name, colour, x: values.map(({ date }) => secondsOf(date)), y: values.map(({ value }) => value) }];
  const reported: Line = {
    name: "reported",
    colour: "limit",
    x: observations.map(({ date }) => secondsOf(date)),
    y: observations.map(({ value }) => value),
    marks: true,
  };
  const median: Line = {
    name: "P50, with P10 to P90",
    colour: 0,
    x: ahead,
    y: fan("p50"),
    band: { low: fan("p10"), high: fan("p90") },
  };
  const ceilings = (supply?.ceilings ?? []).map(
    ({ name, values }, k): Line => ({
      name,
      colour: ceilingColour(k),
      x: ahead.slice(1),
      y: values.map((value) => value ?? Number.NaN),
    }),
  );
  // Zero has no place on a log scale.
  const noneFrom = baselines.linear.find(({ value }) => value <= 0)?.date;
  const lines = [
    median,
    reported,
    ...baseline(
      noneFrom === undefined ? "straight line" : `straight line (0 from ${noneFrom})`,
      4,
      baselines.linear,
    ),
    ...baseline("exponential", 1, baselines.exponential),
    ...ceilings,
  ];
  const positive = lines.map((line) => ({
    ...line,
    y: line.y.map((value) => (value > 0 ? value : Number.NaN)),
  }));
  const amount = (key: string) => amountInWords(forecast, end[key] as unknown as number);
  const firstSeconds = reported.x[0]!;
  const marginSeconds = 0.01 * (ahead.at(-1)! - firstSeconds);
  const magnitude = magnitudeOf(forecast, end.p50 as number);
  const unitText = `${magnitude.symbol}${unit}`;
  return {
    kind: "lines",
    id: "forecast",
    title: `${series}: ${amount("p50")} ${unit} on ${end.date}, 80 % between ${amount("p10")} and ${amount("p90")}`,
    subtitle: growthInWords(forecast),
    x: {
      label: "",
      unit: { symbol: "", size: 1 },
      scale: "date",
      min: firstSeconds - marginSeconds,
      max: ahead.at(-1)! + marginSeconds,
    },
    panels: [
      {
        heading: "",
        y: { label: series, unit: { symbol: unitText, size: magnitude.size }, scale: "log" },
        lines: positive,
        references: cap === null ? [] : [{ axis: "y", at: cap, label: "cap", colour: "limit" }],
      },
    ],
    notes: flags.map(({ message }) => message),
  };
}
