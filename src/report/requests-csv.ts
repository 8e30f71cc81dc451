// requests.csv: one row per request in order of arrival, one string at a time so that a million rows stream.
// TPOT needs two output tokens and a finish; what never happened is empty.
import type { DeploymentTrace } from "../metrics/result.ts";
import { row } from "./csv.ts";

export const requestStatuses = ["completed", "rejected", "failed", "unfinished"] as const;

const header = [
  "deployment",
  "request_id",
  "arrival_seconds",
  "ttft_seconds",
  "tpot_seconds",
  "e2e_seconds",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
  "preemptions",
  "status",
];

export function* requestCsvRows(traces: readonly DeploymentTrace[]): Generator<string> {
  const classes = traces.some(({ classNames }) => classNames !== undefined);
  yield row(classes ? [...header, "class"] : header);
  for (const { name, records, classNames } of traces) {
    for (let i = 0; i < records.length; i++) {
      const arrived = records.arrivedSeconds[i]!;
      const ttft = records.firstTokenSeconds[i]! - arrived;
      const e2e = records.finishedSeconds[i]! - arrived;
      const status = requestStatuses[records.status[i]!];
      const gaps = records.outputTokens[i]! - 1;
      const tpot = status === "completed" && gaps > 0 ? (e2e - ttft) / gaps : null;
      yield row([
        name,
        records.id[i],
        arrived,
        ttft,
        tpot,
        status === "completed" ? e2e : null,
        records.inputTokens[i],
        records.cachedTokens[i],
        records.outputTokens[i],
        records.preemptions[i],
        status,
        ...(classes ? [classNames?.[records.classIndex[i]!] ?? null] : []),
      ]);
    }
  }
}
