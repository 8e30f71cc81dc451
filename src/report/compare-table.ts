// Two results side by side, for the terminal and as CSV.
import type { DeploymentComparison, Difference } from "../planner/compare.ts";
import { row } from "./csv.ts";
import {
  joules,
  number,
  percent,
  relative,
  seconds,
  times,
  tokensPerSecond,
  tokensPerSecondPerMegawatt,
  unknown,
  usd,
  watts,
} from "./format.ts";
import { plainTable } from "./plain-table.ts";

const human: Readonly<Record<string, (value: number) => string>> = {
  s: seconds,
  "tokens/s": tokensPerSecond,
  "tokens/s/MW": tokensPerSecondPerMegawatt,
  W: watts,
  J: joules,
  USD: usd,
  "USD/h": (value) => `${usd(value)}/h`,
};

function shown(value: number | null, { unit, metric }: Difference): string {
  if (value === null) return unknown;
  if (metric === "slo.attainment") return percent(value);
  return human[unit]?.(value) ?? `${number(value)} ${unit}`.trim();
}

function shownInterval(difference: Difference): string {
  const { interval } = difference;
  if (!interval) return "";
  return `${shown(interval.low, difference)} to ${shown(interval.high, difference)}`;
}

/** "+4.59 %"; from a doubling on as a factor: "5.5x". */
export const changeOrFactor = (change: number): string => {
  if (change >= 1) return times(1 + change);
  return `${change > 0 ? "+" : ""}${percent(change)}`;
};

/** Head and lines of a deployment; intervals only where there are any. `nameOf` a figure: as gates have it, or in words. */
export function comparisonRows(
  { name, differences }: DeploymentComparison,
  nameOf: (metric: string) => string = (metric) => metric,
): {
  head: string[];
  rows: string[][];
} {
  const rows = differences.map((each) => [
    nameOf(each.metric),
    shown(each.a, each),
    shown(each.b, each),
    each.change === null ? unknown : changeOrFactor(each.change),
    shownInterval(each),
  ]);
  const width = rows.some((cells) => cells[4] !== "") ? 5 : 4;
  const head = [name, "A", "B", "change", "B - A, 95 %"];
  return { head: head.slice(0, width), rows: rows.map((cells) => cells.slice(0, width)) };
}

/** What is asked for most. */
export const mainHeadlines: readonly string[] = [
  "ttft.p90",
  "tpot.p90",
  "throughput.outputTokensPerSecond",
  "throughput.outputTokensPerSecondPerMegawatt",
  "cost.usdPerMillionOutputTokens",
];

const named: Readonly<Record<string, string>> = {
  "throughput.requestsPerSecond": "requests/s",
  "throughput.outputTokensPerSecond": "output",
  "throughput.totalTokensPerSecond": "input and output",
  "throughput.outputTokensPerSecondPerDevice": "output per device",
  "throughput.outputTokensPerSecondPerMegawatt": "output per MW",
  "throughput.outputTokensPerSecondPerProvisionedMegawatt": "output per provisioned MW",
  "slo.attainment": "SLO attainment",
  "slo.goodputRequestsPerSecond": "goodput, requests/s",
  "slo.goodputOutputTokensPerSecond": "goodput",
  "power.itMeanWatts": "mean IT power",
  "power.facilityMeanWatts": "mean facility power",
  "power.facilityProvisionedWatts": "provisioned facility power",
  "power.joulesPerOutputToken": "energy per output token",
  "cost.usdPerHour": "cost per hour",
  "cost.usdPerMillionOutputTokens": "$/Mtok of output",
  "cost.usdPerMillionTokens": "$/Mtok of all tokens",
  "useful.usdPerUsefulResult": "cost per useful result",
  "useful.joulesPerUsefulResult": "energy per useful result",
};

/** `tpot.p90` as "TPOT p90", `slo.attainment` as "SLO attainment". */
export const headlineName = (metric: string): string =>
  named[metric] ?? metric.replace(/^([a-z\d]+)\./, (_, latency: string) => `${latency.toUpperCase()} `);

/** Less than what is called a change. */
export const isUnmoved = (change: number): boolean => Math.abs(change) < 0.005;

function changed(metric: string, change: number): string {
  const name = headlineName(metric);
  if (change >= 1) return `${times(1 + change)} the ${name}`;
  if (isUnmoved(change)) return `the same ${name}`;
  return `${relative(Math.abs(change))} ${change > 0 ? "higher" : "lower"} ${name}`;
}

/** How B differs from A in what is asked for most. */
export function comparisonAnswer(deployment: DeploymentComparison): string {
  if ("unmatched" in deployment) return `${deployment.name}: ${deployment.unmatched}.`;
  const changes = deployment.differences.flatMap(({ metric, change }) =>
    mainHeadlines.includes(metric) && change !== null ? [changed(metric, change)] : [],
  );
  return `${deployment.name}: ${changes.join(", ") || "nothing to compare"}.`;
}

export function comparisonTable(deployments: readonly DeploymentComparison[]): string {
  return deployments
    .map((deployment) => {
      if ("unmatched" in deployment) return `${deployment.name}: ${deployment.unmatched}\n`;
      const { head, rows } = comparisonRows(deployment);
      return plainTable(head, rows);
    })
    .join("\n");
}

export function comparisonCsv(deployments: readonly DeploymentComparison[]): string {
  const header = [
    "deployment",
    "metric",
    "unit",
    "a",
    "b",
    "change_percent",
    "difference_low",
    "difference_high",
  ];
  const lines = deployments.flatMap((deployment) =>
    deployment.differences.map(({ metric, unit, a, b, change, interval }) =>
      row([
        deployment.name,
        metric,
        unit === "" ? "1" : unit,
        a,
        b,
        change === null ? null : 100 * change,
        interval?.low,
        interval?.high,
      ]),
    ),
  );
  return row(header) + lines.join("");
}
