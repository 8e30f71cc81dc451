// Where the time to the first and second token goes is told by the run, and adds up.
import { describe, expect, it } from "vitest";
import type { DeploymentMetrics } from "../../src/metrics/result.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { realScenario } from "../laws/real-scenario.ts";

const scenario = ({
  output = "fixed: 2 tokens",
  rate = 4,
  decode = "",
  transfer = "",
  requests = 300,
  deployment = "",
  input = "lognormal: { mean: 800 tokens, cv: 0.6 }",
}) =>
  realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: ${rate} /s }
  lengths: { input: { ${input} }, output: { ${output} } }
  requests: ${requests}
deployments:
  ${
    deployment ||
    `split:
    pools:
      - { name: prefill, role: prefill, hardware: h100-sxm, kv: { blocks: 800 } }
      - { name: decode, role: decode, hardware: h100-sxm ${decode} }
    ${transfer}`
  }
`);

function metricsOf(options: Parameters<typeof scenario>[0], seed = 1): DeploymentMetrics {
  const [metrics] = simulate(scenario(options), { seed }).result.deployments;
  if (metrics === undefined || "infeasible" in metrics) throw new Error("infeasible");
  return metrics;
}

const near = (value: number, expected: number) => expect(value / expected).toBeCloseTo(1, 9);

describe("phases of a request", () => {
  const mixed = "mixed: { pools: [ { name: serve, hardware: h100-sxm } ] }";
  it.each([
    ["one pool", { deployment: mixed, output: "lognormal: { mean: 40 tokens, cv: 1 }", rate: 30 }],
    ["two pools", { output: "lognormal: { mean: 40 tokens, cv: 1 }", rate: 20 }],
    [
      "a decode side that is full",
      { rate: 20, decode: ", scheduler: { maxSequences: 2 }", output: "fixed: 60 tokens" },
    ],
  ])("sum to the mean time to first token: %s", (_, options) => {
    const { phases, latency } = metricsOf(options);
    near(phases!.queueSeconds + phases!.prefillSeconds + phases!.frontSeconds, latency.ttftSeconds.mean!);
    expect(phases!.queueSeconds).toBeGreaterThan(0);
  });

  it("sum to the whole of a request of two tokens, handed over", () => {
    for (const decode of ["", ", scheduler: { maxSequences: 1 }"]) {
      const { phases, latency } = metricsOf({ decode, rate: 30 });
      const { queueSeconds, prefillSeconds, ...over } = phases!.handOver!;
      near(
        queueSeconds +
          prefillSeconds +
          over.blockedSeconds +
          over.transferSeconds +
          over.joinSeconds +
          over.stepSeconds,
        latency.e2eSeconds.mean!,
      );
      // One gap each: per token it is the gap.
      expect(over.blockedSecondsPerToken).toBe(over.blockedSeconds);
      expect(over.transferSecondsPerToken).toBe(over.transferSeconds);
    }
  });

  it("know no hand-over where one pool does both", () => {
    expect(metricsOf({ deployment: mixed }).phases!.handOver).toBeUndefined();
  });

  it("charge a full decode side for what it blocks, up to the prefill instance that stands still", () => {
    const output = "fixed: 60 tokens";
    const roomy = metricsOf({ output }).phases!.handOver!;
    const full = metricsOf({ output, decode: ", scheduler: { maxSequences: 1 }" }).phases!.handOver!;
    expect(roomy.blockedSeconds).toBe(0);
    expect(roomy.stillSeconds).toBe(0);
    expect(full.blockedSeconds).toBeGreaterThan(1);
    expect(full.stillSeconds).toBeGreaterThan(0.5 * full.queueSeconds);
    expect(full.stillSeconds).toBeLessThan(full.queueSeconds);
  });

  it("charge the link by the bytes that cross it, and less where it sends while the prompt is computed", () => {
    // Far apart, so that nobody waits for the link or the decode side.
    const transfer = (tokens: number, pipelined: boolean) =>
      metricsOf({
        input: `fixed: ${tokens} tokens`,
        rate: 0.1,
        requests: 40,
        transfer: `transfer: { link: scale-out, pipelined: ${pipelined} }`,
      }).phases!.handOver!.transferSeconds;
    const [short, middle, long] = [800, 1600, 2400].map((tokens) => transfer(tokens, false)) as [
      number,
      number,
      number,
    ];
    expect(middle).toBeGreaterThan(short);
    expect((long - middle) / (middle - short)).toBeCloseTo(1, 6);
    expect(transfer(2400, true)).toBeLessThan(long);
  });
});
