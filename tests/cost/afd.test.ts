// Attention-FFN disaggregation: the cycle formula, and that no split beats the slower side of the whole batch.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AfdParts, createAfdModel } from "../../src/cost/afd.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { fillMicroBatch } from "../../src/cost/micro-batch.ts";
import { type BatchShape, emptyBatchShape, type StepModel } from "../../src/cost/step-model.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { batchShape, costOf } from "./batches.ts";
import { engine, model } from "./samples.ts";

const LAYERS = 36;

/** A side whose layer takes `floor` whatever the batch, `perSequence` more for each sequence. */
function side(floorSeconds: number, perSequenceSeconds: number, devices = 1): StepModel {
  return {
    devices,
    idleWatts: 100 * devices,
    waitingWatts: 200 * devices,
    decodeIsAffine: false,
    windowTokens: Infinity,
    decode: () => {
      throw new Error("not asked");
    },
    step: ({ decodeSequences }, out) => {
      out.seconds = LAYERS * (floorSeconds + perSequenceSeconds * decodeSequences);
      out.joules = out.seconds * 300 * devices;
      out.bound = "memory";
    },
  };
}

const nothing: StepModel = {
  ...side(0, 0),
  step: (_, out) => Object.assign(out, { seconds: 0, joules: 0, bound: "host" }),
};

const decodes = (sequences: number): BatchShape => ({ ...emptyBatchShape(), decodeSequences: sequences });

function split(attention: StepModel, ffn: StepModel, more: Partial<AfdParts> = {}): StepModel {
  const still = { head: nothing, layers: LAYERS, roundTripSeconds: 0, crossingSecondsPerToken: 0 };
  return createAfdModel({ attention, ffn, ...still, ...more });
}

describe("the worked example of physics 2.10 (B = 32, t_a = 0.2 us b, t_f = 10 us whatever b)", () => {
  const perLayer = (microBatches: number, ffn = side(10e-6, 0)) =>
    (costOf(split(side(0, 0.2e-6), ffn, { microBatches }), decodes(32)).seconds / LAYERS) * 1e6;
  it("one micro-batch is serial: 16.4 us", () => expect(perLayer(1)).toBeCloseTo(16.4, 9));
  it("two make it worse: 20 us", () => expect(perLayer(2)).toBeCloseTo(20, 9));
  it("with an FFN proportional to its batch two reach the bound: 10 us", () =>
    expect(perLayer(2, side(0, 0.3125e-6))).toBeCloseTo(10, 9));
});

const anySide = fc.record({
  floor: fc.double({ min: 0, max: 30e-6, noNaN: true }),
  perSequence: fc.double({ min: 1e-9, max: 1e-6, noNaN: true }),
});

describe("a cycle", () => {
  it("without a round trip is the formula at the best number of micro-batches", () => {
    fc.assert(
      fc.property(anySide, anySide, fc.integer({ min: 1, max: 500 }), (a, f, batch) => {
        const [attention, ffn] = [side(a.floor, a.perSequence), side(f.floor, f.perSequence)];
        const own = costOf(split(attention, ffn), decodes(batch)).seconds;
        const time = (given: typeof a, m: number) =>
          LAYERS * (given.floor + given.perSequence * Math.ceil(batch / m));
        const cycles = Array.from({ length: Math.min(8, batch) }, (_, k) => {
          const [ta, tf] = [time(a, k + 1), time(f, k + 1)];
          return Math.max(ta + tf, (k + 1) * Math.max(ta, tf));
        });
        expect(own / Math.min(...cycles)).toBeCloseTo(1, 9);
        expect(own).toBeGreaterThanOrEqual(Math.max(time(a, 1), time(f, 1)) * (1 - 1e-12));
      }),
    );
  });

  it("adds the round trip of every layer where it is serial, and never falls with it", () => {
    fc.assert(
      fc.property(
        anySide,
        anySide,
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 50e-6, noNaN: true }),
        (a, f, batch, trip) => {
          const [attention, ffn] = [side(a.floor, a.perSequence), side(f.floor, f.perSequence)];
          const at = (roundTripSeconds: number, microBatches?: number) =>
            costOf(split(attention, ffn, { roundTripSeconds, microBatches }), decodes(batch)).seconds;
          expect(at(trip, 1) - at(0, 1)).toBeCloseTo(LAYERS * trip, 12);
          expect(at(trip)).toBeGreaterThanOrEqual(at(0));
          expect(at(trip)).toBeLessThanOrEqual(at(trip, 1));
        },
      ),
    );
  });

  it("spends what its devices draw: between waiting and working watts, each side its own", () => {
    fc.assert(
      fc.property(anySide, anySide, fc.integer({ min: 1, max: 500 }), (a, f, batch) => {
        const model = split(side(a.floor, a.perSequence, 3), side(f.floor, f.perSequence, 5), {
          roundTripSeconds: 5e-6,
        });
        const { seconds, joules, partnerJoules = 0 } = costOf(model, decodes(batch));
        expect(joules / seconds).toBeGreaterThanOrEqual(8 * 200 * (1 - 1e-9));
        expect(joules / seconds).toBeLessThanOrEqual(8 * 300 * (1 + 1e-9));
        expect(partnerJoules / seconds).toBeGreaterThanOrEqual(5 * 200 * (1 - 1e-9));
        expect(partnerJoules / seconds).toBeLessThanOrEqual(5 * 300 * (1 + 1e-9));
      }),
    );
  });
});

