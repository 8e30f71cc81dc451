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

export function comparisonTable(deployments: readonly DeploymentComparison[]): string {
  return deployments
    .map((deployment) => {
      if ("unmatched" in deployment) return `${deployment.name}: ${deployment.unmatched}\n`;
      const rows = deployment.differences.map((each) => [
        each.metric,
        shown(each.a, each),
        shown(each.b, each),
        signed(each.change),
        shownInterval(each),
      ]);
      const withIntervals = rows.some((cells) => cells[4] !== "");
      const head = [deployment.name, "A", "B", "change", "B - A, 95 %"];
      const width = withIntervals ? 5 : 4;
      return plainTable(
        head.slice(0, width),
        rows.map((cells) => cells.slice(0, width)),
      );
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
