// Public token series, each left out of the prior in turn: rolling origins from two points on, the next two points if within a year.
// Overlapping targets, most of them from two series: a check that nothing is badly wrong, no proof.
import { existsSync, readFileSync } from "node:fs";
import { leastSquares } from "../../src/forecast/baselines.ts";
import { YEAR_SECONDS } from "../../src/forecast/calendar.ts";
import { modelOf } from "../../src/forecast/model.ts";
import { defaultPrior, type Prior, tokenKind } from "../../src/forecast/prior.ts";
import { readSeries } from "../../src/forecast/read-series.ts";
import type { Observation } from "../../src/forecast/series.ts";
import { share } from "./table.ts";

const file = "../shared/facts/token-series.csv";
const names = [
  "google_all_surfaces",
  "google_direct_api",
  "openai_api",
  "doubao",
  "china_national",
  "openrouter",
];

interface Target {
  name: string;
  seen: readonly Observation[];
  truth: Observation;
}

/** Log median and, where there is one, the place of the truth. */
type Forecaster = (target: Target) => { median: number; ends?: [number, number] };

export function tokens(): { title: string; head: string[]; rows: string[][] } | string {
  if (!existsSync(file)) return `skipped: ${file} is not there`;
  const text = readFileSync(file, "utf8");
  const series = new Map(
    names.map((name) => [name, readSeries(file, text, { series: name }).series.observations]),
  );
  const targets = names.flatMap((name) => targetsOf(name, series.get(name)!));
  const growthWithout = (left: string) => {
    const rates = names.filter((name) => name !== left).map((name) => rateOf(series.get(name)!));
    return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  };
  const ours =
    (priorOf: (name: string) => Prior): Forecaster =>
    ({ name, seen, truth }) => {
      const logs = modelOf(seen, { prior: priorOf(name) })
        .quantilesAt(truth.timeSeconds, [0.1, 0.5, 0.9])
        .map(Math.log);
      return { median: logs[1]!, ends: [logs[0]!, logs[2]!] };
    };
  const forecasters: Record<string, Forecaster> = {
    "forewatt, no --growth-prior, series left out": ours((name) => defaultPrior(growthWithout(name))),
    "forewatt, token class, series left out": ours((name) => ({
      name: "tokens",
      kinds: [tokenKind("tokens", growthWithout(name), Math.log(3), "the other five")],
    })),
    "last value": ({ seen }) => ({ median: Math.log(seen.at(-1)!.value) }),
    "last two points": ({ seen, truth }) => {
      const [before, last] = seen.slice(-2) as [Observation, Observation];
      const slope = (last.value - before.value) / (last.timeSeconds - before.timeSeconds);
      return { median: Math.log(last.value + slope * (truth.timeSeconds - last.timeSeconds)) };
    },
    "straight line": ({ seen, truth }) => ({ median: Math.log(lineAt(truth, seen, (value) => value)) }),
    exponential: ({ seen, truth }) => ({ median: lineAt(truth, seen, Math.log) }),
  };
  return {
    title: `Public token series, up to a year ahead: ${targets.length} targets`,
    head: ["method", "mean |ln error|", "bias", "worst", "80 %"],
    rows: Object.entries(forecasters).map(([name, forecaster]) => [name, ...errorsOf(forecaster, targets)]),
  };
}

/** Least squares through what `of` makes of the values, at the time of the truth. */
function lineAt(truth: Observation, seen: readonly Observation[], of: (value: number) => number): number {
  const times = seen.map(({ timeSeconds }) => timeSeconds - truth.timeSeconds);
  return leastSquares(
    times,
    seen.map(({ value }) => of(value)),
  ).intercept;
}

function targetsOf(name: string, observations: readonly Observation[]): Target[] {
  return observations.slice(2).flatMap((_, k) => {
    const seen = observations.slice(0, k + 2);
    const near = observations
      .slice(k + 2, k + 4)
      .filter(({ timeSeconds }) => timeSeconds - seen.at(-1)!.timeSeconds <= YEAR_SECONDS);
    return near.map((truth) => ({ name, seen, truth }));
  });
}

function rateOf(observations: readonly Observation[]): number {
  const [first, last] = [observations[0]!, observations.at(-1)!];
  return (Math.log(last.value / first.value) * YEAR_SECONDS) / (last.timeSeconds - first.timeSeconds);
}

function errorsOf(forecaster: Forecaster, targets: readonly Target[]): string[] {
  const answers = targets.map((target) => ({ ...forecaster(target), truth: Math.log(target.truth.value) }));
  const errors = answers.map(({ median, truth }) => median - truth);
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const inside = answers.flatMap(({ ends, truth }) =>
    ends ? [truth >= ends[0] && truth <= ends[1] ? 1 : 0] : [],
  );
  return [
    mean(errors.map(Math.abs)).toFixed(3),
    mean(errors).toFixed(2),
    `x${Math.exp(Math.max(...errors.map(Math.abs))).toFixed(1)}`,
    share(inside),
  ];
}
