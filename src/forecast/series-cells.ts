// One cell of a series: a number as people and spreadsheets write it, and the factor of its unit.
import { InputError, type Problem } from "../base/errors.ts";
import { conversion, readRateUnit, scaleOf, unitless } from "./rate-unit.ts";
import type { Row, SeriesChoice, SeriesColumns } from "./series-columns.ts";

const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** 9.000 is nine thousand to half of the world; 0.125 is to nobody. */
const pointed = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;

/**
 * What a point of a column is, where cells such as 9.000 leave it open: another cell tells (12.5, 0.125, 1,234.5). Where none does it is
 * open in a file without commas between its cells, as spreadsheets write them where the comma is the decimal sign, and beside
 * whole numbers (900, 1.100), which a fixed number of decimals would not have left.
 */
function pointIsOpen(column: readonly string[], delimiter: string): boolean {
  const isDecimal = (cell: string) =>
    /^[+-]?(\d*\.\d+|\d{1,3}(,\d{3})+\.\d+)(e[+-]?\d+)?$/i.test(cell) && !pointed.test(cell);
  if (column.some(isDecimal)) return false;
  return delimiter !== "," || column.some((cell) => /^[+-]?([1-9]\d*|\d{1,3}(\.\d{3}){2,})$/.test(cell));
}

/** 1,234,567 has one reading; 1,234 and 1.234 alone have two, unless another cell of the column tells which. */
export function numberReader(column: readonly string[], delimiter = ","): (text: string) => number | string {
  const commasGroup = column.some((cell) => grouped.test(cell) && /,.*[,.]/.test(cell));
  const isOpen = pointIsOpen(column, delimiter);
  return (text) => {
    if (text === "") return "is empty: expected a number; leave out rows without a value";
    if (isOpen && pointed.test(text))
      return `"${text}" may be ${Number(text.replace(".", ""))} or ${text}: write it without point, or as ${text}0`;
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
      const value = Number(text);
      if (!Number.isFinite(value)) return `"${text}" is too large`;
      return value < 0 ? `is negative (${text}): demand is at least 0` : value;
    }
    if (grouped.test(text)) {
      const meant = Number(text.replaceAll(",", ""));
      if (!commasGroup)
        return `"${text}" may be ${meant} or ${text.replace(",", ".")}: write it without comma`;
      return meant < 0 ? `is negative (${text}): demand is at least 0` : meant;
    }
    if (/^[+-]?\d{1,3}([ .'\u00a0\u202f]\d{3})+(,\d+)?$/.test(text))
      return `"${text}" has thousands separators: write it without them`;
    if (/^[+-]?\d+,\d+$/.test(text)) return `"${text}" has a decimal comma: write ${text.replace(",", ".")}`;
    const [, digits, scale] = /^(\d+(?:\.\d+)?)\s*([kmgbtq])$/i.exec(text) ?? [];
    if (scale !== undefined)
      return `"${text}" has a scale: write ${digits}e${Math.round(Math.log10(scaleOf(scale)!))}, or the scale in the unit`;
    return `expected a number such as 1.5e12, got "${text}"`;
  };
}

export interface UnitReader {
  /** Unit of the series. */
  unit: string;
  /** What a row's value is multiplied with; a message where its unit is of another kind. */
  factorOf(cells: readonly string[]): number | string;
  /** The unit a row states, where rows state one. */
  statedBy(cells: readonly string[]): string | undefined;
}

/** `tokens_per_day`, `value (M tokens/day)`, `Tokens (M)`, `power [MW]`; undefined where the name says no unit. */
function unitOfHeader(header: string): string | undefined {
  const isRate = (text: string) => /\S[ _]per[ _]\S|\S\/\S/i.test(text);
  const slashed = (text: string) => text.replace(/[ _]per[ _]/i, "/");
  const [, name = "", inner] = /^(.*?)\s*[([]\s*([^()[\]]+?)\s*[)\]]$/.exec(header) ?? [];
  if (inner === undefined) return isRate(header) ? slashed(header) : undefined;
  if (isRate(inner)) return slashed(inner);
  // A scale alone is of what stands before it; another word, such as MW, is the unit where the name before says none.
  if (scaleOf(inner) !== undefined) return `${inner} ${name}`;
  return isRate(name) ? slashed(name) : inner;
}

/** The unit asked for, else the first that rows state, else what the name of the column says, else `units`. */
export function unitReader(
  file: string,
  { head, unitColumn, valueColumn }: SeriesColumns,
  rows: readonly Row[],
  choice: SeriesChoice,
): UnitReader {
  const header = head[valueColumn]!;
  const ofHeader = unitOfHeader(header);
  const statedBy = (cells: readonly string[]) => (unitColumn < 0 ? ofHeader : cells[unitColumn] || undefined);
  const stating = rows.find(({ cells }) => statedBy(cells) !== undefined);
  const unit = choice.unit ?? (stating && statedBy(stating.cells)) ?? unitless;
  const wanted = readRateUnit(unit);
  if ("message" in wanted)
    throw choice.unit === undefined
      ? new InputError(unreadable(rows.filter((row) => unitColumn >= 0 || row === stating)))
      : InputError.of("command line", "--unit", wanted.message);
  // Where no row can be converted the option is wrong, not every row.
  const own = [...new Set(rows.map(({ cells }) => statedBy(cells)))].map((each) =>
    each === undefined ? undefined : readRateUnit(each),
  );
  const isStranger = (each: (typeof own)[number]) =>
    each !== undefined && !("message" in each) && conversion(each, wanted) === undefined;
  if (choice.unit !== undefined && own.length > 0 && own.every(isStranger))
    throw InputError.of(
      "command line",
      "--unit",
      `${file} is in ${statedBy(stating!.cells)}, which cannot be converted to ${unit}`,
    );
  return {
    unit,
    statedBy,
    factorOf(cells) {
      const own = statedBy(cells);
      if (own === undefined || own === unit) return 1;
      const read = readRateUnit(own);
      if ("message" in read) return read.message;
      return conversion(read, wanted) ?? `${own} cannot be converted to ${unit}`;
    },
  };

  /** Every unit that is none, in its cell; that of the header at the header. */
  function unreadable(stated: readonly Row[]): Problem[] {
    return stated.flatMap(({ cells, line }) => {
      const read = readRateUnit(statedBy(cells) ?? unitless);
      if (!("message" in read)) return [];
      const [column, path] = unitColumn < 0 ? [valueColumn, header] : [unitColumn, head[unitColumn]!];
      return [{ file, line: unitColumn < 0 ? 1 : line, column: column + 1, path, message: read.message }];
    });
  }
}
