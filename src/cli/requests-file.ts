// `--requests-csv`: the row of every request goes to its file when the request ends.
import { RequestRows } from "../report/requests-csv.ts";
import { openStreamFile, type StreamFile } from "./stream-file.ts";

export interface RequestsFile extends Pick<StreamFile, "close" | "drop"> {
  rows: RequestRows;
}

export function openRequestsFile(path: string, classes: readonly string[] | undefined): RequestsFile {
  const { write, close, drop } = openStreamFile(path, "requests-csv");
  return { rows: new RequestRows(write, classes), close, drop };
}
