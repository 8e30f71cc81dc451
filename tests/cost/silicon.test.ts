// Kinds of silicon besides GPUs: capacity in chips, the latency floor, micro-batches; and how far the two published points
// that were not fitted lie from the model.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PrecisionChoice } from "../../src/cost/arithmetic.ts";
import { crossingSeconds } from "../../src/cost/dataflow.ts";
import { createStepModel, kinds, planMemory } from "../../src/cost/kinds/index.ts";
import type { StepCost } from "../../src/cost/step-model.ts";
import type { DataflowHardware, HardwareProfile } from "../../src/profiles/hardware.ts";
import { weightBytes } from "../../src/profiles/model-shape.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { batchShape } from "./batches.ts";
import { engine, model } from "./samples.ts";

function hardware(id: string): HardwareProfile {
  const lookup = shipped.hardware(id);
  if (!lookup.found) throw new Error(lookup.message);
  return lookup.profile;
}

interface Point {
  hardware: HardwareProfile;
  model: string;
  tensor?: number;
  pipeline?: number;
  precision?: PrecisionChoice;
}

function inputOf(point: Point) {
  const { tensor = 1, pipeline = 1, precision = { weights: "fp8", kv: "fp8" } } = point;
  return {
    hardware: point.hardware,
    model: model(point.model),
    engine: engine("vllm"),
    precision,
    parallel: { tensor, pipeline, data: 1 },
  } as const;
}

function step(
  point: Point,
  contexts: readonly number[],
  chunks: Parameters<typeof batchShape>[1] = [],
): StepCost {
  const input = inputOf(point);
  const stepModel = createStepModel(input);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  stepModel.step(batchShape(contexts, chunks, stepModel.windowTokens), cost);
  return cost;
}

/** Tokens per second of one user alone. */
const rate = (point: Point, context: number) => 1 / step(point, [context]).seconds;
const int8 = { weights: "int8", kv: "int8" } as const;
const lpuV1 = hardware("lpu-v1");
const lpx = hardware("lpx");

describe("published rates of one user", () => {
  it("LPU v1, Llama-2-70B at 300: fitted, so it proves nothing", () => {
    const point = { hardware: lpuV1, model: "llama-2-70b", tensor: 8, pipeline: 72, precision: int8 };
    expect(rate(point, 1024) / 300).toBeCloseTo(1, 2);
  });
  it("LPU v1, Llama-2-7B at 750: 4 % too fast", () => {
    const point = { hardware: lpuV1, model: "llama-2-7b", tensor: 8, pipeline: 32, precision: {} };
    const over = rate(point, 1024) / 750;
    expect(over).toBeGreaterThan(1);
    expect(over).toBeLessThan(1.04);
  });
  it("LPU v1, Mixtral-8x7B at 480: 57-61 % too fast; experts cost more than a fixed time per layer tells", () => {
    const point = { hardware: lpuV1, model: "mixtral-8x7b", tensor: 16, pipeline: 32, precision: {} };
    const over = rate(point, 1024) / 480;
    expect(over).toBeGreaterThan(1.57);
    expect(over).toBeLessThan(1.61);
  });
  it("LPX, Gemma 4 31B at 3,431 with 100K of context: fitted without speculation", () => {
    const point = { hardware: lpx, model: "gemma-4-31b", tensor: 128 };
    expect(rate(point, 100_000) / 3431).toBeCloseTo(1, 2);
  });
  it("LPX, Gemma 4 31B at 3,382 with 10K: 2-4 % too fast, as less is to read and nothing else changes", () => {
    const over = rate({ hardware: lpx, model: "gemma-4-31b", tensor: 128 }, 10_000) / 3382;
    expect(over).toBeGreaterThan(1.02);
    expect(over).toBeLessThan(1.04);
  });
  it("LPX, Gemma 4 31B, SPEED-Bench median 4,767 and peak 10,996: 27 % and 68 % too slow without speculation", () => {
    const own = rate({ hardware: lpx, model: "gemma-4-31b", tensor: 128 }, 16_000);
    expect(own / 4767).toBeCloseTo(0.73, 1);
    expect(own / 10_996).toBeCloseTo(0.32, 1);
  });
});

