// Measured against predicted: errors by metric and group for the terminal and as Markdown, and one CSV line per measured row.
import { type ErrorGroup, errorOf, insideBand } from "../accuracy/groups.ts";
import type { Prediction } from "../accuracy/predict.ts";
import type { Ranking } from "../accuracy/ranking.ts";
import { row } from "./csv.ts";
import { amount, fixed, unknown } from "./format.ts";
import { plainTable } from "./plain-table.ts";

const head = [
  "metric",
  "group",
  "points",
  "unmodelled",
  "MAPE %",
  "median %",
  "p90 %",
  "bias %",
  "in band %",
];

const cells = (group: ErrorGroup): string[] => [
  group.metric,
  group.group,
  String(group.points),
  String(group.unmodelled),
  ...[group.mapePercent, group.medianApePercent, group.p90ApePercent, group.biasPercent].map((value) =>
    value === null ? unknown : fixed(value, 1),
  ),
  group.insideBandPercent === null ? unknown : fixed(group.insideBandPercent, 0),
];

const shown = (groups: readonly ErrorGroup[]) =>
  groups.filter(({ points, unmodelled }) => points + unmodelled > 0).map(cells);

export const accuracyRows = (groups: readonly ErrorGroup[]) => ({ head, rows: shown(groups) });

export interface UnmodelledReason {
  reason: string;
  rows: number;
}

/** "1 row unmodelled: no profile", a line per reason. */
export const reasonLines = (reasons: readonly UnmodelledReason[], what: string): string =>
  reasons.map(({ reason, rows }) => `${amount(rows, "rows")} ${what}: ${reason}\n`).join("");

/** Why rows are not modelled, most frequent first. */
export function unmodelledReasons(predictions: readonly Prediction[]): UnmodelledReason[] {
  const counts = new Map<string, number>();
  for (const { predicted, reason } of predictions)
    if (predicted === null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows);
}

/** `97.1 % of 812 pairs …`, or nothing where no two configurations were measured alike. */
export function rankingLine(rankings: readonly Ranking[]): string {
  const all = rankings.find(({ metric }) => metric === "all");
  if (!all || all.rightPercent === null) return "";
  const each = rankings
    .filter(({ metric }) => metric !== "all")
    .map(({ metric, pairs, rightPercent }) => `${metric} ${fixed(rightPercent!, 1)} % of ${pairs}`);
  return `\n${fixed(all.rightPercent, 1)} % of ${all.pairs} pairs of configurations that differ by over 5 % are in the measured order (${each.join(", ")})\n`;
}

export function accuracyTable(
  groups: readonly ErrorGroup[],
  reasons: readonly UnmodelledReason[],
  rankings: readonly Ranking[] = [],
): string {
  const why = reasonLines(reasons, "unmodelled");
  return plainTable(head, shown(groups)) + rankingLine(rankings) + (why === "" ? "" : `\n${why}`);
}

/** For a CI summary. */
export function accuracyMarkdown(
  groups: readonly ErrorGroup[],
  reasons: readonly UnmodelledReason[],
  rankings: readonly Ranking[] = [],
): string {
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`;
  const rule = `|${head.map((_, column) => (column < 2 ? "---" : "---:")).join("|")}|\n`;
  const table = line(head) + rule + shown(groups).map(line).join("") + rankingLine(rankings);
  if (reasons.length === 0) return table;
  return `${table}\nUnmodelled rows:\n\n${reasons.map(({ reason, rows }) => `- ${rows}: ${reason}\n`).join("")}`;
}

const columns =
  "point_id,metric,measured,predicted,unit,error_percent,p10,p90,inside_band,status,reason".split(",");

/** Runs differ by more than a part in a million. */
const DIGITS = 6;
const rounded = (value: number | null | undefined): number | null =>
  value == null ? null : Number(value.toPrecision(DIGITS));

/** Every measured row. p10 and p90 bound measured / predicted. */
export function predictionsCsv(predictions: readonly Prediction[]): string {
  const lines = predictions.map((prediction) => {
    const { experiment, metric, measured, predicted, unit, band, reason } = prediction;
    const error = errorOf(prediction);
    return row([
      experiment.pointId,
      metric,
      measured,
      rounded(predicted),
      unit,
      error === null ? null : rounded(100 * error),
      rounded(band?.p10),
      rounded(band?.p90),
      insideBand(prediction),
      predicted === null ? "unmodelled" : "modelled",
      reason,
    ]);
  });
  return row(columns) + lines.join("");
}
