// What the sources of measurements leave out of a row although it is known: settings of launch scripts that nobody copied,
// lengths of runs that were copied without them. Stated once here for all rows of a source, never per row.
//
// The `*-gap-analysis.csv` rows of aiconfigurator are InferenceX's own: 204 of their 224 values are the same numbers, so
// they share its lengths, uniform in 0.8 to 1 of nominal.
//
// InferenceX starts SGLang on B200 (and B300, same recipe) with `--scheduler-recv-interval` 30 from 16 users, else 10. It shows:
// first tokens jump by 15 decode steps from 8 to 16 users (DeepSeek-R1, Qwen3.5; three formats), and not on H200.
//
// InferenceX lets TensorRT-LLM wait (`batch_wait_timeout_iters` 20, `batch_wait_max_tokens_ratio` 0.9) for Llama 70B with 1k
// prompts and outputs below eight devices. It shows: 66 rows on two chips in two formats are 16 to 21 decode steps late, fewer
// the more users; 1k/8k, 8k/1k and eight devices are not.
//
// InferenceX captures vLLM's graphs for prompts of up to 2,048 tokens on B200 in the scripts that set a token budget, but for
// Llama 70B, whose graphs are of decodes alone. It shows: first tokens of gpt-oss after 1k prompts fall from 46 to 25 ms over
// eight devices, less than launching its layers takes; Kimi's fall from 164 to 78 ms in April 2026, when its script gets a budget.
//
// TensorRT-LLM's tables of maximum throughput ran mixtures of experts with attention data parallelism "for some runs" (codes
// NC47, ep-unknown) and do not say which; a tuned table shows the better layout. Qwen3-30B on eight RTX PRO 6000 shows 3.5 times
// what tensor parallelism over PCIe allows, and what data parallelism gives.
//
// AIConfigurator's disaggregated rows keep fields of which aggregated ones were corrected (README of the ground truth, caveat 2:
// data ranks recorded where tensor parallelism ran). It shows: two and four decode workers of four GB200 measure the same at 8
// and 32 users as `tp=1 dp=4 ep=1` in December and as `tp=4 dp=1 ep=1` in February, and data ranks would be 70 % slower. So with
// prefill workers, the other way round: on H200 five TensorRT-LLM deployments are `tp=8 dp=1` in March and `tp=1 dp=8` in February,
// on B200 one is both, on GB200 ten SGLang workers are, and each measures the same (TensorRT-LLM within 2 % in first tokens); tensor
// ranks would be twice to four times as late.
//
// AIConfigurator's own runs (`aic-nvidia` but for the gap analyses; closed loops, lengths "nominal") have prompts and answers of
// equal lengths, and its TensorRT-LLM is given a token budget of one prompt beside the decodes and an fp8 cache. It shows, in
// 159 rows of Qwen3-32B on 1 to 8 devices: eight users wait three prompts' time for a first token, sixteen half a prompt more, at
// 1k, 2k and 4k and whatever the output, as prompts do that come together and are taken one a step; and 128 users with 2k prompts
// are served side by side on one H100, whose memory beside the weights holds half of their cache in 16 bits.
//
// Its vLLM 0.12 runs of Llama-3.1-8B (code NC79) found prompts in the prefix cache, vLLM's default; how much of them is not
// recorded. It shows: 64 users with 2k prompts would compute 2.0 PFLOP/s in projections alone on an H200, whose dense FP8 peak
// is 1.98 (users over the time of a request, times 2 FLOP per parameter and token), and 8 of 20 rows over half of it; SGLang's
// runs of the same model on the same device reach 0.73.
//
// NIM's pages measure with GenAI-Perf, whose Perf Analyzer repeats windows until they agree: the burst that opens a closed loop is
// in none of them. Its users are out of step, too: first tokens of 5, 25 and 50 users take 1.3, 1.7 and 2.1 times those of one, as
// prompts that come at random would, and 3.2 to 7.5 times where equal lengths keep the users in lockstep.
//
// The lengths of TensorRT-LLM's online table are means of data sets (code NC37): 202/214 are ShareGPT's. It shows: at 16 requests a
// second, first tokens and gaps those of an idle server, 500 requests of equal length would end in 38 s; they took 48.
import type { BatchWait } from "../serving/intake.ts";
import type { Experiment } from "./experiment.ts";

export interface SchedulerSettings {
  pollSteps?: number;
  batchWait?: Pick<BatchWait, "steps" | "tokens">;
}

const hasCode = ({ columns }: Experiment, code: string) =>
  new RegExp(`\\b${code}\\b`).test(columns.notes ?? "");

