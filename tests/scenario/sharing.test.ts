// Several models on one fleet, from the file to the result: alone a model is served as ever, memory is never given twice, what
// does not fit says by how much, cost and tokens add up, and mistakes are named.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildDeployment } from "../../src/scenario/build-deployment.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, problemsOf, realScenario } from "../laws/real-scenario.ts";

const scenario = (
  pools: string,
  classes = "{ big: { share: 0.3 }, small: { share: 0.7, model: llama-3.1-8b } }",
  rest = "",
) => `
schema: forewatt.scenario/1
model: qwen3-32b
precision: { weights: fp8, kv: fp8 }
workload:
  arrivals: { process: poisson, rate: 4 /s }
  requests: 200
  lengths: { input: { lognormal: { median: 700 tokens, p90: 2000 tokens } }, output: { fixed: 80 tokens } }
  classes: ${classes}
slo: { ttft: { p90: 1 s }, tpot: { p90: 30 ms } }
deployments:
  fleet:
${rest}
    pools:
      - { name: serve, hardware: h100-sxm, instances: 2, ${pools} }
`;
const both = "models: { qwen3-32b: {}, llama-3.1-8b: {} }";
const run = (text: string) => metricsOf(simulate(realScenario(text), { seed: 1 }))[0]!;
const built = (text: string) => {
  const resolved = realScenario(text);
  const options = { seed: 1, fastForward: true, hashTokens: 0 };
  return buildDeployment(resolved, resolved.file.deployments.fleet!, options);
};

const drafts = "speculative: { draftTokens: 2, acceptance: 0.7 }";
const paging =
  "kv: { paging: { resident: 25 %, selectedTokens: 256, misses: 10 %, link: 20 GB/s, faultLatency: 5 us, overlap: 0.5, capacity: 40 GB } }";

