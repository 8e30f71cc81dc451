// One point of a curve: a layout under a number of users, simulated as a warm closed loop. Users start at once, so the first
// half of the requests is warm-up; what counts ends with the last arrival, before the loop drains.
import type { DeploymentMetrics, LatencyLimits } from "../../metrics/result.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment } from "../../scenario/schema.ts";
import { simulate } from "../../scenario/simulate.ts";
import { bindingResource } from "../binding.ts";

export interface CurvePoint {
  /** 1 / median TPOT. */
  tokensPerSecondPerUser: number;
  outputTokensPerSecondPerMegawatt: number;
  usdPerMillionOutputTokens: number | null;
  /** Of output per megawatt: 80 % of measurements lie between. */
  low: number;
  high: number;
  /** Of its deployment's points: none gives more tokens per megawatt at this interactivity. */
  onParetoFront: boolean;
  /** The same for cost. */
  onCostFront: boolean;
  users: number;
  layout: string;
  outputTokensPerSecond: number;
  outputTokensPerSecondPerDevice: number;
  outputTokensPerSecondPerProvisionedMegawatt: number;
  /** Over analysts' all-in power, which is provisioned and holds cooling; null where there is none. */
  outputTokensPerSecondPerAllInMegawatt: number | null;
  ttftP50Seconds: number | null;
  /** Every limit the scenario states for the time to first token; a front leaves out points that miss one, if it can. */
  ttftMet: boolean;
  /** What most of the time of the pool that binds goes to. */
  boundBy: string;
}

/** Requests per user: half of them are warm-up. */
const REQUESTS_PER_USER = 4;
/** However few the users: lengths vary, and a mean of twenty requests says little. */
const LEAST_REQUESTS = 200;

export function simulatePoint(
  scenario: ResolvedScenario,
  deployment: Deployment,
  layout: string,
  users: number,
  seed: number,
): CurvePoint | undefined {
  const { file } = scenario;
  const loop: ResolvedScenario = {
    ...scenario,
    file: {
      ...file,
      workload: {
        ...file.workload,
        arrivals: { process: "closed-loop", users, think: 0 },
        requests: Math.max(LEAST_REQUESTS, REQUESTS_PER_USER * users),
        window: { warmup: 0.5, until: "last-arrival" },
      },
      deployments: { point: deployment },
    },
  };
  const [result] = simulate(loop, { seed }).result.deployments;
  if (result === undefined || "infeasible" in result) return undefined;
  return pointOf(result, file.slo.ttft, layout, users);
}

/** Undefined where no request has a second token, or none was answered. */
export function pointOf(
  metrics: DeploymentMetrics,
  limits: LatencyLimits | undefined,
  layout: string,
  users: number,
): CurvePoint | undefined {
  const { throughput, latency, power, cost, confidence } = metrics;
  if (latency.tpotSeconds.p50 === null || latency.tpotSeconds.p50 === 0) return undefined;
  const perMegawatt = throughput.outputTokensPerSecondPerMegawatt;
  const band = ratioBand(confidence.throughput, confidence.power);
  return {
    tokensPerSecondPerUser: 1 / latency.tpotSeconds.p50,
    outputTokensPerSecondPerMegawatt: perMegawatt,
    usdPerMillionOutputTokens: cost.usdPerMillionOutputTokens,
    low: perMegawatt * band.low,
    high: perMegawatt * band.high,
    onParetoFront: false,
    onCostFront: false,
    users,
    layout,
    outputTokensPerSecond: throughput.outputTokensPerSecond,
    outputTokensPerSecondPerDevice: throughput.outputTokensPerSecondPerDevice,
    outputTokensPerSecondPerProvisionedMegawatt: throughput.outputTokensPerSecondPerProvisionedMegawatt,
    outputTokensPerSecondPerAllInMegawatt:
      power.analystAllInWatts === null
        ? null
        : throughput.outputTokensPerSecond / (power.analystAllInWatts / 1e6),
    ttftP50Seconds: latency.ttftSeconds.p50,
    ttftMet: Object.entries(limits ?? {}).every(([statistic, limitSeconds]) => {
      const value = latency.ttftSeconds[statistic as keyof LatencyLimits];
      return limitSeconds === undefined || (value !== null && value <= limitSeconds);
    }),
    boundBy: bindingResource(metrics),
  };
}

type Band = DeploymentMetrics["confidence"]["power"];

/** Measured / predicted of a ratio whose two errors are independent: their logarithms add in squares. */
export function ratioBand(over: Band, under: Band): { low: number; high: number } {
  return {
    low: Math.exp(-Math.hypot(Math.log(over.p10), Math.log(under.p90))),
    high: Math.exp(Math.hypot(Math.log(over.p90), Math.log(under.p10))),
  };
}