const isGapAnalysis = ({ columns }: Experiment) => /gap-analysis\.csv/.test(columns.source_locator ?? "");

const isInferenceX = (experiment: Experiment) =>
  experiment.columns.source_id === "aic-inferencex" || isGapAnalysis(experiment);

const isConfigurator = (experiment: Experiment) =>
  experiment.columns.source_id === "aic-nvidia" && !isGapAnalysis(experiment);

/** Prompts were in the prefix cache to a share that the source does not have. */
export const knownCached = (experiment: Experiment): boolean =>
  isConfigurator(experiment) && hasCode(experiment, "NC79");

const isGenAiPerf = ({ columns }: Experiment) => columns.source_id === "nim-perf";

/** The distribution of lengths, where the source of the row tells what the row does not. */
export function knownLengths(experiment: Experiment): string {
  if (isGapAnalysis(experiment)) return "uniform[0.8,1.0]*nominal";
  if (isConfigurator(experiment)) return "fixed";
  if (hasCode(experiment, "NC37")) return "dataset";
  return isGenAiPerf(experiment) ? "unknown" : experiment.lengthDistribution;
}

/** Largest prompt step in captured pieces, where a launch script sets it. */
export function knownCapture(experiment: Experiment, engine: string): number | undefined {
  const { gpu, model, maxBatchedTokens } = experiment;
  const captured =
    engine === "vllm" && isInferenceX(experiment) && /^B[23]00/.test(gpu) && !/^Llama/.test(model);
  return captured && maxBatchedTokens !== undefined ? 2048 : undefined;
}

/** Tokens of a step where the source sizes them to one prompt: it, and a token for each user. */
export function knownBudget(experiment: Experiment, engine: string): number | undefined {
  const { nominalInputTokens = 0, loadValue = 0 } = experiment;
  return engine === "trtllm" && isConfigurator(experiment) ? nominalInputTokens + loadValue : undefined;
}

/** Format of the KV cache, as the row states it or its source sets it. */
export function knownKv(experiment: Experiment, engine: string): string {
  return engine === "trtllm" && isConfigurator(experiment) ? "fp8" : experiment.kvDtype;
}

/** Share of a closed loop's requests that its client does not count: of ten a user, the first. */
export function knownWarmup(experiment: Experiment): string {
  return isGenAiPerf(experiment) ? "10 %" : "0 %";
}

export function knownScheduling(experiment: Experiment, engine: string): SchedulerSettings {
  const { loadValue = 0, tensor = 1, gpu, model, nominalInputTokens, nominalOutputTokens } = experiment;
  if (!isInferenceX(experiment)) return {};
  if (engine === "sglang" && /^B[23]00/.test(gpu)) return { pollSteps: loadValue >= 16 ? 30 : 10 };
  const short = nominalInputTokens === 1024 && nominalOutputTokens === 1024;
  if (engine === "trtllm" && /^Llama-3\.\d-70B/.test(model) && short && tensor < 8)
    return { batchWait: { steps: 20, tokens: Math.round(0.9 * (experiment.maxBatchedTokens ?? 16_384)) } };
  return {};
}

/** Decode workers of one server whose experts are not spread: recorded as data ranks, where tensor parallelism may have run. */
const DECODE = /(\bdecode\b[^;]*?\b)tp=1 dp=([48]) ep=1\b/;
/** Prefill workers: recorded as tensor ranks, where data ranks may have run. */
const PREFILL = /(\bprefill\b[^;]*?\b)tp=(\d+) dp=1 ep=\d+\b/;

/** The experiment as stated, and as it may have been run instead: the one with more throughput was published. */
export function possibleLayouts(experiment: Experiment): Experiment[] {
  const { tensor = 1, expert, loadKind, columns } = experiment;
  const detail = columns.deploy_detail ?? "";
  if (columns.source_id === "aic-inferencex-disagg") {
    const tensor = detail.replace(DECODE, "$1tp=$2 dp=1 ep=1");
    const data = (of: string) => of.replace(PREFILL, "$1tp=1 dp=$2 ep=$2");
    return [...new Set([detail, tensor, data(detail), data(tensor)])].map((deploy_detail) => ({
      ...experiment,
      columns: { ...columns, deploy_detail },
    }));
  }
  const unrecorded = /\bNC47\b|ep-unknown/.test(`${columns.notes} ${columns.quality_reasons}`);
  if (!unrecorded || expert !== undefined || tensor === 1 || loadKind !== "max_offline") return [experiment];
  return [experiment, { ...experiment, tensor: 1, data: tensor, expert: tensor }];
}
