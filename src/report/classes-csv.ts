// classes.csv: one row per deployment and class of requests.
import type { ClassResult, RunResult } from "../metrics/result.ts";
import { type Column, latencyColumns, partCsv, requestColumns } from "./part-csv.ts";

const columns: Column<ClassResult>[] = [
  ["class", ({ name }) => name],
  ...requestColumns,
  ["input_tokens", ({ tokens }) => tokens.input],
  ["cached_input_tokens", ({ tokens }) => tokens.cachedInput],
  ["output_tokens", ({ tokens }) => tokens.output],
  ...latencyColumns,
  ["requests_per_second", (result) => result.requestsPerSecond],
  ["slo_met", ({ slo }) => slo.met],
  ["slo_attainment_fraction", ({ slo }) => slo.attainment],
  ["goodput_requests_per_second", ({ slo }) => slo.goodputRequestsPerSecond],
  ["goodput_output_tokens_per_second", ({ slo }) => slo.goodputOutputTokensPerSecond],
  ["deadline_seconds", ({ deadline }) => deadline?.seconds],
  ["deadline_met_requests", ({ deadline }) => deadline?.metRequests],
  ["deadline_missed_requests", ({ deadline }) => deadline?.missedRequests],
];

export const classesCsv = (result: RunResult): string => partCsv(result, ({ classes }) => classes, columns);
