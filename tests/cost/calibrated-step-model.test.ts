import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibratedStepModel } from "../../src/cost/calibrated-step-model.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { emptyBatchShape, type StepCost } from "../../src/cost/step-model.ts";
import { neutral } from "../../src/profiles/calibration.ts";
import { profiles } from "../accuracy/cases.ts";

const found = <T>(lookup: { found: true; profile: T } | { found: false; message: string }): T => {
  if (!lookup.found) throw new Error(lookup.message);
  return lookup.profile;
};
const physics = createStepModel({
  hardware: found(profiles.hardware("h100-sxm")),
  model: found(profiles.model("llama-3.1-8b")),
  engine: found(profiles.engine("vllm")),
  precision: { weights: "bf16" },
  parallel: { tensor: 1, pipeline: 1, data: 1 },
});
const price = (model: typeof physics, changes: Partial<ReturnType<typeof emptyBatchShape>>): StepCost => {
  const out: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  model.step({ ...emptyBatchShape(), ...changes }, out);
  return out;
};
const shapes = fc.record({
  decodeSequences: fc.integer({ min: 1, max: 300 }),
  decodeContextTokens: fc.integer({ min: 1, max: 200_000 }),
  prefillTokens: fc.integer({ min: 0, max: 4000 }),
});
const shapeOf = ({
  prefillTokens,
  ...decode
}: {
  prefillTokens: number;
  decodeSequences: number;
  decodeContextTokens: number;
}) => ({
  ...decode,
  decodeWindowTokens: decode.decodeContextTokens,
  prefillTokens,
  prefillSequences: prefillTokens > 0 ? 1 : 0,
  prefillPairs: prefillTokens ** 2 / 2,
  prefillWindowPairs: prefillTokens ** 2 / 2,
  prefillCompleted: prefillTokens > 0 ? 1 : 0,
});

describe("calibrated step model", () => {
  it("is the physics where nothing was learned", () => {
    const same = calibratedStepModel(physics, neutral);
    fc.assert(
      fc.property(shapes, (given) => {
        const shape = shapeOf(given);
        const a = price(physics, shape);
        const b = price(same, shape);
        expect(b.seconds).toBeCloseTo(a.seconds, 12);
        expect(b.joules).toBeCloseTo(a.joules, 9);
      }),
    );
  });

  it("prices a pure decode step as its coefficients do: fast-forward stays exact", () => {
    const model = calibratedStepModel(physics, { ...neutral, decodeScale: 1.2, stepOffset: 0.001 });
    fc.assert(
      fc.property(shapes, (given) => {
        const { seconds, joules } = price(model, shapeOf({ ...given, prefillTokens: 0 }));
        const c = model.decode(given.decodeSequences);
        const tokens = given.decodeContextTokens;
        expect(seconds).toBeCloseTo(
          c.seconds + (c.secondsPerContextToken + c.secondsPerWindowToken) * tokens,
          12,
        );
        expect(joules).toBeCloseTo(c.joules + (c.joulesPerContextToken + c.joulesPerWindowToken) * tokens, 9);
      }),
    );
  });

  it("scales decoding, adds to every step, and scales what prompts add", () => {
    const decode = { decodeSequences: 16, decodeContextTokens: 20_000, decodeWindowTokens: 20_000 };
    const mixed = shapeOf({ decodeSequences: 16, decodeContextTokens: 20_000, prefillTokens: 1000 });
    const model = calibratedStepModel(physics, {
      decodeScale: 1.5,
      stepOffset: 0.002,
      prefillScale: 0.5,
      requestScale: 1,
    });
    const before = price(physics, decode).seconds;
    const prompts = price(physics, mixed).seconds - before;
    expect(price(model, decode).seconds).toBeCloseTo(1.5 * before + 0.002, 12);
    expect(price(model, mixed).seconds).toBeCloseTo(1.5 * before + 0.5 * prompts + 0.002, 12);
  });

  it("keeps steps longer than nothing, whatever the offset", () => {
    const model = calibratedStepModel(physics, { ...neutral, stepOffset: -1 });
    const { seconds, joules } = price(model, {
      decodeSequences: 1,
      decodeContextTokens: 1,
      decodeWindowTokens: 1,
    });
    expect(seconds).toBeGreaterThan(0);
    expect(joules).toBeGreaterThan(0);
  });

  it("keeps the power of a step", () => {
    const model = calibratedStepModel(physics, { ...neutral, decodeScale: 2 });
    const decode = { decodeSequences: 8, decodeContextTokens: 9000, decodeWindowTokens: 9000 };
    const a = price(physics, decode);
    const b = price(model, decode);
    expect(b.joules / b.seconds).toBeCloseTo(a.joules / a.seconds, 6);
  });
});
