// Which column of a CSV holds dates, values, units and the name of the series: by name, or as chosen.
import { InputError } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { alikeNames, areAlike } from "./alike.ts";
import { readDate } from "./calendar.ts";

export interface SeriesChoice {
  /** Column of the dates, of the values; found by name where not given. */
  date?: string | undefined;
  column?: string | undefined;
  /** Which series, where the file has several. */
  series?: string | undefined;
  /** Unit of the answer; also of the values, where the file states none. */
  unit?: string | undefined;
}

export interface Row {
  cells: string[];
  line: number;
}

const dateNames = ["date", "day", "week", "month", "quarter", "year", "period", "timestamp", "time", "ds"];
const valueNames = ["value", "tokens", "y", "demand", "count", "amount", "volume"];
const seriesNames = ["series", "unique_id", "id", "name", "entity", "model", "product", "team"];
const unitNames = ["unit", "units"];

export interface SeriesColumns {
  head: string[];
  dateColumn: number;
  valueColumn: number;
  /** -1 where there is none. */
  unitColumn: number;
  seriesColumn: number;
}

export function seriesColumns(file: string, { cells: head, line }: Row, choice: SeriesChoice): SeriesColumns {
  if (head.some((name) => readDate(name).ok))
    throw new InputError([
      {
        file,
        line,
        column: 1,
        path: "",
        message: `no header: expected names such as date,value, got "${head.join(",")}"`,
      },
    ]);
  if (head.length === 1)
    throw InputError.atStart(
      file,
      `has one column, "${head[0]}": expected dates and values, separated by commas`,
    );
  const known = (names: readonly string[], taken = -1) =>
    names
      .map((each) => head.findIndex((name, k) => name.toLowerCase() === each && k !== taken))
      .find((at) => at >= 0) ?? -1;
  const dateColumn = find("--date", choice.date, dateNames, -1);
  const seriesColumn = known(seriesNames, dateColumn);
  const unitColumn = known(unitNames);
  // A spreadsheet with a column for each series.
  const { series, column } = choice;
  if (seriesColumn < 0 && column === undefined && series !== undefined && head.includes(series))
    throw InputError.of(
      "command line",
      "--series",
      `"${series}" is a column of ${file}: choose it with --column ${series}`,
    );
  return {
    head,
    dateColumn,
    seriesColumn,
    unitColumn,
    valueColumn: find("--column", choice.column, valueNames, dateColumn),
  };

  function find(option: string, chosen: string | undefined, names: readonly string[], taken: number): number {
    if (chosen !== undefined) {
      const at = head.indexOf(chosen);
      if (at >= 0) return once(at, (name) => name === chosen);
      throw InputError.of(
        "command line",
        option,
        `no column "${chosen}" in ${file}.${didYouMean(chosen, head)}`,
      );
    }
    const exact = names
      .map((name) => head.findIndex((each, k) => each.toLowerCase() === name && k !== taken))
      .find((at) => at >= 0);
    if (exact !== undefined) return once(exact, (name) => name.toLowerCase() === head[exact]!.toLowerCase());
    // The only one left, or the only one whose name begins like it: tokens_per_day.
    const left = head
      .map((name, k) => ({ name: name.toLowerCase(), k }))
      .filter(({ name, k }) => k !== taken && ![...unitNames, ...seriesNames].includes(name));
    const alike = left.filter(({ name }) => names.some((each) => each.length > 2 && name.startsWith(each)));
    const [only, second] = alike.length > 0 ? alike : option === "--column" ? left : [];
    if (only !== undefined && second === undefined) return only.k;
    const what = option === "--date" ? "the dates" : "the values";
    throw InputError.atStart(
      file,
      `which column holds ${what}? Choose with ${option}, one of: ${head.filter((_, k) => k !== taken).join(", ")}`,
    );
  }

  function once(at: number, isSame: (name: string) => boolean): number {
    const second = head.findIndex((name, k) => k !== at && isSame(name));
    if (second < 0) return at;
    const message = `columns ${at + 1} and ${second + 1} are both called "${head[at]}": give them names of their own`;
    throw new InputError([{ file, line, column: second + 1, path: head[second]!, message }]);
  }
}

/** The rows of the series asked for, and those of each whose name is nearly its own. */
export function rowsOf(
  file: string,
  { head, seriesColumn }: SeriesColumns,
  rows: readonly Row[],
  asked: string | undefined,
): { own: readonly Row[]; alike: readonly { name: string; rows: readonly Row[] }[] } {
  if (seriesColumn < 0) {
    if (asked === undefined) return { own: rows, alike: [] };
    throw InputError.of("command line", "--series", `${file} has no column "series"`);
  }
  const rowsNamed = (name: string) => rows.filter(({ cells }) => (cells[seriesColumn] ?? "") === name);
  const names = [...new Set(rows.map(({ cells }) => cells[seriesColumn] ?? ""))];
  if (asked === undefined) {
    if (names.length <= 1) return { own: rows, alike: [] };
    const many = `holds ${names.length} series, choose one with --series: ${names.join(", ")}`;
    throw new InputError([
      { file, line: 1, column: 1, path: "", message: many },
      ...alikeNames(names).map(({ name, like }) => ({
        file,
        line: rowsNamed(name)[0]!.line,
        column: seriesColumn + 1,
        path: head[seriesColumn]!,
        message: `"${name}" is nearly "${like}" of line ${rowsNamed(like)[0]!.line}: if they are one series, write them alike`,
      })),
    ]);
  }
  const own = rowsNamed(asked);
  if (own.length > 0)
    return {
      own,
      alike: names
        .filter((name) => name !== asked && areAlike(name, asked))
        .map((name) => ({ name, rows: rowsNamed(name) })),
    };
  throw InputError.of(
    "command line",
    "--series",
    `no series "${asked}" in ${file}.${didYouMean(asked, names)}`,
  );
}
