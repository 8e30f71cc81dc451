// `--trace-out`: the trace goes to its file as the run goes on, gzipped where the name ends in .gz. It is made beside its
// place and moved there when it is whole.
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { Gzip } from "fflate";
import { InputError } from "../base/errors.ts";
import { TraceEvents } from "../report/trace/trace-events.ts";
import { reason } from "./files.ts";

const PIECE_CHARACTERS = 1 << 18;

export interface TraceFile {
  events: TraceEvents;
  /** Ends the file and puts it in its place. */
  close(): void;
  /** Leaves nothing behind. */
  drop(): void;
}

export function openTraceFile(path: string, untilSeconds: number): TraceFile {
  const beside = `${path}.${process.pid}.tmp`;
  let file: number;
  try {
    file = openSync(beside, "w");
  } catch (error) {
    throw InputError.of(path, "--trace-out", `cannot be written: ${reason(error)}`);
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
  const events = new TraceEvents((text) => {
    piece += text;
    if (piece.length >= PIECE_CHARACTERS) flush(false);
  }, untilSeconds);
  return {
    events,
    close() {
      events.finish();
      flush(true);
      closeSync(file);
      renameSync(beside, path);
    },
    drop() {
      closeSync(file);
      rmSync(beside, { force: true });
    },
  };
}
