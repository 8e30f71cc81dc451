// The load of a measured experiment as a workload, and what is assumed where the source is silent:
//   concurrency   closed loop; prompts: as stated, else 10 x users (what InferenceX and most sweeps do)
//   request_rate  Poisson; requests: as stated, else 10 minutes of them, 500 to 5,000
//   max_offline   all at once; requests: as stated, else 2,000 (published tables use 1,000 to 3,000), on racks 250 a scheduler
//   saturated     a quarter more users than the cap, so that a request always waits; the first third is warm-up
//   static_batch  one batch, nobody joins
// Lengths: `uniform[a,b]*nominal` and `fixed` as stated; as far apart as a chat's where they are means of a data set or a trace; else
// the distribution is not known: 10 % either way.
// Clients count from the first request to the last token, so the window is the whole run, but for what knownWarmup tells of.
import { didYouMean } from "../base/nearest.ts";
import { type Experiment, loadKinds } from "./experiment.ts";
import { knownLengths, knownWarmup } from "./known-settings.ts";
import { isOfData, tellsDistribution, UNIFORM } from "./length-distribution.ts";

export interface Load {
  /** In the form of the scenario file. */
  workload: Record<string, unknown>;
  /** Sequences an engine may run at once; undefined leaves it to the engine. */
  maxSequences: number | undefined;
  policy: "static" | undefined;
  /** A server that is full by intent: no part of its capacity is spare. */
  full: boolean;
  /** Offline and static-batch benchmarks run inside the engine's process, without a server in front. */
  inProcess: boolean;
}

const OFFLINE_REQUESTS = 2000;
const OFFLINE_REQUESTS_PER_RANK = 250;
const RATE_SECONDS = 600;
const PROMPTS_PER_USER = 10;

/** The load on a deployment with `ranks` schedulers, or why it cannot be simulated. */
export function loadOf(experiment: Experiment, ranks: number, traced: boolean): Load | string {
  const { loadKind, loadValue, requests } = experiment;
  const whole = { window: { warmup: "0 %", until: "drained" } };
  const served = {
    maxSequences: experiment.maxSequences,
    policy: undefined,
    full: false,
    inProcess: false,
  };
  if (loadKind === "trace") {
    if (!traced) return "the trace is not given (--traces DIR)";
    const workload = { arrivals: { process: "trace", file: "trace" }, ...whole };
    return { workload, ...served };
  }
  const lengths = lengthsOf(experiment);
  if (typeof lengths === "string") return lengths;
  const offline = loadKind === "max_offline" || (loadKind === "request_rate" && loadValue === Infinity);
  if (offline) {
    const workload = {
      arrivals: { process: "all-at-once" },
      lengths,
      requests: requests ?? Math.max(OFFLINE_REQUESTS, OFFLINE_REQUESTS_PER_RANK * ranks),
      ...whole,
    };
    // All at once through a server, where the engine's name tells of one.
    const inProcess = loadKind === "max_offline" && !/triton/i.test(experiment.engine);
    return { workload, ...served, full: true, inProcess };
  }
  if (loadValue === undefined || loadValue === Infinity)
    return `the load of ${loadKind || "the run"} is not stated`;
  switch (loadKind) {
    case "concurrency": {
      const users = Math.round(loadValue);
      const arrivals = { process: "closed-loop", users };
      const window = { warmup: knownWarmup(experiment), until: "drained" };
      const workload = { arrivals, lengths, requests: requests ?? PROMPTS_PER_USER * users, window };
      return { workload, ...served };
    }
    case "request_rate": {
      const many = Math.round(Math.min(5000, Math.max(500, RATE_SECONDS * loadValue)));
      const arrivals = { process: "poisson", rate: `${loadValue} /s` };
      const workload = { arrivals, lengths, requests: requests ?? many, ...whole };
      return { workload, ...served };
    }
    case "saturated_max_num_seqs": {
      const users = Math.ceil(1.25 * loadValue * ranks) + 1;
      const window = { warmup: "33 %", until: "last-arrival" };
      const workload = {
        arrivals: { process: "closed-loop", users },
        lengths,
        requests: requests ?? 8 * users,
        window,
      };
      return { workload, ...served, maxSequences: Math.round(loadValue), full: true };
    }
    case "static_batch": {
      const batch = Math.round(loadValue);
      const workload = { arrivals: { process: "all-at-once" }, lengths, requests: batch, ...whole };
      return {
        workload,
        maxSequences: Math.ceil(batch / ranks),
        policy: "static",
        full: true,
        inProcess: true,
      };
    }
    default:
      return `load kind ${loadKind || "(blank)"} is not modelled${known(loadKind)}`;
  }
}

/** The kind that was meant, or all of them. */
const known = (kind: string) => {
  const meant = /^request_rate /.test(kind) ? "" : didYouMean(kind, loadKinds);
  return meant === "" ? `; known: ${loadKinds.join(", ")}` : `.${meant}`;
};

/** Lengths that are all equal keep a closed loop in lockstep for ever, which few measurements show (known-settings.ts). */
const UNKNOWN = "uniform[0.9,1.1]*nominal";

/**
 * How far lengths of a data set of which only the means are known lie apart: as those of the Azure LLM inference trace (conversation,
 * 19,366 requests, 2023): coefficients of variation, and the longest as a multiple of the mean (answers; lmsys-chat has 4.7 too).
 */
const chat = { inputCv: 0.96, outputCv: 0.77, longest: 4.7 };

const spread = (mean: number, cv: number) => ({
  lognormal: { mean: `${mean} tokens`, cv, max: `${Math.round(chat.longest * mean)} tokens` },
});

/** A power of two is the limit that a client set and all answers reach, not a mean of what was said. */
const isLimit = (tokens: number) => Number.isInteger(Math.log2(tokens));

function lengthsOf(experiment: Experiment): { input: unknown; output: unknown } | string {
  const { inputTokens, outputTokens } = experiment;
  const distribution = knownLengths(experiment);
  if (inputTokens === undefined) return "no input length is known";
  if (outputTokens === undefined) return "no output length is known";
  const fixed = (tokens: number) => ({ fixed: `${Math.max(1, Math.round(tokens))} tokens` });
  // Of the tens of thousands of requests of an MLPerf run a few are simulated: waiting for the longest would weigh too much.
  if (isOfData(distribution) && !experiment.datasetMeans) {
    const output = isLimit(outputTokens) ? fixed(outputTokens) : spread(outputTokens, chat.outputCv);
    return { input: spread(inputTokens, chat.inputCv), output };
  }
  const told = tellsDistribution(distribution) && !experiment.datasetMeans;
  const match = UNIFORM.exec(told ? distribution : UNKNOWN);
  if (!match) return { input: fixed(inputTokens), output: fixed(outputTokens) };
  const [, low, high, nominalInput, nominalOutput] = match;
  const uniform = (nominal: number) => {
    const end = (share: string) => Math.max(1, Math.round(Number(share) * nominal));
    return { uniform: { low: `${end(low!)} tokens`, high: `${end(high!)} tokens` } };
  };
  return {
    input: uniform(Number(nominalInput ?? experiment.nominalInputTokens ?? inputTokens)),
    output: uniform(Number(nominalOutput ?? experiment.nominalOutputTokens ?? outputTokens)),
  };
}
