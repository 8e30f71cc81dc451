// What the gate says, as text for a terminal or as Markdown for a CI summary.
import type { ErrorGroup } from "../../src/accuracy/groups.ts";
import { fixed, unknown } from "../../src/report/format.ts";
import { plainTable } from "../../src/report/plain-table.ts";
import type { MovedStratum, Movement } from "./change.ts";
import type { Failure, Judged } from "./judge.ts";
import { targetOf, targets } from "./targets.ts";

export const formats = ["table", "markdown"] as const;
export type Format = (typeof formats)[number];

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`;
  const rule = `|${head.map((_, column) => (column === 0 ? "---" : "---:")).join("|")}|\n`;
  return line(head) + rule + rows.map(line).join("");
}

const layouts: Record<Format, (head: readonly string[], rows: readonly (readonly string[])[]) => string> = {
  table: plainTable,
  markdown: markdownTable,
};
const heading = (format: Format, text: string) => (format === "markdown" ? `### ${text}\n\n` : `${text}\n\n`);

const percent = (value: number | null | undefined, decimals = 1) =>
  value == null || !Number.isFinite(value) ? unknown : fixed(value, decimals);
const signed = (value: number) =>
  Number.isFinite(value) ? `${value > 0 ? "+" : ""}${fixed(value, 1)}` : unknown;

/** Errors of quality A beside their bars and what the committed report has. */
export function accuracyTables(
  name: string,
  now: Judged,
  before: Judged | undefined,
  format: Format,
): string {
  const table = layouts[format];
  const was = (group: ErrorGroup) =>
    before?.best.find((each) => each.metric === group.metric && each.group === group.group)?.medianApePercent;
  const errors = table(
    ["group", "rows", "unmodelled", "median %", "bar", "report", "MAPE %", "target", "p90 %", "bias %"],
    now.best.map((group) => {
      const target = targetOf(group.metric, group.group);
      return [
        `${group.metric} ${group.group}`,
        String(group.points),
        String(group.unmodelled),
        percent(group.medianApePercent),
        target ? String(target.medianPercent) : "",
        percent(was(group)),
        percent(group.mapePercent),
        target ? String(target.mapePercent) : "",
        percent(group.p90ApePercent),
        percent(group.biasPercent),
      ];
    }),
  );
  const bands = table(
    ["band", "rows", "outside", "allowed"],
    now.bands.map(({ regime, rows, outside, allowed }) => [
      regime,
      String(rows),
      String(outside),
      String(allowed),
    ]),
  );
  return `${heading(format, `${name}, quality A`)}${errors}\n${bands}\n`;
}

/** Median errors of all groups, quality A and B, and how they moved. */
export function groupTable(name: string, now: Judged, before: Judged | undefined, format: Format): string {
  const was = new Map(before?.groups.map((group) => [`${group.metric} ${group.group}`, group]));
  const rows = now.groups
    .filter(({ metric }) => targets.some((each) => each.metric === metric))
    .map((group) => {
      const key = `${group.metric} ${group.group}`;
      const old = was.get(key)?.smoothMedianPercent;
      const moved =
        old == null || group.smoothMedianPercent === null ? Number.NaN : group.smoothMedianPercent - old;
      return [
        key,
        String(group.points),
        percent(group.medianApePercent),
        percent(group.smoothMedianPercent),
        signed(moved),
        percent(was.get(key)?.drawsPoints),
        percent(group.biasPercent),
      ];
    });
  const head = ["group", "rows", "median %", "smooth %", "moved", "draws", "bias %"];
  return `${heading(format, `${name}, quality A and B`)}${layouts[format](head, rows)}\n`;
}

export function failureLines(name: string, failures: readonly Failure[]): string {
  return failures.map(({ rule, subject, message }) => `${rule}: ${name}: ${subject}: ${message}\n`).join("");
}

/** Every movement by stratum, then row by row. */
export function changeTables(
  strata: readonly MovedStratum[],
  moved: readonly Movement[],
  format: Format,
): string {
  const table = layouts[format];
  const byStratum = table(
    ["metric, device, model, engine, load", "rows", "moved", "from %", "to %", "nearer"],
    strata.map(({ name, rows, moved, smallestPercent, largestPercent, nearer }) => [
      name,
      String(rows),
      String(moved),
      signed(smallestPercent),
      signed(largestPercent),
      String(nearer),
    ]),
  );
  const number = (value: number | null) => (value === null ? unknown : String(Number(value.toPrecision(4))));
  const byRow = table(
    ["row", "measured", "before", "now", "%"],
    moved.map(({ prediction: { experiment, name, measured, predicted }, before, percent: by }) => [
      `${experiment.pointId} ${name}`,
      number(measured),
      number(before),
      number(predicted),
      by === null ? unknown : signed(by),
    ]),
  );
  return `${byStratum}\n${byRow}`;
}
