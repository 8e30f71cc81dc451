// A file that is written while a run goes on, gzipped where its name ends in .gz. It is made beside its place and moved there
// when it is whole; a pipe or device is written to as it is.
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { Gzip } from "fflate";
import { InputError } from "../base/errors.ts";
import { reason } from "./files.ts";

const PIECE_CHARACTERS = 1 << 18;

export interface StreamFile {
  write(text: string): void;
  /** Ends the file and puts it in its place. */
  close(): void;
  /** Leaves nothing behind. */
  drop(): void;
}

export function openStreamFile(path: string, option: string): StreamFile {
  const streams = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  const beside = streams ? path : `${path}.${process.pid}.tmp`;
  let file: number;
  try {
    file = openSync(beside, "w");
  } catch (error) {
    throw InputError.of(path, `--${option}`, `cannot be written: ${reason(error)}`);
  }
  const put = (bytes: Uint8Array) => {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  };
  // No time of writing inside: equal runs, equal bytes.
  const gzip = path.endsWith(".gz") ? new Gzip({ level: 6, mtime: 0 }, (bytes) => put(bytes)) : undefined;
  const encoder = new TextEncoder();
  let piece = "";
  const flush = (last: boolean) => {
    const bytes = encoder.encode(piece);
    piece = "";
    if (gzip) gzip.push(bytes, last);
    else put(bytes);
  };
  return {
    write(text) {
      piece += text;
      if (piece.length >= PIECE_CHARACTERS) flush(false);
    },
    close() {
      flush(true);
      closeSync(file);
      if (!streams) renameSync(beside, path);
    },
    drop() {
      closeSync(file);
      if (!streams) rmSync(beside, { force: true });
    },
  };
}