describe("a split of real parts", () => {
  const hardware = (id: string) => {
    const lookup = shipped.hardware(id);
    if (!lookup.found) throw new Error(lookup.message);
    return lookup.profile;
  };
  const part = (
    id: string,
    tensor: number,
    which: "attention" | "ffn" | "head" | undefined,
    engineId: string,
  ) =>
    createStepModel({
      hardware: hardware(id),
      model: model("gpt-oss-120b"),
      engine: engine(engineId),
      precision: { kv: "fp8" },
      parallel: { tensor, pipeline: 1, data: 1 },
      part: which,
    });

  it("on one device without a way between is the undivided step, to the launches it hides", () => {
    const shape = batchShape(Array<number>(24).fill(5000), [], 128);
    const whole = costOf(part("b200-sxm", 8, undefined, "ideal"), shape);
    const own = costOf(
      createAfdModel({
        attention: part("b200-sxm", 8, "attention", "ideal"),
        ffn: part("b200-sxm", 8, "ffn", "ideal"),
        head: part("b200-sxm", 8, "head", "ideal"),
        layers: LAYERS,
        roundTripSeconds: 0,
        crossingSecondsPerToken: 0,
        microBatches: 1,
      }),
      shape,
    );
    expect(own.seconds / whole.seconds).toBeCloseTo(1, 9);
  });

  it.each([
    ["vr-nvl72", 8, "lpx", 192],
    ["h100-sxm", 8, "b200-sxm", 8],
  ] as const)(
    "%s x %i with %s x %i never beats the slower side of the whole batch",
    (first, tensor, second, others) => {
      const attention = part(first, tensor, "attention", "trtllm");
      const ffn = part(second, others, "ffn", "trtllm");
      const head = part(first, tensor, "head", "trtllm");
      const stepModel = createAfdModel({
        attention,
        ffn,
        head,
        layers: LAYERS,
        roundTripSeconds: 0,
        crossingSecondsPerToken: 0,
      });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 400 }),
          fc.integer({ min: 1, max: 50_000 }),
          fc.integer({ min: 0, max: 3000 }),
          (batch, context, prompt) => {
            const chunks = prompt > 0 ? [{ tokens: prompt, prior: 0, last: true }] : [];
            const shape = batchShape(Array<number>(batch).fill(context), chunks, 128);
            const bound = Math.max(costOf(attention, shape).seconds, costOf(ffn, shape).seconds);
            expect(costOf(stepModel, shape).seconds).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
          },
        ),
        { numRuns: 40 },
      );
    },
  );
});

describe("a micro-batch", () => {
  it("holds the ceiling of what it is a part of", () => {
    const shape = batchShape([10, 20, 30, 40, 50], [{ tokens: 100, prior: 7, last: true }], 25);
    const part = emptyBatchShape();
    fillMicroBatch(shape, 1, part);
    expect(part).toEqual(shape);
    fillMicroBatch(shape, 2, part);
    expect([part.decodeSequences, part.prefillTokens, part.prefillSequences]).toEqual([3, 50, 1]);
    expect(part.decodeContextTokens).toBeCloseTo((150 * 3) / 5, 9);
    expect(part.prefillPriorTokens).toBe(7);
  });
});
