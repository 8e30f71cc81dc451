// What a configuration is worth: its figures at the largest load it carries within the SLO.
import type { DeploymentMetrics, Infeasible } from "../../metrics/result.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { bracketCapacity } from "../capacity.ts";
import type { Configuration } from "./space.ts";

/** Coarser than `capacity`: configurations closer than this are a tie. */
const TOLERANCE = 0.02;

/** Where to look first, as a share of what no schedule beats. */
const USUAL_SHARE = 0.6;

export interface Worth {
  devices: number;
  /** At the largest load that passes. */
  maxRequestsPerSecond: number;
  outputTokensPerSecondPerMegawatt: number;
  usdPerMillionOutputTokens: number | null;
  outputTokensPerSecond: number;
  facilityMeanWatts: number;
  usdPerHour: number | null;
  ttftP90Seconds: number | null;
  tpotP90Seconds: number | null;
  bindingLimit: string;
  /** How many of these carry the scenario's load. */
  copyCount: number;
  /** How sure the model is there. */
  confidence: DeploymentMetrics["confidence"];
}

export type Evaluation = { worth: Worth } | { infeasible: Infeasible };

/** `most`: the bound in requests per second. */
export function evaluate(
  scenario: ResolvedScenario,
  { name, deployment }: Configuration,
  seed: number,
  most: number,
): Evaluation {
  const { file } = scenario;
  const { arrivals } = file.workload;
  const startScale = "rate" in arrivals ? (USUAL_SHARE * most) / arrivals.rate : 1;
  const search = bracketCapacity(
    { ...scenario, file: { ...file, deployments: { [name]: deployment } } },
    name,
    { seed, startScale, toleranceFraction: TOLERANCE },
  );
  let step = search.next();
  while (!step.done) step = search.next();
  const bracket = step.value;
  if ("infeasible" in bracket) return bracket;
  const { low, high } = bracket;
  if (!low) {
    const reason = `no load meets the SLO: ${high?.verdict.limit ?? "nothing ran"}`;
    return {
      infeasible: { limit: "slo", short: high?.verdict.tightestRatio ?? 0, unit: "times the limit", reason },
    };
  }
  const { metrics, offeredPerSecond } = low.verdict;
  return {
    worth: {
      devices: metrics.power.devices,
      maxRequestsPerSecond: "rate" in arrivals ? arrivals.rate * low.scale : offeredPerSecond,
      outputTokensPerSecondPerMegawatt: metrics.throughput.outputTokensPerSecondPerMegawatt,
      usdPerMillionOutputTokens: metrics.cost.usdPerMillionOutputTokens,
      outputTokensPerSecond: metrics.throughput.outputTokensPerSecond,
      facilityMeanWatts: metrics.power.facilityMeanWatts,
      usdPerHour: metrics.cost.usdPerHour,
      ttftP90Seconds: metrics.latency.ttftSeconds.p90,
      tpotP90Seconds: metrics.latency.tpotSeconds.p90,
      bindingLimit: high?.verdict.limit ?? "none found",
      copyCount: Math.ceil(1 / low.scale - 1e-9),
      confidence: metrics.confidence,
    },
  };
}
