// Prefill and decode apart, at saturation: nothing but the slower side binds. And the hand-over between unequal ranks.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { TransferLink } from "../../src/serving/transfer.ts";
import { realScenario } from "./real-scenario.ts";

/** Requests per second of a saturated deployment, the ends of the run left out. */
function rate(prefills: number, decodes: number, outputTokens: number, inputTokens = 1500): number {
  const text = `
schema: forewatt.scenario/1
model: llama-3.1-8b
engine: vllm
workload:
  arrivals: { process: closed-loop, users: 400 }
  lengths: { input: { fixed: ${inputTokens} tokens }, output: { uniform: { low: ${outputTokens / 2} tokens, high: ${outputTokens * 1.5} tokens } } }
  requests: 4000
  window: { warmup: 25 %, until: last-arrival }
deployments:
  apart:
    pools:
      - { name: prefill, role: prefill, hardware: h100-sxm, instances: ${prefills} }
      - { name: decode, role: decode, hardware: h100-sxm, instances: ${decodes}, parallel: { tensor: 2 }, scheduler: { maxSequences: 128 } }
    transfer: { link: infinite }
`;
  const deployment = simulate(realScenario(text), { seed: 1 }).result.deployments[0]!;
  if ("infeasible" in deployment) throw new Error("cannot be built");
  return deployment.throughput.requestsPerSecond;
}

describe("saturated, with an infinite link", () => {
  it.each([
    ["prefill binds", 60],
    ["decode binds", 600],
    ["they nearly match", 330],
  ])("%s: within 2 %% of the slower side alone", (_, outputTokens) => {
    const prefill = rate(1, 8, outputTokens);
    const decode = rate(8, 1, outputTokens);
    const own = rate(1, 1, outputTokens);
    expect(Math.abs(own / Math.min(prefill, decode) - 1)).toBeLessThan(0.02);
  });

  it("whatever the lengths and the pools: within 2 % of the slower side alone", () => {
    const anyPools = fc.record({
      prefills: fc.integer({ min: 1, max: 2 }),
      decodes: fc.integer({ min: 1, max: 2 }),
      inputTokens: fc.integer({ min: 300, max: 3000 }),
      outputTokens: fc.integer({ min: 20, max: 400 }).map((half) => 2 * half),
    });
    fc.assert(
      fc.property(anyPools, ({ prefills, decodes, inputTokens, outputTokens }) => {
        const prefill = rate(prefills, 8, outputTokens, inputTokens);
        const decode = rate(8, decodes, outputTokens, inputTokens);
        const own = rate(prefills, decodes, outputTokens, inputTokens);
        expect(Math.abs(own / Math.min(prefill, decode) - 1)).toBeLessThan(0.02);
      }),
      { numRuns: 15 },
    );
  });
});

describe("between unequal ranks", () => {
  const config = {
    sendBytesPerSecond: 8,
    receiveBytesPerSecond: 2,
    setupSeconds: 0,
    bytesPerToken: 1,
    bytesPerSequence: 0,
    layers: 1,
    pipelined: false,
  };
  it("the narrower side sets the pace", () => {
    expect(new TransferLink(config, 1, 1).transfer(0, 0, 16, 0, 0, 0)).toBe(8);
    const back = { ...config, sendBytesPerSecond: 2, receiveBytesPerSecond: 8 };
    expect(new TransferLink(back, 1, 1).transfer(0, 0, 16, 0, 0, 0)).toBe(8);
  });
  it("data ranks receive side by side, transfers over one port one after the other", () => {
    const one = new TransferLink(config, 2, 1);
    const two = new TransferLink({ ...config, receiveRanks: 2 }, 2, 1);
    for (const sender of [0, 1]) {
      expect(one.transfer(sender, 0, 16, 0, 0, 0)).toBe(8 * (sender + 1));
      expect(two.transfer(sender, 0, 16, 0, 0, 0)).toBe(8);
    }
  });
});
