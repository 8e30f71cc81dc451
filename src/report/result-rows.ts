// The rows of a result, for terminal and page alike: what is shown, in which unit, and which value is best.
import type { DeploymentMetrics, LatencySummary, RunResult } from "../metrics/result.ts";
import { classGroups } from "./class-rows.ts";
import type { Feasible } from "./feasible.ts";
import * as format from "./format.ts";
import { amount, type DisplayUnit, decimalsFor, fixed, unitFor, unknown } from "./format.ts";
import { leverGroups } from "./lever-rows.ts";
import { loraGroup } from "./lora-rows.ts";
import { avoidanceGroup, cacheGroup, contextPagingGroup, pagingGroup, tokenTaxGroup } from "./memory-rows.ts";
import { modelGroups } from "./model-rows.ts";
import { reasoningGroup } from "./reasoning-rows.ts";
import { resourceGroup } from "./resource-rows.ts";
import { serviceGroup } from "./service-rows.ts";
import { usefulGroup } from "./useful-rows.ts";

export type Of = (metrics: DeploymentMetrics) => number | null;

export interface NumberRow {
  label: string;
  of: Of;
  units: readonly DisplayUnit[];
  better?: "lower" | "higher" | undefined;
  /** As intervals name it: the interval is shown after ±. */
  name?: string;
  /** Rows of one family share the unit of this one. */
  unitBy?: Of;
  decimals?: number;
  /** What would read as zero with `decimals` is shown with three digits. */
  keepsSmall?: boolean;
  /** Left out where no deployment has a value. */
  whereKnown?: boolean;
}

export interface TextRow {
  label: string;
  text: (metrics: DeploymentMetrics) => string;
}

export interface ResultCell {
  text: string;
  /** Half the 95 % interval, in the unit of the row; empty where unknown. */
  plusMinus: string;
  best: boolean;
}

export interface ResultRow {
  label: string;
  /** In the order of the result's deployments; undefined where infeasible, except in the row that says so. */
  cells: (ResultCell | undefined)[];
}

export interface ResultGroup {
  heading: string;
  rows: ResultRow[];
}

const tie = 0.01;

const latency = (
  label: string,
  metric: "ttft" | "tpot" | "e2e",
  statistics: readonly (keyof LatencySummary)[],
): NumberRow[] =>
  statistics.map((statistic) => ({
    label: `${label} ${statistic}`,
    of: (m) => m.latency[`${metric}Seconds`][statistic],
    unitBy: (m) => m.latency[`${metric}Seconds`].p50,
    units: format.timeUnits,
    better: "lower",
    name: `${metric}.${statistic}`,
  }));

/** A headline figure of one block of the metrics, named as intervals name it. */
function headline<B extends "throughput" | "power" | "cost">(
  block: B,
  key: keyof DeploymentMetrics[B] & string,
  label: string,
  better: "lower" | "higher",
  units: readonly DisplayUnit[],
  extra: Partial<NumberRow> = {},
): NumberRow {
  return {
    label,
    of: (m) => m[block][key] as number | null,
    better,
    units,
    name: `${block}.${key}`,
    ...extra,
  };
}

const { tokenRateUnits, percentUnit } = format;
const byToken =
  (kind: keyof NonNullable<DeploymentMetrics["cost"]["byToken"]>): Of =>
  ({ cost }) =>
    cost.byToken?.[kind] ?? null;
const dollars = { units: [format.usdUnit], decimals: 3, keepsSmall: true, whereKnown: true };
const perMegawatt: Of = (m) => m.throughput.outputTokensPerSecondPerMegawatt;

const groups: { heading: string; rows: (NumberRow | TextRow)[] }[] = [
  {
    heading: "Latency",
    rows: [
      ...latency("TTFT", "ttft", ["p50", "p90", "p99"]),
      ...latency("TPOT", "tpot", ["p50", "p90", "p99"]),
      ...latency("E2E", "e2e", ["p50"]),
    ],
  },
  {
    heading: "Throughput",
    rows: [
      headline("throughput", "outputTokensPerSecond", "output", "higher", tokenRateUnits),
      headline("throughput", "outputTokensPerSecondPerDevice", "output per device", "higher", tokenRateUnits),
      headline(
        "throughput",
        "outputTokensPerSecondPerMegawatt",
        "output per MW, mean",
        "higher",
        tokenRateUnits,
      ),
      headline(
        "throughput",
        "outputTokensPerSecondPerProvisionedMegawatt",
        "output per MW, provisioned",
        "higher",
        tokenRateUnits,
        { unitBy: perMegawatt },
      ),
    ],
  },
  {
    heading: "Energy and money",
    rows: [
      headline("power", "joulesPerOutputToken", "energy per output token", "lower", format.energyUnits),
      headline("power", "facilityMeanWatts", "mean facility power", "lower", format.wattUnits),
      headline("power", "facilityProvisionedWatts", "provisioned facility power", "lower", format.wattUnits, {
        unitBy: (m) => m.power.facilityMeanWatts,
      }),
      {
        label: "analysts' all-in figure",
        of: (m) => m.power.analystAllInWatts,
        units: format.wattUnits,
        unitBy: (m) => m.power.facilityMeanWatts,
        whereKnown: true,
      },
      headline("cost", "usdPerMillionOutputTokens", "cost per M output tokens", "lower", [format.usdUnit], {
        decimals: 2,
      }),
      { label: "input alone, per M", of: byToken("usdPerMillionInputTokens"), ...dollars },
      { label: "cached input alone, per M", of: byToken("usdPerMillionCachedInputTokens"), ...dollars },
      { label: "output alone, per M", of: byToken("usdPerMillionOutputTokens"), ...dollars },
      {
        label: "idle share of cost",
        of: ({ cost }) => (cost.usdPerHour ? (cost.idleUsdPerHour ?? Number.NaN) / cost.usdPerHour : null),
        units: [percentUnit],
        decimals: 1,
      },
    ],
  },
];

