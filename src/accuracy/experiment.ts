// One measured experiment: a serving configuration under a load, and what was measured of it. The columns are those of
// groundtruth/cases.csv; what a row leaves open stays undefined and is decided where the experiment is translated.

export interface Measurement {
  /** As the file names it, e.g. `tpot_p50_ms`. */
  name: string;
  value: number;
  unit: string;
  /** Which power boundary an energy was measured at; empty where it does not apply. */
  scope: string;
  line: number;
}

export const loadKinds = [
  "concurrency",
  "request_rate",
  "max_offline",
  "saturated_max_num_seqs",
  "static_batch",
  "trace",
] as const;
export type LoadKind = (typeof loadKinds)[number];

export interface Experiment {
  pointId: string;
  /** A, B, C; empty in files that do not grade their rows. */
  quality: string;
  model: string;
  gpu: string;
  engine: string;
  /** Release as written; empty: not known. */
  engineVersion: string;
  /** Format of the weights as written: `weight_dtype`, else `precision`. */
  weights: string;
  kvDtype: string;
  gpus: number | undefined;
  tensor: number | undefined;
  pipeline: number | undefined;
  expert: number | undefined;
  data: number | undefined;
  mode: string;
  specDecode: string;
  /** Mean lengths to simulate. */
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  /** They are the published means of a data set, not the run's own. */
  datasetMeans: boolean;
  /** Nominal lengths, the upper ends of `uniform[a,b]*nominal`. */
  nominalInputTokens: number | undefined;
  nominalOutputTokens: number | undefined;
  lengthDistribution: string;
  /** As written: known kinds are in `loadKinds`. */
  loadKind: string;
  /** Users, requests per second, batch or cap; Infinity for `inf`. */
  loadValue: number | undefined;
  requests: number | undefined;
  maxSequences: number | undefined;
  maxBatchedTokens: number | undefined;
  chunkedPrefillTokens: number | undefined;
  kvMemoryFraction: number | undefined;
  /** KV blocks and tokens per block, where the engine reported them. */
  kvBlocks: { blocks: number; blockTokens: number } | undefined;
  measurements: Measurement[];
  /** Every column of the first row, for grouping. */
  columns: Readonly<Record<string, string>>;
}
