import { expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";

it("billed tokens per day are those of one request over the time it takes", () => {
  const { result } = simulate(
    realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  sessions: { count: 1, agents: { chat: { system: 512 tokens, context: { fixed: 64 tokens }, turns: 1, output: { fixed: 100 tokens }, message: { fixed: 64 tokens } } } }
deployments: { a: { pools: [ { name: serve, hardware: h100-sxm } ] } }
`),
    { seed: 1 },
  );
  const { tokenTax, latency } = metricsOf({ result, traces: [] })[0]!;
  expect(tokenTax!.billedTokensPerDay).toBeCloseTo(((512 + 64 + 100) * 86_400) / latency.e2eSeconds.mean!, 3);
});
