// Tables as wide as the terminal: where one is wider, headings and texts in its cells break over lines; where that is not
// enough, columns that do not fit follow in a second block, beside those that tell its rows apart. Notes and headings of
// tables break at their spaces; what is set in columns by itself, or coloured, stays as it is, and so do texts without tables: files.

import { wordGap } from "./break-lines.ts";

/** A rule under the head of a table (plain-table.ts): it shows where columns begin and end. */
const isRule = (line: string | undefined): boolean => line !== undefined && /^─+(?: +─+)+$/.test(line);

const gap = "  ";
const narrowest = 12;

/** A number with its unit: "4.81 M tok/s/MW". */
const quantity = /^[-+$<>×x]? ?[\d.,]+(?: +[µmkMGTPE])?(?: *\S{1,14})?$/;

interface Column {
  cells: string[];
  width: number;
  /** Texts break; numbers never do. */
  breaks: boolean;
  toTheRight: boolean;
}

/** A terminal that says 0 columns does not know its width: nothing is fitted then. */
export function fitWidth(text: string, width: number): string {
  if (!(width > 0)) return text;
  const lines = text.split("\n");
  if (!lines.some(isRule)) return text;
  const fitted: string[] = [];
  for (let k = 0; k < lines.length; k++) {
    if (!isRule(lines[k + 1])) {
      fitted.push(...fitProse(lines[k]!, width));
      continue;
    }
    let end = k + 2;
    while (end < lines.length && lines[end] !== "") end++;
    const table = lines.slice(k, end);
    fitted.push(...(table[1]!.length <= width ? table : fitTable(table, width)));
    k = end - 1;
  }
  return fitted.join("\n");
}

/** Words of one line, one space apart. */
const isProse = (line: string): boolean => !/\S {2}/.test(line) && !line.includes("\u001b");

