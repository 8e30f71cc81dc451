// The result of a run, forewatt.run/1: keys are a public contract (design 8); more may be added.
import type { Confidence } from "../profiles/figure.ts";
import type { Avoidance } from "./avoidance.ts";
import type { ContextPagingResult } from "./context-paging.ts";
import type { CostByUse, CostParts, TokenPrices } from "./cost.ts";
import type { ModelResult, SwapResult } from "./model-result.ts";
import type { Phases } from "./phases.ts";
import type { ReasoningResult } from "./reasoning.ts";
import type { Timeline } from "./timeline.ts";
import type { UsefulResult } from "./useful.ts";

/** Mean and quantiles in seconds. `null` where there is nothing to measure (no request with two tokens has a TPOT). */
export interface LatencySummary {
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
}

/** Ratio measured / predicted that 80 % of measurements fall into. */
export interface Band {
  p10: number;
  p90: number;
}

/** Half width of the 95 % confidence interval of simulation error, in the unit of the figure. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
  /** What it was computed from: replications, or batch means within one run. */
  method: "replications" | "batch-means";
}

/** Of a pool whose KV cache is paged. */
export interface PagingResult {
  residentFraction: number;
  /** Of what was selected. */
  missFraction: number;
  /** Pages fetched per output token. */
  faultsPerToken: number;
  stallSecondsPerStep: number;
  /** Of the busy time. */
  stallFraction: number;
  /** Tokens of context that fit for each one that fits without paging. */
  concurrencyRatio: number;
  /** More of its busy time stalled than the scenario calls work. */
  thrashing: boolean;
  /** By the user's own curve; null where that is unknown. */
  accuracyLossFraction: number | null;
}

export interface PoolResult {
  name: string;
  role: "mixed" | "prefill" | "decode" | "attention" | "ffn" | "draft";
  hardware: string;
  instances: number;
  devices: number;
  /** Share of the instances' time in the window with a step in progress. */
  busyFraction: number;
  /** Of that: what prompts added to steps. */
  prefillFraction: number;
  kvBlocks: number;
  kvPeakFraction: number;
  /** Mean over the run of the KV blocks that running sequences hold. */
  kvMeanFraction: number;
  /** Device memory that sequences held, times how long, over the run. */
  kvHeldByteSeconds: number;
  /** Mean decoding sequences per step. */
  meanBatch: number;
  preemptions: number;
  /** Share of busy time whose step was bound by each resource. */
  bound: Record<"compute" | "memory" | "network" | "host" | "crossings" | "latency", number>;
  itMeanWatts: number;
  paging?: PagingResult | undefined;
  /** Where requests want LoRA adapters: found in a slot, and loaded; over the run. */
  lora?: { hits: number; loads: number } | undefined;
  /** Where models take turns in memory. */
  swaps?: SwapResult | undefined;
  /** null where nobody has published a price. */
  cost: PoolCost | null;
}

export interface PoolCost extends CostParts, CostByUse {
  basis: "rent" | "own";
  usdPerHour: number;
}

export interface Assumption {
  /** File and figure, e.g. `hardware-profiles/lpx.yaml#power.tdp`. */
  path: string;
  value: string;
  confidence: Confidence;
  low: string | null;
  high: string | null;
  source: string;
}

export interface Infeasible {
  limit: "memory" | "chips" | "power" | "link" | "slo";
  short: number;
  unit: string;
  /** In words: what does not fit where. */
  reason: string;
}

/** A tier below the device, over all instances. */
export interface TierResult {
  name: string;
  /** Prompt blocks loaded from it; part of the hits. */
  loadedBlocks: number;
  loadedBytes: number;
  /** Share of the run that its ports were busy. */
  busyFraction: number;
  storedBlocks: number;
  storedBytes: number;
  evictedBlocks: number;
}

/** Tokens of completed requests over the run, in all and per useful one; null without useful tokens. */
export interface TaxedTokens {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** Input and output that something in front answered; no part of the three above. */
  answeredTokens: number;
  /** That reused plans spared; negative where misleading ones cost more. */
  planAvoidedTokens: number;
  /** The sum of the two. */
  avoidedTokens: number;
  /** Input and output of work that was thrown away and done over. */
  retriedTokens: number;
  /** Input and output of requests that brought evicted context back. */
  faultTokens: number;
  /** Plans of earlier tasks that were adapted in place of planning. */
  reusedPlans: number;
  billedPerUseful: number | null;
  computedPerUseful: number | null;
  cachedPerUseful: number | null;
  avoidedPerUseful: number | null;
}

export interface TokenTax extends TaxedTokens {
  /** Output that the user asked for. */
  usefulOutputTokens: number;
  /** Input and output over the length of the run; null for a run of no length. */
  billedTokensPerDay: number | null;
  roles: ({ role: string } & TaxedTokens)[];
}

/** One class of requests, judged by what was promised to it. */
export interface ClassResult {
  name: string;
  requests: DeploymentMetrics["requests"];
  tokens: DeploymentMetrics["tokens"];
  latency: Omit<DeploymentMetrics["latency"], "itlSeconds">;
  requestsPerSecond: number;
  slo: DeploymentMetrics["slo"];
  /** Over the whole run, where the class has one. */
  deadline?: { seconds: number; metRequests: number; missedRequests: number } | undefined;
}

