// The cells of one row of a CSV of measurements, by header: numbers, settings, and what is wrong with them.
import type { Problem } from "../base/errors.ts";

/** Settings a script left to the engine, or nobody recorded. */
const open = new Set(["", "engine_default", "auto", "unknown", "?", "n/a"]);

/** The cells of one row; what cannot be read is noted and read as unknown. */
export class Cells {
  readonly record: Record<string, string>;
  readonly #at: { file: string; line: number };
  readonly #header: string[];
  readonly #problems: Problem[];
  readonly #noted = new Set<string>();

  constructor(
    file: string,
    line: number,
    header: string[],
    record: Record<string, string>,
    problems: Problem[],
  ) {
    this.record = record;
    this.#at = { file, line };
    this.#header = header;
    this.#problems = problems;
  }

  get line(): number {
    return this.#at.line;
  }

  has(name: string): boolean {
    return this.#header.includes(name);
  }

  text(name: string): string {
    return (this.record[name] ?? "").trim();
  }

  /** A setting; empty where it was left open. */
  set(name: string): string {
    const text = this.text(name);
    return open.has(text.toLowerCase()) ? "" : text;
  }

  stated(name: string): string {
    const text = this.text(name);
    if (text === "") this.refuse(name, "is empty");
    return text;
  }

  count(name: string): number | undefined {
    return this.#number(
      name,
      (value) => Number.isInteger(value) && value >= 1,
      "a whole number of at least 1",
    );
  }

  /** A mean length; 0 means that it is not known. */
  positive(name: string): number | undefined {
    return this.#number(name, (value) => value >= 0, "a number of at least 0") || undefined;
  }

  fraction(name: string): number | undefined {
    return this.#number(name, (value) => value > 0 && value <= 1, "a fraction above 0, at most 1");
  }

  load(name: string): number | undefined {
    if (/^inf(inity)?$/i.test(this.text(name))) return Number.POSITIVE_INFINITY;
    return this.#number(name, (value) => value > 0, "a number above 0, or inf");
  }

  measured(name: string): number {
    return this.#number(name, (value) => value > 0, "a measurement above 0", new Set()) ?? 0;
  }

  #number(
    name: string,
    allowed: (value: number) => boolean,
    expected: string,
    unknown = open,
  ): number | undefined {
    const text = this.text(name);
    if (unknown.has(text.toLowerCase())) return undefined;
    const value = text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && allowed(value)) return value;
    this.refuse(name, `expected ${expected}, got "${text}"`);
    return undefined;
  }

  /** Once per cell, however often it is read; a column that is missing was said to be. */
  refuse(name: string, message: string): void {
    if (!this.#header.includes(name) || this.#noted.has(name)) return;
    this.#noted.add(name);
    this.#problems.push({ ...this.#at, column: this.#header.indexOf(name) + 1, path: name, message });
  }
}
