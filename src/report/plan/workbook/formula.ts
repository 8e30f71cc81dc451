// Spreadsheet formulas, as many of their words as the workbook of a plan speaks: read from their text and evaluated, so that what a
// spreadsheet will show is known when the file is written, and a written file can be checked. References are `A1`, `$A$1`,
// `Sheet!A1` and ranges of them; operators + - * / ^ & and comparisons; functions as in `functions` below.

export type Value = number | string | boolean | null;

/** Cells of a workbook; rows and columns from 0. */
export interface Cells {
  valueAt(sheet: string, row: number, column: number): Value;
}

/** A range, row by row. */
type Argument = Value | Value[];

const TOKEN =
  /\s*(?:([A-Za-z]\w*!)?(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"((?:[^"]|"")*)"|([A-Z]+)\(|(<=|>=|<>|[-+*/^&=<>(),]))/y;

interface Token {
  kind: "reference" | "number" | "text" | "function" | "sign" | "end";
  text: string;
  sheet?: string | undefined;
  to?: string | undefined;
}

function tokensOf(formula: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formula.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(formula);
    if (!match) throw new Error(`unreadable formula at ${at}: ${formula}`);
    const [, sheet, cell, to, number, text, name, sign] = match;
    if (cell !== undefined) tokens.push({ kind: "reference", text: cell, sheet: sheet?.slice(0, -1), to });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll('""', '"') });
    else if (name !== undefined) tokens.push({ kind: "function", text: name });
    else tokens.push({ kind: "sign", text: sign! });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

/** `AB12` -> [11, 27]. */
export function cellPosition(name: string): [row: number, column: number] {
  const [, letters, digits] = /^\$?([A-Z]+)\$?(\d+)$/.exec(name)!;
  const column = [...letters!].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;
  return [Number(digits) - 1, column];
}

/** 27 -> `AB`. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

const numberOf = (value: Argument): number => {
  if (Array.isArray(value)) throw new Error("a range where a number is expected");
  if (typeof value === "string") throw new Error(`text where a number is expected: ${value}`);
  return Number(value ?? 0);
};
const numbersOf = (values: readonly Argument[]): number[] =>
  values.flatMap((value) =>
    Array.isArray(value)
      ? value.filter((each): each is number => typeof each === "number")
      : [numberOf(value)],
  );
const listOf = (value: Argument): Value[] => (Array.isArray(value) ? value : [value]);

/** Half away from zero, also where floating point holds the half a little too small, as spreadsheets do. */
export function roundTo(value: number, digits: number): number {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale * (1 + 1e-15))) / scale + 0;
}

function compare(left: Value, right: Value, sign: string): boolean {
  const [a, b] = [left ?? 0, right ?? 0];
  return { "=": a === b, "<>": a !== b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b }[sign]!;
}

/** `<=45000`, as SUMIF takes it. */
function meets(value: Value, criterion: string): boolean {
  const [, sign, text] = /^(<=|>=|<>|=|<|>)(.*)$/.exec(criterion)!;
  return typeof value === "number" && compare(value, Number(text), sign!);
}

const functions: Record<string, (given: Argument[]) => Value> = {
  SUM: (given) => numbersOf(given).reduce((sum, value) => sum + value, 0),
  MAX: (given) => Math.max(...numbersOf(given)),
  MIN: (given) => Math.min(...numbersOf(given)),
  COUNTA: (given) => given.flatMap(listOf).filter((value) => value !== null).length,
  ROUND: ([value, digits]) => roundTo(numberOf(value!), numberOf(digits!)),
  IF: ([condition, yes, no]) => (condition ? yes : no) as Value,
  SUMPRODUCT: ([left, right]) => {
    const factors = listOf(right!);
    return listOf(left!).reduce<number>(
      (sum, value, index) => sum + numberOf(value) * numberOf(factors[index]!),
      0,
    );
  },
  SUMIF: ([range, criterion, values]) => {
    const amounts = listOf(values!);
    return listOf(range!).reduce<number>(
      (sum, value, index) => sum + (meets(value, String(criterion)) ? numberOf(amounts[index]!) : 0),
      0,
    );
  },
  /** The first value lies one period ahead. */
  NPV: ([rate, ...values]) =>
    numbersOf(values).reduce((sum, value, period) => sum + value / (1 + numberOf(rate!)) ** (period + 1), 0),
};

const levels: readonly (readonly string[])[] = [
  ["=", "<>", "<", ">", "<=", ">="],
  ["&"],
  ["+", "-"],
  ["*", "/"],
  ["^"],
];

function apply(sign: string, left: Value, right: Value): Value {
  if (levels[0]!.includes(sign)) return compare(left, right, sign);
  if (sign === "&") return `${left ?? ""}${right ?? ""}`;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (sign === "+") return a + b;
  if (sign === "-") return a - b;
  if (sign === "*") return a * b;
  return sign === "/" ? a / b : a ** b;
}

/** What the formula gives where it stands in `sheet`. */
export function evaluate(formula: string, sheet: string, cells: Cells): Value {
  const tokens = tokensOf(formula);
  let at = 0;
  const take = () => tokens[at++]!;
  const isNext = (sign: string) => tokens[at]!.kind === "sign" && tokens[at]!.text === sign;
  const expect = (sign: string) => {
    if (!isNext(sign)) throw new Error(`expected ${sign} in ${formula}`);
    at++;
  };
  const single = (value: Argument): Value => {
    if (Array.isArray(value)) throw new Error(`a range where a value is expected in ${formula}`);
    return value;
  };

  function reference({ text, sheet: other, to }: Token): Argument {
    const from = cellPosition(text);
    const home = other ?? sheet;
    if (to === undefined) return cells.valueAt(home, ...from);
    const [lastRow, lastColumn] = cellPosition(to);
    const values: Value[] = [];
    for (let row = from[0]; row <= lastRow; row++)
      for (let column = from[1]; column <= lastColumn; column++)
        values.push(cells.valueAt(home, row, column));
    return values;
  }

  function call(name: string): Value {
    const given: Argument[] = [];
    if (!isNext(")"))
      do given.push(expression(0));
      while (isNext(",") && take());
    expect(")");
    const known = functions[name];
    if (!known) throw new Error(`unknown function ${name} in ${formula}`);
    return known(given);
  }

  function operand(): Argument {
    const token = take();
    if (token.kind === "reference") return reference(token);
    if (token.kind === "number") return Number(token.text);
    if (token.kind === "text") return token.text;
    if (token.kind === "function") return call(token.text);
    if (token.text === "-") return -numberOf(operand());
    if (token.text !== "(") throw new Error(`unexpected ${token.text || "end"} in ${formula}`);
    const inner = expression(0);
    expect(")");
    return inner;
  }

  function expression(level: number): Argument {
    if (level === levels.length) return operand();
    let left = expression(level + 1);
    while (tokens[at]!.kind === "sign" && levels[level]!.includes(tokens[at]!.text)) {
      const { text: sign } = take();
      left = apply(sign, single(left), single(expression(level + 1)));
    }
    return left;
  }

  const value = single(expression(0));
  if (tokens[at]!.kind !== "end") throw new Error(`unexpected ${tokens[at]!.text} in ${formula}`);
  return value;
}
