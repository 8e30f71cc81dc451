// What a source calls a statistic, where its own data says otherwise. Stated once here, never per row.
//
// aic-inferencex (InferenceX as stored in AIConfigurator's silicon_sample.csv) labels its TTFT a median; it is the mean.
// Evidence, quality A: in a closed loop only the first burst queues, so the median hardly depends on the users while the mean
// does. Llama 70B on TensorRT-LLM, 8k prompts, 65 rows from 4 to 128 users: read as means 6 % off (MAPE) with no trend, read
// as medians 16 % (4 users) to 75 % (64 users). The one sweep that publishes both (h200-gptoss-sweep, gpt-oss-120b, one H200,
// same lengths) has means of 403, 477, 916, 1526 ms at 4, 8, 32, 64 users and medians of 340, 343, 382, 443; the rows in
// question say 408, 514, 896, 1531. Its TPOT is left as labelled: mean and median differ by less than the error. Its
// disaggregated rows are of the same file with the same labels: read as means 49 % off (median), as medians 61 %.
import type { Measurement } from "./experiment.ts";

const truly: readonly { source: string; labelled: string; truth: string }[] = [
  { source: "aic-inferencex", labelled: "ttft_p50_ms", truth: "ttft_mean_ms" },
  { source: "aic-inferencex-disagg", labelled: "ttft_p50_ms", truth: "ttft_mean_ms" },
];

/** The row under the name of what it measures. */
export function relabelled(row: Measurement, source: string): Measurement {
  const known = truly.find((each) => each.source === source && each.labelled === row.name);
  return known ? { ...row, name: known.truth } : row;
}
