// Small measured tables for the tests of validate: a row of defaults, with what a test changes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createPredictor, type Prediction } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { createProfileLibrary, profileFolders } from "../../src/profiles/library.ts";
import type { TraceInput } from "../../src/scenario/resolved.ts";

export const root = resolve(import.meta.dirname, "../..");

export const profiles = createProfileLibrary({
  read: (kind, name) => {
    const path = join(root, profileFolders[kind], name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  },
  list: (kind) => readdirSync(join(root, profileFolders[kind])),
});

const defaults = {
  point_id: "p1",
  quality: "A",
  source_id: "test",
  model: "Llama-3.1-8B",
  precision: "fp8",
  gpu: "H100-SXM",
  gpus: "1",
  tp: "1",
  pp: "1",
  ep: "",
  dp: "",
  mode: "agg",
  deploy_detail: "",
  engine: "vLLM",
  spec_decode: "none",
  isl: "512",
  osl: "64",
  load_kind: "concurrency",
  load_value: "4",
  num_requests: "",
  metric: "tpot_p50_ms",
  value: "5",
  unit: "ms",
  length_dist: "fixed",
  max_num_seqs: "",
  max_batched_tokens: "",
  chunked_prefill_size: "",
  kv_mem_fraction: "",
  kv_dtype: "",
  prefix_caching: "",
  notes: "",
  source_locator: "",
  engine_version: "",
};
export type Changes = Partial<Record<keyof typeof defaults, string>>;

/** CSV text of one row per entry; each is the default row with the changes. */
export function table(...rows: Changes[]): string {
  const line = (cells: string[]) => cells.map((cell) => `"${cell}"`).join(",");
  return `${[Object.keys(defaults), ...rows.map((changes) => Object.values({ ...defaults, ...changes }))]
    .map(line)
    .join("\n")}\n`;
}

export const experimentsOf = (...rows: Changes[]) => readCases("cases.csv", table(...rows));

export function predictionsOf(rows: Changes[], trace?: TraceInput): Prediction[] {
  const predictor = createPredictor({ profiles, seed: 1, traceOf: () => trace });
  return experimentsOf(...rows).flatMap((experiment) => predictor.predict(experiment));
}
