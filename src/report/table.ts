// The comparison for the terminal: one column per deployment, aligned at the decimal point, never wider than the
// terminal (more deployments than fit follow in a second block), and the answer in words below.
import pc from "picocolors";
import type { RunResult } from "../metrics/result.ts";
import { answer, confidenceBasis } from "./answer.ts";
import { cut, words } from "./break-lines.ts";
import { infeasibleOf, shortfall } from "./feasible.ts";
import { type ResultCell, type ResultGroup, resultRows } from "./result-rows.ts";

export interface TableOptions {
  width: number;
  color: boolean;
  /** What stands between the table and the answer. */
  overTheRun?: readonly string[];
}

/** Marks the best value of a row; colour alone would not reach everybody. */
const bestMark = "*";
const gap = "  ";
const narrowest = 40;

interface Column {
  name: string;
  /** Width before the point, from the point on, and of the ± part. */
  before: number;
  after: number;
  plusMinus: number;
  width: number;
}

const isNumber = ({ text }: ResultCell) => /^-?[\d,]+(\.\d+)?$/.test(text);

function split(text: string): [before: string, after: string] {
  const point = text.indexOf(".");
  return point < 0 ? [text, ""] : [text.slice(0, point), text.slice(point)];
}

const plusMinusOf = ({ plusMinus }: ResultCell) => (plusMinus === "" ? "" : ` ± ${plusMinus}`);

function columnOf(name: string, cells: readonly (ResultCell | undefined)[], most: number): Column {
  const column: Column = { name: cut(name, most), before: 0, after: 0, plusMinus: 0, width: 0 };
  let text = 0;
  for (const cell of cells) {
    if (cell === undefined) continue;
    if (!isNumber(cell)) text = Math.max(text, cell.text.length);
    else {
      const [before, after] = split(cell.text);
      column.before = Math.max(column.before, before.length);
      column.after = Math.max(column.after, after.length);
      column.plusMinus = Math.max(column.plusMinus, plusMinusOf(cell).length);
    }
  }
  column.width = Math.min(
    most,
    Math.max(column.name.length, text, column.before + column.after + column.plusMinus) + bestMark.length,
  );
  return column;
}

function cellText(cell: ResultCell | undefined, column: Column): string {
  const room = column.width - bestMark.length;
  if (cell === undefined) return "–".padStart(room) + " ".repeat(bestMark.length);
  const mark = (cell.best ? bestMark : "").padEnd(bestMark.length);
  if (!isNumber(cell)) return cut(cell.text, room).padStart(room) + mark;
  const [before, after] = split(cell.text);
  const number =
    before.padStart(column.before) +
    (after + mark).padEnd(column.after + mark.length) +
    plusMinusOf(cell).padEnd(column.plusMinus);
  return number.padStart(column.width);
}

/** A label that does not fit breaks: its end may be the unit. */
const labelLines = (label: string, width: number): string[] =>
  label.length + 2 <= width
    ? [`  ${label}`]
    : words(label, width - 4).map((line, k) => (k === 0 ? "  " : "    ") + line);

type Colors = ReturnType<typeof pc.createColors>;

function block(
  groups: readonly ResultGroup[],
  columns: readonly Column[],
  first: number,
  labelWidth: number,
  colors: Colors,
): string[] {
  const lines = [
    colors.bold(
      `${" ".repeat(labelWidth)}${columns.map(({ name, width }) => gap + name.padStart(width - bestMark.length) + " ".repeat(bestMark.length)).join("")}`.trimEnd(),
    ),
  ];
  for (const { heading, rows } of groups) {
    lines.push(colors.dim(heading));
    for (const { label, cells } of rows) {
      const texts = columns.map((column, k) => {
        const cell = cells[first + k];
        const text = cellText(cell, column);
        return gap + (cell?.best ? colors.green(text) : text);
      });
      const [start, ...rest] = labelLines(label, labelWidth);
      lines.push(`${start!.padEnd(labelWidth)}${texts.join("")}`.trimEnd(), ...rest);
    }
  }
  return lines;
}

/** As many columns in a block as fit beside the labels. */
function blocksOf(columns: readonly Column[], room: number): Column[][] {
  const blocks: Column[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    const needed = gap.length + column.width;
    if (used + needed > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)!.push(column);
    used += needed;
  }
  return blocks;
}

export function renderTable(result: RunResult, options: TableOptions): string {
  const width = Math.max(narrowest, options.width);
  const colors = pc.createColors(options.color);
  const groups = resultRows(result);
  const rows = groups.flatMap((group) => group.rows);
  const labelWidth = Math.min(
    Math.max(...rows.map(({ label }) => label.length)) + 2,
    Math.floor(width * 0.55),
  );
  const room = width - labelWidth;
  const columns = result.deployments.map(({ name }, k) =>
    columnOf(
      name,
      rows.map(({ cells }) => cells[k]),
      room - gap.length,
    ),
  );
  const lines = [colors.bold(cut(result.scenario, width)), ""];
  let first = 0;
  const feasible = infeasibleOf(result).length < result.deployments.length;
  for (const part of feasible ? blocksOf(columns, room) : []) {
    // A block of nothing but infeasible deployments would be dashes; they are named below.
    const some = result.deployments
      .slice(first, first + part.length)
      .some((deployment) => !("infeasible" in deployment));
    if (some) lines.push(...block(groups, part, first, labelWidth, colors), "");
    first += part.length;
  }
  if (rows.some(({ cells }) => cells.some((cell) => cell?.best)))
    lines.push(colors.dim(`${bestMark} best of the row`));
  if (rows.some(({ cells }) => cells.some((cell) => cell?.plusMinus)))
    lines.push(colors.dim(...(words("± half of the 95 % interval of simulation error", width) as [string])));
  for (const { name, infeasible } of infeasibleOf(result)) {
    lines.push(
      ...words(`${name}: infeasible, ${shortfall(infeasible)}. ${infeasible.reason}`, width).map((line) =>
        colors.yellow(line),
      ),
    );
  }
  const over = options.overTheRun ?? [];
  if (over.length > 0) lines.push("", ...over.map((line) => cut(line, width)));
  lines.push(
    "",
    ...words(answer(result), width).map((line) => colors.bold(line)),
    ...words(confidenceBasis(result), width).map((line) => colors.dim(line)),
  );
  return `${lines.join("\n").trimEnd()}\n`;
}
