// Measured against predicted: errors by metric and group for the terminal and as Markdown, and one CSV line per measured row.
import { type ErrorGroup, errorOf, insideBand } from "../accuracy/groups.ts";
import type { Prediction } from "../accuracy/predict.ts";
import type { Ranking } from "../accuracy/ranking.ts";
import { row } from "./csv.ts";
import { amount, fixed, number, unknown } from "./format.ts";
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

/** Of a table that a person reads row by row. */
const MOST_ROWS = 20;
export const showsRows = ({ length }: readonly Prediction[]): boolean => length <= MOST_ROWS;

/** Every row where they are few: measured beside predicted, and the band that 80 % of measurements lie in. */
function rowsTable(predictions: readonly Prediction[]): string {
  const head = ["point", "metric", "measured", "predicted", "error %", "80 % band", "in band"];
  const rows = predictions.map((prediction) => {
    const { experiment, metric, measured, predicted, unit, band } = prediction;
    const error = errorOf(prediction);
    const inside = insideBand(prediction);
    return [
      experiment.pointId,
      metric,
      `${number(measured)} ${unit}`,
      predicted === null ? unknown : `${number(predicted)} ${unit}`,
      error === null ? unknown : fixed(100 * error, 1),
      predicted === null || band === null
        ? unknown
        : `${number(band.p10 * predicted)} to ${number(band.p90 * predicted)}`,
      inside === null ? unknown : inside ? "yes" : "no",
    ];
  });
  return plainTable(head, rows);
}

/** Rows where they are few, errors by group where one has several, and where all rows are. */
export function accuracyTable(
  predictions: readonly Prediction[],
  groups: readonly ErrorGroup[],
  rankings: readonly Ranking[],
  rowsAreIn: string,
): string {
  const few = showsRows(predictions);
  const several = groups.some(({ points, unmodelled }) => points + unmodelled > 1);
  const tables = [
    ...(few ? [rowsTable(predictions)] : []),
    ...(several || !few ? [plainTable(head, shown(groups))] : []),
  ];
  const why = reasonLines(unmodelledReasons(predictions), "unmodelled");
  const below = [why, rowsAreIn].filter((part) => part !== "").map((part) => `\n${part}`);
  return `${tables.join("\n")}${rankingLine(rankings)}${below.join("")}`;
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
