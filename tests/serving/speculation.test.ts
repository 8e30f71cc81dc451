// Speculative decoding: how many steps a request takes, what a step costs, and that gaps, tokens and time still add up.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { createSpeculativeModel } from "../../src/cost/speculative.ts";
import type { StepCost, StepModel } from "../../src/cost/step-model.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { Speculation, tokensPerStep } from "../../src/serving/speculation.ts";
import { batchShape } from "../cost/batches.ts";
import { engine, hardwareSample, model } from "../cost/samples.ts";
import { realScenario } from "../laws/real-scenario.ts";

describe("tokens per step", () => {
  it("are (1 - a^(gamma+1)) / (1 - a) for one acceptance", () => {
    for (const a of [0.3, 0.7, 0.9])
      for (const drafts of [1, 3, 5])
        expect(tokensPerStep(Array<number>(drafts).fill(a))).toBeCloseTo(
          (1 - a ** (drafts + 1)) / (1 - a),
          12,
        );
  });
  it("of MTP-1 are 1 + a", () => expect(tokensPerStep([0.85])).toBeCloseTo(1.85, 12));
});

describe("steps of a request", () => {
  const steps = (acceptance: number[], tokens: number) =>
    new Speculation(acceptance, randomStream(1, "test")).stepsFor(tokens);
  it("are its tokens when nothing is accepted", () => expect(steps([0, 0], 37)).toBe(37));
  it("are as few as can be when everything is", () => {
    expect(steps([1, 1], 37)).toBe(13);
    expect(steps([1], 1)).toBe(1);
  });
  it("are tokens over tokens per step in the mean", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (acceptance) => {
          const tokens = 20_000;
          expect(steps(acceptance, tokens) / (tokens / tokensPerStep(acceptance))).toBeCloseTo(1, 1);
        },
      ),
    );
  });
});

describe("a step that verifies", () => {
  const parts = (id: string, rows: number, part?: "head") =>
    createStepModel({
      hardware: hardwareSample("b200-sample"),
      model: model(id),
      engine: engine("trtllm"),
      precision: { kv: "fp8" },
      parallel: { tensor: 8, pipeline: 1, data: 1 },
      rowsPerSequence: rows,
      part,
    });
  const seconds = (stepModel: StepModel, sequences: number, context = 2000) => {
    const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
    stepModel.step(batchShape(Array<number>(sequences).fill(context), [], stepModel.windowTokens), cost);
    return cost.seconds;
  };
  it.each(["llama-3.1-70b", "deepseek-r1", "gpt-oss-120b"])(
    "%s: longer than a plain one, shorter than all its rows as sequences",
    (id) => {
      for (const sequences of [1, 8, 32]) {
        const verify = seconds(parts(id, 4), sequences);
        expect(verify).toBeGreaterThanOrEqual(seconds(parts(id, 1), sequences));
        expect(verify).toBeLessThanOrEqual(seconds(parts(id, 1), 4 * sequences) * (1 + 1e-9));
      }
    },
  );
  it("touches the experts of all rows: dearer for a mixture than for a dense model", () => {
    const growth = (id: string) => seconds(parts(id, 4), 2) / seconds(parts(id, 1), 2);
    expect(growth("deepseek-r1")).toBeGreaterThan(1.2 * growth("llama-3.1-70b"));
  });
  it("is affine where the plain step is, and costs the verification and its drafts", () => {
    const [verify, plain, head] = [
      parts("deepseek-r1", 3),
      parts("deepseek-r1", 1),
      parts("deepseek-r1", 1, "head"),
    ];
    const own = createSpeculativeModel({ verify, plain, head, layers: 61, draftCount: 2 });
    expect(own.decodeIsAffine).toBe(true);
    const expected = seconds(verify, 16) + (2 / 61) * seconds(plain, 16) + 2 * seconds(head, 16);
    expect(seconds(own, 16) / expected).toBeCloseTo(1, 9);
  });
});

const text = (pools: string, users = 8) => `
schema: forewatt.scenario/1
model: gpt-oss-120b
precision: { kv: fp8 }
engine: trtllm
workload:
  arrivals: { process: closed-loop, users: ${users} }
  lengths: { input: { uniform: { low: 20 tokens, high: 900 tokens } }, output: { uniform: { low: 1 tokens, high: 300 tokens } } }
  requests: 120
deployments:
  one: { pools: ${pools} }
`;
function metrics(pools: string, options = {}) {
  const { result, traces } = simulate(realScenario(text(pools)), { seed: 3, ...options });
  const deployment = result.deployments[0]!;
  if ("infeasible" in deployment) throw new Error(deployment.infeasible.reason);
  return { ...deployment, records: traces[0]!.records };
}
const b200 = (more: string) => `[ { name: serve, hardware: b200-sxm, parallel: { tensor: 2 }${more} } ]`;
const drafting = (tokens: number, acceptance: string) =>
  `, speculative: { draftTokens: ${tokens}, acceptance: ${acceptance} }`;

