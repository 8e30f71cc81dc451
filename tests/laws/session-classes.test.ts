// Laws of classes of sessions: a session and its sub-agents are of one class, a class that takes everything changes nothing, and
// classes add up to all there is.
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import type { Arrival } from "../../src/serving/request.ts";
import { workloadSchema } from "../../src/workload/schema.ts";
import { createArrivalSource } from "../../src/workload/source.ts";
import { metricsOf, realScenario } from "./real-scenario.ts";

const scenario = (classes: string, pool = "", agent = "") => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 6 /s }
  sessions:
    count: 40
    agents:
      hub:
        system: 200 tokens
        context: { uniform: { low: 50 tokens, high: 900 tokens } }
        turns: 4
        output: { uniform: { low: 1 tokens, high: 90 tokens } }
        message: { fixed: 70 tokens }
        wait: { exponential: { mean: 0.3 s } }
        delegation: { to: sub, agents: 2 }
      sub: { context: { fixed: 700 tokens }, output: { fixed: 60 tokens }${agent} }
${classes}
slo: { ttft: { p90: 1 s }, tpot: { p90: 30 ms } }
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm, kv: { prefixCache: true, blocks: 2000 }${pool} } ] }
`;
const run = (text: string) => metricsOf(simulate(realScenario(text), { seed: 2 }))[0]!;

describe("classes of sessions", () => {
  it("a session and its sub-agents are of one class, by share of the sessions", () => {
    const source = createArrivalSource({
      workload: workloadSchema.parse({
        arrivals: { process: "poisson", rate: "1 /s" },
        classes: { a: { share: 0.25 }, b: { share: 0.75 } },
        sessions: {
          count: 2000,
          agents: {
            // A session's context is its own: its tokens name it.
            hub: {
              context: { fixed: 10 },
              output: { fixed: 1 },
              turns: 3,
              message: { fixed: 5 },
              delegation: { to: "sub", agents: 2 },
            },
            sub: { context: { fixed: 10 }, output: { fixed: 1 } },
          },
        },
      }),
      seed: 4,
    });
    // Served one session at a time: all that comes until a session is done is of it.
    const counts = [0, 0];
    let id = 0;
    let classOfSession = -1;
    let left = 0;
    const out = { kindIndex: 0 } as Arrival;
    while (source.nextSeconds() < Number.POSITIVE_INFINITY) {
      source.take(out);
      if (left === 0) {
        left = 5;
        classOfSession = out.classIndex!;
        counts[classOfSession]!++;
      }
      expect(out.classIndex).toBe(classOfSession);
      left--;
      source.finished(out.atSeconds, id++, true);
    }
    expect(counts[0]! + counts[1]!).toBe(2000);
    // Four standard deviations of a binomial.
    expect(Math.abs(counts[0]! / 2000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 2000));
  });

  it("one that takes everything changes nothing", () => {
    const { classes, ...with1 } = run(scenario("  classes: { all: { share: 1 } }"));
    const { classes: none, ...without } = run(scenario(""));
    expect(none).toBeUndefined();
    expect(with1).toEqual(without);
    expect(classes).toHaveLength(1);
  });

  it.each([
    ["by urgency", "{ now: { share: 0.5, priority: 1 }, later: { share: 0.5, deadline: 1 h } }"],
    ["in idle time", "{ now: { share: 0.5 }, later: { share: 0.5, runs: idle } }"],
  ])("%s, all of them end, and they add up", (_, classes) => {
    const all = run(scenario(`  classes: ${classes}`));
    expect(all.requests.completed).toBe(40 * 4 + 40 * 2);
    const sum = (of: "input" | "output" | "cachedInput") =>
      all.classes!.reduce((total, { tokens }) => total + tokens[of], 0);
    expect(sum("input")).toBe(all.tokens.input);
    expect(sum("output")).toBe(all.tokens.output);
    expect(sum("cachedInput")).toBe(all.tokens.cachedInput);
    expect(all.classes!.every(({ requests }) => requests.arrived % 6 === 0)).toBe(true);
  });

  it("agents keep their models beside classes", () => {
    const pool = ", models: { llama-3.1-8b: {}, qwen3-32b: {} }, parallel: { tensor: 2 }";
    const text = scenario(
      "  classes: { a: { share: 0.5, priority: 1 }, b: { share: 0.5 } }",
      pool,
      ", model: qwen3-32b",
    ).replace(", blocks: 2000", "");
    const [hubs, subs] = run(text).models!;
    expect([hubs!.requests.arrived, subs!.requests.arrived]).toEqual([160, 80]);
  });

  it.each([
    [
      "{ a: { share: 1 }, b: { arrivals: { process: all-at-once }, requests: 5, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } } } }",
      "beside sessions are not modelled",
    ],
    [
      "{ a: { share: 1, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } } } }",
      "those of their agents",
    ],
    ["{ a: { share: 1, model: qwen3-32b } }", "model of a session"],
  ])("refused: %s", (classes, message) => {
    try {
      realScenario(scenario(`  classes: ${classes}`));
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.problems.map((each) => each.message).join()).toContain(message);
    }
  });
});
