// What is said to bind does: more of it brings more than more of the other side.
import { describe, expect, it } from "vitest";
import { bindingResource } from "../../src/planner/binding.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";

const split = ({ prefill = 1, decode = 1, users = 200, sequences = 256 }) =>
  metricsOf(
    simulate(
      realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: closed-loop, users: ${users} }
  lengths: { input: { fixed: 2000 tokens }, output: { fixed: 200 tokens } }
  requests: 800
  window: { warmup: 0.5, until: last-arrival }
deployments:
  split:
    pools:
      - { name: reads, role: prefill, hardware: h100-sxm, instances: ${prefill} }
      - { name: writes, role: decode, hardware: h100-sxm, instances: ${decode}, scheduler: { maxSequences: ${sequences} } }
`),
      { seed: 1 },
    ),
  )[0]!;

describe("what binds a deployment of prefill and decode", () => {
  const output = (options: Parameters<typeof split>[0]) => split(options).throughput.outputTokensPerSecond;

  it("is prefill where prompts queue, though decode is as busy", () => {
    const metrics = split({});
    expect(bindingResource(metrics)).toBe("compute (reads)");
    const [reads, writes] = metrics.pools;
    expect(writes!.busyFraction).toBeGreaterThan(reads!.busyFraction - 0.1);
    expect(output({ prefill: 2 })).toBeGreaterThan(1.1 * output({ decode: 2 }));
  });

  it("is decode where it has no place for what is prefilled", () => {
    const narrow = { sequences: 4 };
    expect(bindingResource(split(narrow))).toBe("memory bandwidth (writes)");
    expect(output({ ...narrow, decode: 2 })).toBeGreaterThan(1.5 * output({ ...narrow, prefill: 2 }));
  });

  it("is decode where nobody waits, and prefill beside it where its queue begins to grow", () => {
    const few = split({ users: 2 });
    expect(few.pools[0]!.busyFraction).toBeLessThan(0.5);
    expect(bindingResource(few)).toBe("memory bandwidth (writes)");
    const more = split({ users: 48 });
    expect(more.pools[0]!.busyFraction).toBeGreaterThan(0.75);
    expect(bindingResource(more)).toBe("compute (reads) and memory bandwidth (writes)");
  });
});
