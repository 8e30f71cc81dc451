// requests.csv: one row per request in order of arrival; or, as a run goes on, in the order they end. One string at a time, so
// that any number of rows streams. TPOT needs two output tokens and a finish; what never happened is empty.
import type { DeploymentTrace } from "../metrics/result.ts";
import type { ObservedDeployment } from "../scenario/simulate.ts";
import type { RequestTable } from "../serving/request-table.ts";
import type { ServingSink, Status } from "../serving/sink.ts";
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

interface Ended {
  id: number;
  arrivedSeconds: number;
  firstTokenSeconds: number;
  finishedSeconds: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  preemptions: number;
  status: Status;
  classIndex: number;
}

type ClassNames = readonly string[] | undefined;

const headerRow = (classes: ClassNames) => row(classes ? [...header, "class"] : header);

function requestRow(deployment: string, request: Ended, classes: ClassNames): string {
  const ttft = request.firstTokenSeconds - request.arrivedSeconds;
  const e2e = request.finishedSeconds - request.arrivedSeconds;
  const status = requestStatuses[request.status];
  const gaps = request.outputTokens - 1;
  return row([
    deployment,
    request.id,
    request.arrivedSeconds,
    ttft,
    status === "completed" && gaps > 0 ? (e2e - ttft) / gaps : null,
    status === "completed" ? e2e : null,
    request.inputTokens,
    request.cachedTokens,
    request.outputTokens,
    request.preemptions,
    status,
    ...(classes ? [classes[request.classIndex] ?? null] : []),
  ]);
}

export function* requestCsvRows(traces: readonly DeploymentTrace[]): Generator<string> {
  // Of the workload, which all deployments share.
  const classes = traces[0]?.classNames;
  yield headerRow(classes);
  for (const { name, records } of traces) {
    for (let i = 0; i < records.length; i++) {
      const ended: Ended = {
        id: records.id[i]!,
        arrivedSeconds: records.arrivedSeconds[i]!,
        firstTokenSeconds: records.firstTokenSeconds[i]!,
        finishedSeconds: records.finishedSeconds[i]!,
        inputTokens: records.inputTokens[i]!,
        cachedTokens: records.cachedTokens[i]!,
        outputTokens: records.outputTokens[i]!,
        preemptions: records.preemptions[i]!,
        status: records.status[i] as Status,
        classIndex: records.classIndex[i]!,
      };
      yield requestRow(name, ended, classes);
    }
  }
}

/** Follows a run and gives the row of every request when it ends, however many there are. */
export class RequestRows {
  readonly #write: (text: string) => void;
  readonly #classes: ClassNames;

  constructor(write: (text: string) => void, classes: ClassNames) {
    this.#write = write;
    this.#classes = classes;
    write(headerRow(classes));
  }

  observe({ name }: ObservedDeployment): ServingSink {
    return {
      arrived() {},
      ran() {},
      tokenGap() {},
      ended: (table: RequestTable, slot: number, nowSeconds: number, status: Status) => {
        const ended: Ended = {
          id: table.id[slot]!,
          arrivedSeconds: table.arrivedSeconds[slot]!,
          firstTokenSeconds: table.firstTokenSeconds[slot]!,
          finishedSeconds: nowSeconds,
          inputTokens: table.inputTokens[slot]!,
          cachedTokens: table.cachedTokens[slot]!,
          outputTokens: table.generatedTokens[slot]!,
          preemptions: table.preemptions[slot]!,
          status,
          classIndex: table.classIndex[slot]!,
        };
        this.#write(requestRow(name, ended, this.#classes));
      },
    };
  }
}
