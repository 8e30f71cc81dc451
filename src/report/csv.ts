// CSV for finance and spreadsheets: RFC 4180, UTF-8, "\n", "." decimals, empty for unknown, no exponents,
// and no text cell that a spreadsheet would run as a formula.

export type Cell = string | number | boolean | null | undefined;

/** Shortest exact digits without an exponent: 1e21 and 1e-7 written out. */
export function plainNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return Object.is(value, -0) ? "0" : text;
  const [, sign = "", lead = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  const digits = lead + fraction;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, "0");
}

/** A leading apostrophe makes spreadsheets read = + - @, tab and line breaks as text; they do not show it. */
function harmless(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

export function cell(value: Cell): string {
  if (value == null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? plainNumber(value) : "";
  if (typeof value === "boolean") return value ? "true" : "false";
  const text = harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function row(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(",")}\n`;
}
