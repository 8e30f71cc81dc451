// Two results side by side, for the terminal and as CSV.
import type { DeploymentComparison, Difference } from "../planner/compare.ts";
import { row } from "./csv.ts";
import { number, percent, seconds } from "./format.ts";
import { plainTable } from "./plain-table.ts";

function shown(value: number | null, { unit }: Difference): string {
  if (value === null) return "–";
  return unit === "s" ? seconds(value) : `${number(value)} ${unit}`.trim();
}

function shownInterval(difference: Difference): string {
  const { interval } = difference;
  if (!interval) return "";
  return `${shown(interval.low, difference)} to ${shown(interval.high, difference)}`;
}

const signed = (change: number | null) =>
  change === null ? "–" : `${change > 0 ? "+" : ""}${percent(change)}`;

/** Head and lines of a deployment; intervals only where there are any. */
export function comparisonRows({ name, differences }: DeploymentComparison): {
  head: string[];
  rows: string[][];
} {
  const rows = differences.map((each) => [
    each.metric,
    shown(each.a, each),
    shown(each.b, each),
    signed(each.change),
    shownInterval(each),
  ]);
  const width = rows.some((cells) => cells[4] !== "") ? 5 : 4;
  const head = [name, "A", "B", "change", "B - A, 95 %"];
  return { head: head.slice(0, width), rows: rows.map((cells) => cells.slice(0, width)) };
}

const told: Readonly<Record<string, string>> = {
  "ttft.p90": "TTFT p90",
  "tpot.p90": "TPOT p90",
  "throughput.outputTokensPerSecond": "output",
  "throughput.outputTokensPerSecondPerMegawatt": "output per MW",
  "cost.usdPerMillionOutputTokens": "$/Mtok",
};

/** What changes most of what is asked for most. */
export function comparisonAnswer(deployment: DeploymentComparison): string {
  if ("unmatched" in deployment) return `${deployment.name}: ${deployment.unmatched}.`;
  const changes = deployment.differences.flatMap(({ metric, change }) =>
    told[metric] === undefined || change === null ? [] : [`${told[metric]} ${signed(change)}`],
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
