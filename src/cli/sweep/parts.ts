// The results of each chunk of a sweep, a file each; writing one again writes the same bytes. A part is sealed: what a disk or a
// hand has done to it since it was written shows, or rows could be lost in silence.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, type Problem } from "../../base/errors.ts";
import { writeWhole } from "./write-whole.ts";

const partName = (chunk: number) => `${String(chunk).padStart(6, "0")}.jsonl`;

export interface Part {
  path: string;
  sweep: string;
  chunk: number;
}

export const partOf = (folder: string, sweep: string, chunk: number): Part => ({
  path: join(folder, "parts", partName(chunk)),
  sweep,
  chunk,
});

/** First line of a part: hash of the rows below it and of where they belong. */
const sealOf = ({ sweep, chunk }: Part, rows: string): string =>
  createHash("sha256").update(`${sweep} ${chunk}\n${rows}`).digest("hex");

export function writePart(part: Part, rows: string): void {
  writeWhole(part.path, `${sealOf(part, rows)}\n${rows}`);
}

/** Rows of a part, or undefined if they are not all there as they were written. */
export function soundRows(part: Part): string | undefined {
  const text = readFileSync(part.path, "utf8");
  const rows = text.slice(text.indexOf("\n") + 1);
  return text === `${sealOf(part, rows)}\n${rows}` ? rows : undefined;
}

export const damage = ({ path, chunk, sweep }: Part): Problem => ({
  file: path,
  line: 0,
  column: 0,
  path: "",
  message: `damaged: not as chunk ${chunk} of sweep ${sweep} was written; the command of its folder does it again`,
});

export function readRows(part: Part): string {
  const rows = soundRows(part);
  if (rows === undefined) throw new InputError([damage(part)]);
  return rows;
}

export function partsIn(folder: string): Set<number> {
  const names = existsSync(join(folder, "parts")) ? readdirSync(join(folder, "parts")) : [];
  return new Set(
    names.filter((name) => /^\d{6,}\.jsonl$/.test(name)).map((name) => Number.parseInt(name, 10)),
  );
}
