// `--trace-out`: the trace goes to its file as the run goes on.
import { TraceEvents } from "../report/trace/trace-events.ts";
import { openStreamFile, type StreamFile } from "./stream-file.ts";

export interface TraceFile extends Pick<StreamFile, "close" | "drop"> {
  events: TraceEvents;
}

export function openTraceFile(path: string, untilSeconds: number): TraceFile {
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