describe("several models on one fleet", () => {
  it.each(["{ all: { share: 1 } }", "{ one: { share: 0.5, priority: 1 }, other: { share: 0.5 } }"])(
    "listed alone a model is served as if it were not (classes %s)",
    (classes) => {
      const { models, ...listed } = run(scenario("models: { qwen3-32b: {} }", classes));
      const { models: none, ...plain } = run(scenario("kv: {}", classes));
      expect(none).toBeUndefined();
      expect(listed).toEqual(plain);
      expect(models).toHaveLength(1);
      expect(models![0]).toMatchObject({
        deviceTimeShare: 1,
        loadCount: 0,
        kvBlocks: plain.pools[0]!.kvBlocks,
      });
      expect(models![0]!.latency.ttftSeconds).toEqual(plain.latency.ttftSeconds);
      expect(models![0]!.usdPerMillionOutputTokens).toBeCloseTo(plain.cost.usdPerMillionOutputTokens!, 9);
    },
  );

  it.each([
    ["drafting", `models: { qwen3-32b: { ${drafts} } }`, drafts],
    ["paged", `models: { qwen3-32b: {} }, ${paging}`, paging],
    ["both", `models: { qwen3-32b: { ${drafts} } }, ${paging}`, `${drafts}, ${paging}`],
  ])("listed alone and %s it is served as if it were not listed", (_, listed, plain) => {
    const { models, ...one } = run(scenario(listed, "{ all: { share: 1 } }"));
    expect(models).toHaveLength(1);
    expect(one).toEqual(run(scenario(plain, "{ all: { share: 1 } }")));
  });

  it.each([
    `models: { qwen3-32b: { ${drafts} }, llama-3.1-8b: {} }, ${paging}`,
    `models: { qwen3-32b: { ${drafts} }, llama-3.1-8b: { ${drafts} } }, ${paging}, swap: { resident: 1 }`,
    `models: { qwen3-32b: {}, llama-3.1-8b: { ${drafts} } }, swap: { resident: 1 }, kv: { prefixCache: true }`,
  ])("all are served where models draft and are paged: %s", (pools) => {
    const { requests, tokens, models } = run(scenario(pools));
    expect(requests).toMatchObject({ arrived: 200, completed: 200 });
    expect(tokens.output).toBe(200 * 80);
    expect(models!.every(({ latency }) => latency.tpotSeconds.p50! > 0)).toBe(true);
  });

  it.each([both, `${both}, swap: { resident: 1 }`])(
    "tokens, device-time, energy and cost add up: %s",
    (pools) => {
      const {
        models,
        throughput,
        cost,
        pools: [pool],
        requests,
        power,
        window,
      } = run(scenario(pools));
      const sum = (of: (each: (typeof models & object)[number]) => number) =>
        models!.reduce((total, each) => total + of(each), 0);
      expect(sum((each) => each.outputTokensPerSecond)).toBeCloseTo(throughput.outputTokensPerSecond, 6);
      expect(sum((each) => each.deviceTimeShare)).toBeCloseTo(1, 12);
      expect(sum((each) => each.busyFraction)).toBeCloseTo(pool!.busyFraction, 9);
      expect(sum((each) => each.requests.completed)).toBe(requests.completed);
      const usd = sum((each) => (each.usdPerMillionOutputTokens! * each.outputTokensPerSecond * 3600) / 1e6);
      expect(usd).toBeCloseTo(cost.usdPerHour!, 6);
      expect(power.devices).toBe(2);
      expect(power.deviceMeanWatts * (window.endSeconds - window.startSeconds)).toBeGreaterThan(0);
    },
  );

  it("whoever is resident together fits: weights, workspaces and KV caches, whatever the shares", () => {
    const names = ["qwen3-32b", "llama-3.1-8b", "qwen3-8b", "qwen3-30b-a3b"];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
        (resident, shares) => {
          const models = names.map((name, i) => `${name}: { kvShare: ${shares[i]} }`).join(", ");
          const swap = resident < 4 ? `, swap: { resident: ${resident} }` : "";
          const classes = `{ ${names.map((name, i) => `c${i}: { share: 0.25, model: ${name} }`).join(", ")} }`;
          const deployment = built(
            scenario(`parallel: { tensor: 2 }, models: { ${models} }${swap}`, classes),
          );
          if (!deployment.feasible) throw new Error(deployment.infeasible.reason);
          const [pool] = deployment.pools;
          const bytes = pool!.models!.map(({ built: { memory, config } }) => {
            const { blocks, blockTokens } = config.instance;
            return memory.weightBytesPerDevice + blocks * blockTokens * memory.kvBytesPerToken;
          });
          // The largest so many of them.
          const together = bytes.toSorted((a, b) => b - a).slice(0, resident);
          expect(together.reduce((sum, each) => sum + each, 0)).toBeLessThan(
            0.92 * pool!.hardware.memory.capacity.value,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("all at once the KV memory that is left is given away whole, by share", () => {
    const deployment = built(scenario("models: { qwen3-32b: { kvShare: 3 }, llama-3.1-8b: {} }"));
    if (!deployment.feasible) throw new Error(deployment.infeasible.reason);
    const [large, small] = deployment.pools[0]!.models!.map(({ built: { memory, config } }) => ({
      left: memory.kvBytesPerDevice,
      kv: config.instance.blocks * config.instance.blockTokens * memory.kvBytesPerToken,
    }));
    expect(large!.left).toBeCloseTo(small!.left, 0);
    expect(large!.kv / large!.left).toBeCloseTo(0.75, 3);
    expect(small!.kv / small!.left).toBeCloseTo(0.25, 3);
  });

  it("weights that do not fit together say by how many bytes; in turn they fit", () => {
    const classes =
      "{ big: { share: 0.5 }, other: { share: 0.5, model: qwen3-30b-a3b }, third: { arrivals: { process: all-at-once }, requests: 5, model: qwen3-coder-30b-a3b } }";
    const models = "models: { qwen3-32b: {}, qwen3-30b-a3b: {}, qwen3-coder-30b-a3b: {} }";
    const together = built(scenario(models, classes));
    if (together.feasible) throw new Error("it does not fit");
    expect(together.infeasible.reason).toMatch(
      /Qwen3 32B, .* do not fit together an instance of 1 x NVIDIA H100/i,
    );
    // Short by what they hold beyond the memory, to the byte.
    const inTurn = built(scenario(`${models}, swap: { resident: 1 }`, classes));
    if (!inTurn.feasible) throw new Error(inTurn.infeasible.reason);
    const alone = (name: string) => {
      const one = built(scenario(`models: { ${name}: {} }`, `{ all: { share: 1, model: ${name} } }`));
      if (!one.feasible) throw new Error(one.infeasible.reason);
      return one.pools[0]!.memory;
    };
    const all = ["qwen3-32b", "qwen3-30b-a3b", "qwen3-coder-30b-a3b"].map(alone);
    const used = all.reduce((sum, each) => sum + each.weightBytesPerDevice + each.reserveBytesPerDevice, 0);
    const room = all[0]!.weightBytesPerDevice + all[0]!.reserveBytesPerDevice + all[0]!.kvBytesPerDevice;
    expect(together.infeasible.short).toBeCloseTo(used - room, -1);
  });

  it("what a swap costs goes with the link; together nothing is loaded", () => {
    const at = (swap: string) => run(scenario(`${both}, swap: { resident: 1${swap} }`));
    const quick = at(", bandwidth: 1000 GB/s");
    const slow = at(", bandwidth: 5 GB/s, latency: 1 s");
    expect(run(scenario(both)).pools[0]!.swaps).toBeUndefined();
    expect(quick.pools[0]!.swaps!.loadCount).toBeGreaterThan(0);
    expect(quick.pools[0]!.swaps!.stalledFraction).toBeLessThan(slow.pools[0]!.swaps!.stalledFraction);
    const large = slow.models!.find(({ name }) => name === "qwen3-32b")!;
    // 32.8e9 parameters in fp8 over 5 GB/s, and the latency.
    expect(large.secondsPerLoad).toBeGreaterThan(1 + 32e9 / 5e9);
    expect(large.secondsPerLoad).toBeLessThan(1 + 36e9 / 5e9);
  });

  it("agents of a role ask the model of their role; named alike, all is as if it were not", () => {
    const sessions = (model: string, pools: string) => `
schema: forewatt.scenario/1
model: qwen3-32b
workload:
  arrivals: { process: poisson, rate: 0.5 /s }
  sessions:
    count: 20
    agents:
      hub: { context: { fixed: 2000 tokens }, turns: 4, output: { fixed: 50 tokens }, message: { fixed: 90 tokens }, delegation: { to: helper, agents: 2, rounds: 1 } }
      helper: { ${model}context: { fixed: 500 tokens }, turns: 3, output: { fixed: 50 tokens }, message: { fixed: 90 tokens } }
deployments:
  fleet: { pools: [ { name: serve, hardware: h200-sxm, kv: { prefixCache: true }, ${pools} } ] }
`;
    const { models, tokenTax } = run(sessions("model: llama-3.1-8b, ", both));
    const requestsOf = (role: string) => tokenTax!.roles.find((each) => each.role === role)!.requests;
    expect(models!.map(({ name, wantedBy, requests }) => [name, wantedBy, requests.completed])).toEqual([
      ["qwen3-32b", ["hub"], requestsOf("hub")],
      ["llama-3.1-8b", ["helper"], requestsOf("helper")],
    ]);
    expect(requestsOf("hub")).toBe(80);
    expect(requestsOf("helper")).toBe(120);
    const { models: one, ...named } = run(sessions("model: qwen3-32b, ", "models: { qwen3-32b: {} }"));
    expect(one).toHaveLength(1);
    const { models: none, ...plain } = run(sessions("", "maxContext: unlimited"));
    expect(none).toBeUndefined();
    expect(named).toEqual(plain);
    expect(problemsOf(sessions("model: qwen3-8b, ", both)).join("\n")).toContain(
      "no pool serves qwen3-8b, which agent helper wants",
    );
  });

  it("draining preempts nobody", () => {
    expect(run(scenario(`${both}, swap: { resident: 1 }`)).pools[0]!.preemptions).toBe(0);
    expect(
      run(scenario(`${both}, swap: { resident: 1, policy: preempt }`)).pools[0]!.preemptions,
    ).toBeGreaterThan(0);
  });

  it.each([
    [
      "{ a: { share: 1, model: lama-3.1-8b } }",
      both,
      "workload.classes.a.model",
      'Did you mean "llama-3.1-8b"',
    ],
    [
      "{ a: { share: 1, model: qwen3-8b } }",
      both,
      "deployments.fleet.pools",
      "no pool serves qwen3-8b, which class a wants; qwen3-32b, llama-3.1-8b are served",
    ],
    [
      "{ a: { share: 1, model: llama-3.1-8b } }",
      "kv: {}",
      "deployments.fleet.pools",
      "no pool serves llama-3.1-8b, which class a wants; qwen3-32b is served",
    ],
    ["{ a: { share: 1 } }", both, "models.llama-3.1-8b", "nobody wants llama-3.1-8b"],
    [
      "{ a: { share: 1 } }",
      "models: { qwen3-32b: {}, Qwen/Qwen3-32B: {} }",
      "models",
      "qwen3-32b is on pool serve already",
    ],
    ["{ a: { share: 1 } }", "swap: { resident: 1 }", "swap", "the pool serves one model"],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b, runs: idle } }",
      both,
      "workload.classes.b.runs",
      "idle devices",
    ],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b } }",
      `${both}, swap: { resident: 2 }`,
      "swap.resident",
      "all 2 models are resident together",
    ],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b } }",
      `${both}, kv: { blocks: 100 }, maxOutstanding: 4`,
      "maxOutstanding",
      "not modelled beside models",
    ],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b } }",
      `${both}, ${drafts}`,
      "speculative",
      "state it of each of the models",
    ],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b } }",
      `models: { qwen3-32b: { ${drafts} }, llama-3.1-8b: {} }, swap: { resident: 1, policy: preempt }`,
      "models.qwen3-32b.speculative",
      "set swap.policy to drain",
    ],
    [
      "{ a: { share: 0.5 }, b: { share: 0.5, model: llama-3.1-8b } }",
      `${both}, lora: { rank: 8, slots: 2, bandwidth: 9 GB/s }`,
      "lora",
      "not modelled beside models",
    ],
  ])("classes %s on %s are refused at %s", (classes, pools, path, message) => {
    const found = problemsOf(scenario(pools, classes)).join("\n");
    expect(found).toContain(path);
    expect(found).toContain(message);
  });
});