/** Under its own indent. */
function fitProse(line: string, width: number): string[] {
  if (line.length <= width || !isProse(line)) return [line];
  const indent = line.slice(0, line.length - line.trimStart().length);
  const lines: string[] = [];
  for (const word of line.trim().split(wordGap)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}

function fitTable([head, rule, ...rows]: readonly string[], width: number): string[] {
  const spans = [...rule!.matchAll(/─+/g)].map(({ index, 0: run }) => [index, index + run.length] as const);
  const columns = spans.map(([from, to]): Column => {
    const slices = [head!, ...rows].map((line) => line.slice(from, to).padEnd(to - from));
    const cells = slices.map((cell) => cell.trim());
    const own = cells.slice(1).filter((cell) => cell !== "");
    const breaks = own.some((cell) => cell.includes(" ") && !quantity.test(cell));
    const width = Math.max(...cells.map(({ length }) => length));
    const isText = breaks || (from === 0 && !own.every((cell) => quantity.test(cell)));
    return isText ? { cells, width, breaks, toTheRight: from > 0 } : numbers(cells[0]!, slices.slice(1));
  });
  const total = (of: readonly Column[]) =>
    of.reduce((sum, each) => sum + each.width + gap.length, -gap.length);
  while (total(columns) > width) {
    const widest = columns
      .filter((each) => each.breaks && each.width > narrowest)
      .sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width = Math.max(narrowest, widest.width - Math.max(1, Math.ceil((total(columns) - width) / 2)));
    widest.toTheRight = false;
  }
  // In blocks there is room again.
  if (total(columns) > width)
    for (const each of columns.filter(({ breaks }, place) => breaks || place === 0))
      each.width = Math.min(
        Math.max(...each.cells.map(({ length }) => length)),
        Math.max(1, Math.floor((width - gap.length) / 2)),
      );
  columns[0]!.width = Math.min(columns[0]!.width, Math.max(narrowest, Math.floor(width / 2)));
  const telling = columns.slice(0, tellingApart(columns));
  const keys = total(telling) <= width / 2 ? telling : columns.slice(0, 1);
  const blocks: Column[][] = [[...keys]];
  for (const column of columns.slice(keys.length)) {
    const block = blocks.at(-1)!;
    if (block.length > keys.length && total([...block, column]) > width) blocks.push([...keys, column]);
    else block.push(column);
  }
  return blocks.flatMap((block, index) => {
    const spread = [...keys, ...block.slice(keys.length).map(withHeading(width - total(block)))];
    return index === 0 ? render(spread) : ["", ...render(spread)];
  });
}

/** What room a block leaves goes to headings of numbers that broke, from the left. */
function withHeading(room: number): (column: Column) => Column {
  let left = room;
  return (column) => {
    const more = column.breaks ? 0 : Math.max(0, Math.min(left, column.cells[0]!.length - column.width));
    left -= more;
    const width = column.width + more;
    const [head = "", ...body] = column.cells;
    return more === 0
      ? column
      : { ...column, width, cells: [head, ...body.map((cell) => cell.padStart(width))] };
  };
}

/** Numbers keep their place at the decimal point; a heading that is longer breaks. */
function numbers(head: string, body: readonly string[]): Column {
  const blank = Math.min(...body.map((cell) => cell.length - cell.trimStart().length));
  const own = body.map((cell) => cell.slice(Number.isFinite(blank) ? blank : 0));
  const width = Math.max(own[0]?.length ?? 0, ...head.split(" ").map(({ length }) => length));
  return {
    cells: [head, ...own.map((cell) => cell.padStart(width))],
    width,
    breaks: false,
    toTheRight: true,
  };
}

/** How many columns from the left it takes so that no two rows read the same. */
function tellingApart(columns: readonly Column[]): number {
  const rows = columns[0]!.cells.length - 1;
  for (let count = 1; count < columns.length; count++) {
    const texts = columns[0]!.cells.slice(1).map((_, row) =>
      columns
        .slice(0, count)
        .map(({ cells }) => cells[row + 1])
        .join("\n"),
    );
    if (new Set(texts).size === rows) return count;
  }
  return 1;
}

function render(columns: readonly Column[]): string[] {
  const rows = columns[0]!.cells.map((_, row) => {
    const broken = columns.map(({ cells, width }) =>
      cells[row]!.length === width ? [cells[row]!] : breakText(cells[row]!, width),
    );
    const height = Math.max(1, ...broken.map(({ length }) => length));
    return Array.from({ length: height }, (_, k) =>
      columns
        .map(({ width, toTheRight }, column) => {
          const piece = broken[column]![k] ?? "";
          return toTheRight ? piece.padStart(width) : piece.padEnd(width);
        })
        .join(gap)
        .trimEnd(),
    );
  });
  return [...rows[0]!, columns.map(({ width }) => "─".repeat(width)).join(gap), ...rows.slice(1).flat()];
}

/** At spaces; where a word is too long by itself, after a slash, a hash or a plus, then after a point or before a capital. */
function breakText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(wordGap).flatMap((each) => pieces(each, width))) {
    const last = lines.at(-1);
    const joint = word.glued ? "" : " ";
    if (last !== undefined && last.length + joint.length + word.text.length <= width)
      lines[lines.length - 1] = last + joint + word.text;
    else lines.push(word.text);
  }
  return lines.length === 0 ? [""] : lines;
}

function pieces(word: string, width: number): { text: string; glued: boolean }[] {
  const within = (parts: readonly string[], joint: RegExp) =>
    parts.flatMap((part) => (part.length <= width ? [part] : (part.match(joint) ?? [part])));
  const joints = [
    /[^/#+]+[/#+]?|[/#+]/g,
    /[A-Z]?[^.A-Z]+\.?|[A-Z.]/g,
    new RegExp(`.{1,${Math.max(1, Math.floor(width))}}`, "g"),
  ];
  return joints.reduce(within, [word]).map((text, k) => ({ text, glued: k > 0 }));
}