describe("a pool that speculates", () => {
  const own = metrics(b200(drafting(2, "[0.8, 0.6]")));
  it("yields every token once, and gaps that add up to the time they fill", () => {
    const { records, latency } = own;
    let tokens = 0;
    let filled = 0;
    let gaps = 0;
    for (let i = 0; i < records.length; i++) {
      tokens += records.outputTokens[i]!;
      gaps += records.outputTokens[i]! - 1;
      filled += records.finishedSeconds[i]! - records.firstTokenSeconds[i]!;
    }
    expect(own.tokens.output).toBe(tokens);
    const seconds = own.window.endSeconds - own.window.startSeconds;
    expect((own.throughput.outputTokensPerSecond * seconds) / tokens).toBeCloseTo(1, 9);
    expect(latency.itlSeconds.mean! / (filled / gaps)).toBeCloseTo(1, 6);
    // Of g tokens a step, all but one come at once.
    expect(latency.itlSeconds.p50!).toBeLessThan(1e-6);
  });
  it("is the same step by step", () => {
    const slow = metrics(b200(drafting(2, "[0.8, 0.6]")), { fastForward: false });
    for (const figure of ["ttftSeconds", "tpotSeconds", "e2eSeconds"] as const)
      expect(slow.latency[figure].mean! / own.latency[figure].mean!).toBeCloseTo(1, 9);
    expect(slow.power.itMeanWatts / own.power.itMeanWatts).toBeCloseTo(1, 9);
  });
  it("is faster the more is accepted, and slower than without where nothing is", () => {
    const tpot = (more: string) => metrics(b200(more)).latency.tpotSeconds.mean!;
    expect(tpot(drafting(2, "0.9"))).toBeLessThan(own.latency.tpotSeconds.mean!);
    expect(tpot(drafting(2, "0.1"))).toBeGreaterThan(own.latency.tpotSeconds.mean!);
    expect(tpot(drafting(2, "0"))).toBeGreaterThan(tpot(""));
  });
  it("may be an LPU pool or one of attention and FFN", () => {
    const lpu = (more: string) =>
      metrics(`[ { name: serve, hardware: lpx, parallel: { tensor: 192 }${more} } ]`);
    expect(lpu(drafting(1, "0.8")).latency.tpotSeconds.mean!).toBeLessThan(
      0.7 * lpu("").latency.tpotSeconds.mean!,
    );
    const pair = (more: string) =>
      metrics(
        `[ { name: a, role: attention, hardware: vr-nvl72, parallel: { tensor: 8 }${more} }, { name: f, role: ffn, hardware: lpx, parallel: { tensor: 192 } } ]`,
      );
    expect(pair(drafting(1, "0.8")).latency.tpotSeconds.mean!).toBeLessThan(
      0.75 * pair("").latency.tpotSeconds.mean!,
    );
  });
  const splits: [string, (more: string) => string][] = [
    ["one pool", (more) => `[ { name: serve, hardware: b200-sxm, parallel: { tensor: 8 }${more} } ]`],
    [
      "prefill and decode apart",
      (more) =>
        `[ { name: p, role: prefill, hardware: h200-sxm, parallel: { tensor: 8 } }, { name: d, role: decode, hardware: b200-sxm, parallel: { tensor: 8 }${more} } ]`,
    ],
    [
      "decode on LPUs",
      (more) =>
        `[ { name: p, role: prefill, hardware: h200-sxm, parallel: { tensor: 8 } }, { name: d, role: decode, hardware: lpx, parallel: { tensor: 192 }${more} } ]`,
    ],
    [
      "attention and FFN apart",
      (more) =>
        `[ { name: a, role: attention, hardware: vr-nvl72, parallel: { tensor: 8 }${more} }, { name: f, role: ffn, hardware: lpx, parallel: { tensor: 192 } } ]`,
    ],
    [
      "attention and FFN apart, behind a prefill pool",
      (more) =>
        `[ { name: p, role: prefill, hardware: vr-nvl72, parallel: { tensor: 8 } }, { name: a, role: attention, hardware: vr-nvl72, parallel: { tensor: 8 }${more} }, { name: f, role: ffn, hardware: lpx, parallel: { tensor: 192 } } ]`,
    ],
  ];
  it.each(splits)(
    "%s: costs time where nothing is accepted, saves it where most is, position by position",
    (_, of) => {
      const tpot = (more: string) => metrics(of(more)).latency.tpotSeconds.mean!;
      const none = tpot(drafting(3, "0"));
      expect(none).toBeGreaterThan(tpot(""));
      expect(tpot(drafting(3, "[0.9, 0, 0]"))).toBeLessThan(none);
      expect(tpot(drafting(3, "[0.9, 0.8, 0.7]"))).toBeLessThan(tpot(drafting(3, "[0.9, 0, 0]")));
      expect(tpot(drafting(3, "[0.9, 0.8, 0.7]"))).toBeLessThan(tpot(""));
    },
  );
});

describe("refused", () => {
  it.each([
    [drafting(2, "[0.8]"), /1 acceptances for 2 draftTokens/],
    [`${drafting(1, "0.8")}, kv: { allocation: on-demand }`, /reserves blocks at admission/],
    [drafting(1, "1.2"), /must be between 0 and 1/],
  ])("%s", (more, message) => {
    expect(() => realScenario(text(b200(more)))).toThrow(message);
  });
});