export interface DeploymentMetrics {
  window: { startSeconds: number; endSeconds: number; requests: number };
  requests: { arrived: number; completed: number; rejected: number; failed: number; unfinished: number };
  tokens: { input: number; cachedInput: number; output: number };
  cache: { blocks: number; hitBlocks: number; hitRatio: number; tiers?: TierResult[] | undefined };
  /** Where something stands in front of the engines, or the workload says what is asked. */
  avoidance?: Avoidance | undefined;
  /** Where the workload has sessions. */
  tokenTax?: TokenTax | undefined;
  /** Where agents page their context: by role. */
  contextPaging?: ContextPagingResult[] | undefined;
  /** Where the scenario says which results are useful. */
  useful?: UsefulResult | undefined;
  latency: {
    ttftSeconds: LatencySummary;
    tpotSeconds: LatencySummary;
    itlSeconds: LatencySummary;
    e2eSeconds: LatencySummary;
  };
  /** Undefined where nothing was completed. */
  phases?: Phases | undefined;
  /** Where requests reason. */
  reasoning?: ReasoningResult | undefined;
  /** Where the workload has classes. */
  classes?: ClassResult[] | undefined;
  /** Where pools name their models. */
  models?: ModelResult[] | undefined;
  throughput: {
    requestsPerSecond: number;
    outputTokensPerSecond: number;
    totalTokensPerSecond: number;
    outputTokensPerSecondPerDevice: number;
    outputTokensPerSecondPerMegawatt: number;
    outputTokensPerSecondPerProvisionedMegawatt: number;
  };
  slo: {
    met: boolean;
    attainment: number;
    goodputRequestsPerSecond: number;
    goodputOutputTokensPerSecond: number;
  };
  power: {
    devices: number;
    deviceMeanWatts: number;
    itMeanWatts: number;
    facilityMeanWatts: number;
    itProvisionedWatts: number;
    facilityProvisionedWatts: number;
    /** Analysts' all-in figure, to hold against `facilityProvisionedWatts`; null where there is none. */
    analystAllInWatts: number | null;
    joulesPerOutputToken: number | null;
  };
  cost: {
    /** mixed: some pools are rented, some owned. */
    basis: "rent" | "own" | "mixed";
    /** null where nobody has published a price of some device. */
    usdPerHour: number | null;
    usdPerMillionOutputTokens: number | null;
    usdPerMillionTokens: number | null;
    /** Of `usdPerHour`: devices with no step in progress. */
    idleUsdPerHour: number | null;
    /** Prices by kind of token that pay for the hour together; `usdPerMillionOutputTokens` above charges it all to output. */
    byToken: (TokenPrices & { cachedTokenShare: number }) | null;
  };
  pools: PoolResult[];
  confidence: {
    basis: "measured" | "calibrated" | "first-principles" | "assumed";
    /** What the bands are the error of, such as `moe vllm late-first`. */
    regime: string;
    ttft: Band;
    tpot: Band;
    throughput: Band;
    power: Band;
  };
  assumptions: Assumption[];
  /** Simulation error of headline figures, where replications or a long run allow it. */
  intervals: Record<string, Interval>;
}

export type DeploymentResult =
  | ({ name: string } & DeploymentMetrics)
  | { name: string; infeasible: Infeasible; assumptions: Assumption[] };

/** Limits by statistic, in seconds. */
export type LatencyLimits = Partial<Record<keyof LatencySummary, number | undefined>>;

export interface RunResult {
  schema: "forewatt.run/1";
  scenario: string;
  seed: number;
  replications: number;
  /** The limits the verdicts are about; left out when the scenario states none. */
  slo?: { ttftSeconds?: LatencyLimits | undefined; tpotSeconds?: LatencyLimits | undefined } | undefined;
  deployments: DeploymentResult[];
  /** Paired differences to the first deployment on common random numbers, where replications > 1. */
  differences: { deployment: string; against: string; metric: string; interval: Interval }[];
  /** What users should be told beside the figures, such as trace rows left out. */
  warnings: string[];
  engine: { version: string; events: number; steps: number; wallSeconds?: number };
}

/** One row per request, in order of arrival: what requests.csv holds. NaN where it never happened. */
export interface RequestRecords {
  length: number;
  /** False where a run had more requests than are kept: these are the first million that ended. */
  complete: boolean;
  id: Float64Array;
  arrivedSeconds: Float64Array;
  firstTokenSeconds: Float64Array;
  finishedSeconds: Float64Array;
  inputTokens: Int32Array;
  cachedTokens: Int32Array;
  outputTokens: Int32Array;
  preemptions: Uint16Array;
  /** 0 completed, 1 rejected, 2 failed, 3 unfinished. */
  status: Uint8Array;
  /** Of the classes of the workload; 0 without any. */
  classIndex: Uint8Array;
}

/** What charts and CSV need beside the result; of the first replication. */
export interface DeploymentTrace {
  name: string;
  timeline: Timeline;
  records: RequestRecords;
  /** Where the workload has classes. */
  classNames?: readonly string[] | undefined;
}

export interface RunOutput {
  result: RunResult;
  traces: DeploymentTrace[];
}