/** One decimal more than the largest value needs, if the smallest would lose digits otherwise. */
function commonDecimals(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  if (known.length === 0) return 0;
  return Math.min(decimalsFor(Math.min(...known)), decimalsFor(Math.max(...known)) + 1);
}

/** With the decimals of its value, and more where it would read as zero. */
function shownHalf(half: number, decimals: number): string {
  return fixed(half, Math.max(decimals, decimalsFor(half, 1)));
}

function numberRow(row: NumberRow, deployments: readonly (Feasible | undefined)[]): ResultRow {
  const valuesOf = (of: Of) =>
    deployments.map((deployment) => (deployment ? (of(deployment) ?? Number.NaN) : Number.NaN));
  const values = valuesOf(row.of);
  const unit = unitFor(row.units, row.unitBy ? valuesOf(row.unitBy) : values);
  const decimals = row.decimals ?? commonDecimals(values.map((value) => value / unit.size));
  const readsZero = (value: number) => Math.abs(value) < 0.5 * 10 ** -decimals;
  // Beside one a hundred times as large, a small value keeps two digits.
  const decimalsOf = (value: number) => {
    if (row.decimals === undefined) return Math.max(decimals, decimalsFor(value, 2));
    return row.keepsSmall && readsZero(value) ? Math.max(decimals, decimalsFor(value)) : decimals;
  };
  const shown = (value: number) =>
    Number.isFinite(value) ? fixed(value / unit.size, decimalsOf(value / unit.size)) : unknown;
  // What served nobody is best at nothing, however little power it takes.
  const serves = deployments.map(
    (deployment) => deployment !== undefined && deployment.requests.completed > 0,
  );
  const known = values.filter((value, k) => serves[k] && Number.isFinite(value));
  const best = row.better === "lower" ? Math.min(...known) : Math.max(...known);
  // What is within a percent of the best is as good; where all are, none is marked.
  const asGood = (value: number) => Math.abs(value - best) <= tie * Math.abs(best);
  const contested = row.better !== undefined && known.some((value) => !asGood(value));
  return {
    label: unit.symbol === "" ? row.label : `${row.label} (${unit.symbol})`,
    cells: deployments.map((deployment, k) => {
      if (deployment === undefined) return undefined;
      const interval = row.name === undefined ? undefined : deployment.intervals[row.name];
      const half = interval ? (interval.high - interval.low) / 2 : Number.NaN;
      const text = shown(values[k]!);
      return {
        text,
        plusMinus: Number.isFinite(half) ? shownHalf(half / unit.size, decimals) : "",
        best: contested && serves[k]! && asGood(values[k]!),
      };
    }),
  };
}

function feasibleRow(result: RunResult): ResultRow {
  return {
    label: "feasible",
    cells: result.deployments.map((deployment) => ({
      text:
        "infeasible" in deployment
          ? `no: ${amount(deployment.infeasible.short, deployment.infeasible.unit)} short`
          : "yes",
      plusMinus: "",
      best: false,
    })),
  };
}

export function resultRows(result: RunResult): ResultGroup[] {
  const deployments = result.deployments.map((deployment, index) =>
    "infeasible" in deployment ? undefined : { ...deployment, index },
  );
  const head = deployments.includes(undefined) ? [{ heading: "Build", rows: [feasibleRow(result)] }] : [];
  const measured = [
    ...groups,
    ...serviceGroup(result),
    resourceGroup,
    ...reasoningGroup(result),
    ...loraGroup(result),
    ...classGroups(result),
    ...modelGroups(result),
    ...leverGroups(result),
    ...cacheGroup(result),
    ...pagingGroup(result),
    ...avoidanceGroup(result),
    ...tokenTaxGroup(result),
    ...contextPagingGroup(result),
    ...usefulGroup(result),
  ].map(({ heading, rows }) => ({
    heading,
    rows: rows
      .filter((row) => {
        if ("text" in row || !row.whereKnown) return true;
        return deployments.some((each) => each !== undefined && row.of(each) !== null);
      })
      .map((row) =>
        "text" in row
          ? {
              label: row.label,
              cells: deployments.map(
                (deployment) => deployment && { text: row.text(deployment), plusMinus: "", best: false },
              ),
            }
          : numberRow(row, deployments),
      ),
  }));
  return [...head, ...measured];
}
