// A synthetic but self-consistent run: two feasible deployments and one that does not fit.
// Summaries are computed from the records, so charts and tables can be checked against them.
import type { LatencySummary, RunOutput } from "../../src/metrics/result.ts";
import { limits, measure } from "./fixture-metrics.ts";
import { makeTrace } from "./fixture-trace.ts";

const pool = (
  name: string,
  role: "mixed" | "prefill" | "decode",
  instances: number,
  busyFraction: number,
  preemptions: number,
) => ({
  name,
  role,
  hardware: "b200-sxm",
  instances,
  devices: instances * 2,
  busyFraction,
  prefillFraction: 0.2,
  kvMeanFraction: 0.3,
  kvHeldByteSeconds: 1e12,
  kvBlocks: 60_000,
  kvPeakFraction: 0.42,
  meanBatch: 31.5,
  preemptions,
  bound:
    role === "prefill"
      ? { compute: 0.9, memory: 0.05, network: 0.03, host: 0.02, crossings: 0, latency: 0 }
      : { compute: 0.15, memory: 0.75, network: 0.05, host: 0.05, crossings: 0, latency: 0 },
  itMeanWatts: 4200,
  cost: null,
});

export function makeOutput(count = 3000): RunOutput {
  const monolithic = makeTrace(
    {
      name: "monolithic",
      ttftMedianSeconds: 0.19,
      ttftSpread: 0.8,
      tpotMedianSeconds: 0.021,
      tpotSpread: 0.35,
      idleWatts: 3300,
      wattsPerRunning: 42,
      kvPerRunning: 0.005,
    },
    count,
  );
  const disaggregated = makeTrace(
    {
      name: "disaggregated",
      ttftMedianSeconds: 0.24,
      ttftSpread: 0.45,
      tpotMedianSeconds: 0.014,
      tpotSpread: 0.08,
      idleWatts: 3100,
      wattsPerRunning: 45,
      kvPerRunning: 0.009,
    },
    count,
  );
  return {
    result: {
      schema: "forewatt.run/1",
      scenario: "Chat on Blackwell, monolithic against disaggregated",
      seed: 1,
      replications: 1,
      slo: limits,
      deployments: [
        { name: "monolithic", ...measure(monolithic, [pool("serve", "mixed", 4, 0.81, 12)]) },
        {
          name: "disaggregated",
          ...measure(disaggregated, [
            pool("prefill", "prefill", 2, 0.55, 0),
            pool("decode", "decode", 2, 0.92, 3),
          ]),
        },
        {
          name: "single-gpu",
          infeasible: {
            limit: "memory",
            short: 12_400_000_000,
            unit: "bytes",
            reason: "weights of 70.6 GB and one full context do not fit one b200-sxm",
          },
          assumptions: [],
        },
      ],
      differences: [],
      warnings: [],
      engine: { version: "0.1.0", events: 91_234, steps: 45_321, wallSeconds: 0.31 },
    },
    traces: [monolithic, disaggregated],
  };
}

/** The shortest honest run: one request with one token, so no TPOT at all, and one rejected. */
export function makeEmptyOutput(): RunOutput {
  const output = makeOutput(40);
  const nothing: LatencySummary = { mean: null, p50: null, p90: null, p95: null, p99: null };
  for (const deployment of output.result.deployments) {
    if ("infeasible" in deployment) continue;
    deployment.latency = {
      ttftSeconds: nothing,
      tpotSeconds: nothing,
      itlSeconds: nothing,
      e2eSeconds: nothing,
    };
  }
  for (const { records } of output.traces) {
    records.firstTokenSeconds.fill(Number.NaN);
    records.finishedSeconds.fill(Number.NaN);
    records.outputTokens.fill(0);
    records.status.fill(1);
  }
  return output;
}

export function makeInfeasibleOutput(): RunOutput {
  const { result } = makeOutput(40);
  return {
    result: { ...result, deployments: result.deployments.filter((deployment) => "infeasible" in deployment) },
    traces: [],
  };
}
