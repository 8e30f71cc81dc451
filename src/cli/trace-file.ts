// `--trace-out`: the trace goes to its file as the run goes on.
import { statSync } from "node:fs";
import { InputError } from "../base/errors.ts";
import { TraceEvents } from "../report/trace/trace-events.ts";
import { openStreamFile, type StreamFile } from "./stream-file.ts";

export interface TraceFile extends Pick<StreamFile, "close" | "drop"> {
  events: TraceEvents;
}

/** Viewers tell what a file is by its name; a pipe has none to tell. */
const NAMED = /\.json(\.gz)?$/;

export function openTraceFile(path: string, untilSeconds: number): TraceFile {
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  if (!isPipe && !NAMED.test(path))
    throw InputError.of(
      path,
      "--trace-out",
      "is no name of a trace: expected one that ends in .json or .json.gz",
    );
  const file = openStreamFile(path, "trace-out");
  const events = new TraceEvents(file.write, untilSeconds);
  return {
    events,
    close() {
      events.finish();
      file.close();
    },
    drop: file.drop,
  };
}