describe("capacity in chips", () => {
  const short = (chips: number) =>
    planMemory(
      inputOf({ hardware: lpuV1, model: "llama-2-70b", pipeline: 8, tensor: chips / 8, precision: int8 }),
    );

  it("is short by the exact number of chips", () => {
    const needed = Math.floor(weightBytes(model("llama-2-70b"), "int8") / (0.9 * 230e6)) + 1;
    expect(short(64).shortDevices).toBe(needed - 64);
    expect(short(64).shortBytes).toBeGreaterThan(0);
    for (const chips of [needed - 1, needed]) {
      const plan = planMemory(
        inputOf({ hardware: lpuV1, model: "llama-2-70b", tensor: chips, precision: int8 }),
      );
      expect(plan.shortDevices).toBe(needed - chips);
      expect(plan.shortBytes > 0).toBe(chips < needed);
    }
  });
  it("what weights leave of the usable SRAM is KV", () => {
    const plan = short(576);
    const left = 576 * 230e6 * 0.9 - weightBytes(model("llama-2-70b"), "int8");
    expect(plan.kvTokens).toBe(Math.floor(left / 163_840));
  });
});

describe("a step on dataflow silicon", () => {
  const points: Point[] = [
    { hardware: lpuV1, model: "llama-2-70b", tensor: 8, pipeline: 72, precision: int8 },
    { hardware: lpx, model: "gemma-4-31b", tensor: 128 },
    { hardware: lpx, model: "gpt-oss-120b", tensor: 64, pipeline: 4, precision: { kv: "fp8" } },
    { hardware: hardware("cs-3"), model: "llama-3.1-70b", pipeline: 4, precision: {} },
  ];
  const figures = fc.record({
    point: fc.constantFrom(...points),
    sequences: fc.integer({ min: 1, max: 200 }),
    context: fc.integer({ min: 1, max: 50_000 }),
    prompt: fc.integer({ min: 0, max: 4000 }),
  });
  const batch = ({ sequences, context, prompt }: { sequences: number; context: number; prompt: number }) =>
    [
      Array<number>(sequences).fill(context),
      prompt > 0 ? [{ tokens: prompt, prior: 0, last: true }] : [],
    ] as const;

  it("is no shorter than its layers' fixed time, and than its bytes over all bandwidth", () => {
    fc.assert(
      fc.property(figures, (given) => {
        const { point } = given;
        const profile = point.hardware as DataflowHardware;
        const [contexts, chunks] = batch(given);
        const { seconds, joules } = step(point, contexts, chunks);
        const shape = model(point.model);
        expect(seconds).toBeGreaterThanOrEqual(shape.layers * profile.dataflow.layerLatency.value);
        const chips = (point.tensor ?? 1) * (point.pipeline ?? 1);
        expect(joules).toBeLessThanOrEqual(chips * profile.power.tdp.value * seconds * (1 + 1e-9));
        expect(joules).toBeGreaterThanOrEqual(chips * profile.power.idle.value * seconds * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it("is never slowed by bandwidth, arithmetic or shorter ways", () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 1, max: 4, noNaN: true }), (given, factor) => {
        const profile = given.point.hardware as DataflowHardware;
        const { dataflow, memory, compute } = profile;
        const faster = (change: object) => ({
          ...given.point,
          hardware: { ...profile, ...change } as HardwareProfile,
        });
        const [contexts, chunks] = batch(given);
        const now = step(given.point, contexts, chunks).seconds * (1 + 1e-12);
        const bandwidth = { ...memory.bandwidth, value: memory.bandwidth.value * factor };
        const rates = Object.fromEntries(
          Object.entries(compute).map(([name, peak]) => [name, { ...peak, value: peak!.value * factor }]),
        );
        const latency = { ...dataflow.layerLatency, value: dataflow.layerLatency.value / factor };
        for (const change of [
          { memory: { ...memory, bandwidth } },
          { compute: rates },
          { dataflow: { ...dataflow, layerLatency: latency } },
        ])
          expect(step(faster(change), contexts, chunks).seconds).toBeLessThanOrEqual(now);
      }),
      { numRuns: 60 },
    );
  });

  it("is never shortened by more sequences or more context", () => {
    fc.assert(
      fc.property(figures, (given) => {
        const [contexts] = batch(given);
        const now = step(given.point, contexts).seconds;
        expect(step(given.point, [...contexts, given.context]).seconds).toBeGreaterThanOrEqual(
          now * (1 - 1e-9),
        );
        expect(
          step(
            given.point,
            contexts.map((tokens) => 2 * tokens),
          ).seconds,
        ).toBeGreaterThanOrEqual(now * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it("the way between chips is the published table, and grows as it ends", () => {
    const { crossings } = (lpx as DataflowHardware).dataflow;
    expect(crossingSeconds(crossings, 1e9)).toBe(0.35e-6);
    expect(crossingSeconds(crossings, 128e9)).toBe(1.15e-6);
    for (let racks = 1; racks <= 20; racks += 2)
      expect(crossingSeconds(crossings, racks * 128e9)).toBeCloseTo(1.15e-6 + 0.225e-6 * (racks - 1), 12);
  });
});

describe("a power cap on dataflow silicon", () => {
  it("slows the whole program as far as needed: never drawn above, never slower when raised", () => {
    const input = inputOf({ hardware: lpx, model: "gemma-4-31b", tensor: 128 });
    const at = (share: number | undefined) => {
      const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
      const powerCapWatts = share && share * lpx.power.tdp.value;
      createStepModel({ ...input, powerCapWatts }).step(
        batchShape(Array<number>(64).fill(30_000), [], 1024),
        cost,
      );
      return cost;
    };
    const free = at(undefined);
    let slower = Infinity;
    for (const share of [0.32, 0.4, 0.6, 0.8, 1]) {
      const { seconds, joules } = at(share);
      expect(seconds).toBeLessThanOrEqual(slower * (1 + 1e-12));
      expect(seconds).toBeGreaterThanOrEqual(free.seconds);
      expect(joules / seconds).toBeLessThanOrEqual(128 * share * lpx.power.tdp.value * (1 + 1e-9));
      slower = seconds;
    }
    expect(at(0.32).seconds).toBeGreaterThan(free.seconds);
  });
});

describe("systolic arrays", () => {
  const tpu = hardware("tpu-v6e");
  it("take a batch that does not fill a tile for a whole one", () => {
    const compute = {
      ...tpu,
      compute: { ...tpu.compute, bf16: { ...tpu.compute.bf16, value: 1e12 } },
    } as HardwareProfile;
    const point = { hardware: compute, model: "llama-3.1-8b", precision: {} };
    const half = step(point, Array<number>(64).fill(1)).seconds;
    expect(step(point, Array<number>(256).fill(1)).seconds / half).toBeLessThan(1.05);
    expect(step(point, Array<number>(512).fill(1)).seconds / half).toBeGreaterThan(1.8);
  });
});

describe("every kind", () => {
  it("has a shipped profile, and every shipped dataflow profile prices a model", () => {
    const profiles = shipped.ids("hardware").map(hardware);
    expect(new Set(profiles.map(({ kind }) => kind))).toEqual(new Set(Object.keys(kinds)));
    for (const profile of profiles.filter(({ kind }) => kind === "sram-dataflow" || kind === "wafer")) {
      const point = { hardware: profile, model: "llama-3.1-8b", pipeline: 8, precision: {} };
      const { seconds, joules } = step(point, [1000, 2000]);
      expect(seconds).toBeGreaterThan(0);
      expect(joules).toBeGreaterThan(0);
    }
  });
});
