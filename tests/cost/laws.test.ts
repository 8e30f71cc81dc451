// Laws of a step: a better device is never slower, less work is never slower, and nothing beats its peaks.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CostInput, createCosting } from "../../src/cost/costing.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { listOperations } from "../../src/cost/operations.ts";
import type { BatchShape, StepCost } from "../../src/cost/step-model.ts";
import type { HardwareProfile } from "../../src/profiles/hardware.ts";
import { anyChunks, anyContexts, anyDeployment, batchShape, inputOf } from "./batches.ts";
import { engine } from "./samples.ts";

function secondsOf(input: CostInput, shape: BatchShape): number {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  createStepModel(input).step(shape, cost);
  return cost.seconds;
}

/** Slack for rounding only. */
const atMost = (limit: number) => limit * (1 + 1e-9);

const windowOf = (input: CostInput) => createStepModel(input).windowTokens;

describe("a better device is never slower", () => {
  const faster: Record<string, (h: HardwareProfile, f: number) => HardwareProfile> = {
    "memory bandwidth": (h, f) => ({
      ...h,
      memory: { ...h.memory, bandwidth: { ...h.memory.bandwidth, value: h.memory.bandwidth.value * f } },
    }),
    arithmetic: (h, f) => ({
      ...h,
      compute: Object.fromEntries(
        Object.entries(h.compute).map(([k, v]) => [k, v && { ...v, value: v.value * f }]),
      ) as HardwareProfile["compute"],
    }),
    "scale-up link": (h, f) => ({
      ...h,
      links: {
        ...h.links,
        scaleUp: {
          ...h.links.scaleUp,
          bandwidth: { ...h.links.scaleUp.bandwidth, value: h.links.scaleUp.bandwidth.value * f },
        },
      },
    }),
    "scale-out link": (h, f) => ({
      ...h,
      links: {
        ...h.links,
        scaleOut: {
          ...h.links.scaleOut,
          bandwidth: { ...h.links.scaleOut.bandwidth, value: h.links.scaleOut.bandwidth.value * f },
        },
      },
    }),
  };
  for (const [what, better] of Object.entries(faster)) {
    it(`more ${what}`, () => {
      fc.assert(
        fc.property(
          anyDeployment,
          anyContexts,
          fc.option(anyChunks),
          fc.double({ min: 1, max: 8, noNaN: true }),
          (names, contexts, chunks, f) => {
            const input = inputOf(names);
            const shape = batchShape(contexts, chunks ?? [], windowOf(input));
            expect(secondsOf({ ...input, hardware: better(input.hardware, f) }, shape)).toBeLessThanOrEqual(
              atMost(secondsOf(input, shape)),
            );
          },
        ),
      );
    });
  }
});

describe("less work is never slower", () => {
  it("shorter contexts", () => {
    fc.assert(
      fc.property(
        anyDeployment,
        anyContexts,
        fc.option(anyChunks),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (names, contexts, chunks, f) => {
          const input = inputOf(names);
          const window = windowOf(input);
          const shorter = contexts.map((context) => Math.max(1, Math.floor(context * f)));
          expect(secondsOf(input, batchShape(shorter, chunks ?? [], window))).toBeLessThanOrEqual(
            atMost(secondsOf(input, batchShape(contexts, chunks ?? [], window))),
          );
        },
      ),
    );
  });

  it("fewer sequences of equal context", () => {
    fc.assert(
      fc.property(
        anyDeployment,
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 30_000 }),
        (names, count, more, context) => {
          const input = inputOf(names);
          const window = windowOf(input);
          const few = batchShape(Array(count).fill(context), [], window);
          const many = batchShape(Array(count + more).fill(context), [], window);
          expect(secondsOf(input, few)).toBeLessThanOrEqual(atMost(secondsOf(input, many)));
        },
      ),
    );
  });

  it("shorter chunks, and none at all", () => {
    fc.assert(
      fc.property(
        anyDeployment,
        anyContexts,
        anyChunks,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (names, contexts, chunks, f) => {
          const input = inputOf(names);
          const window = windowOf(input);
          const shorter = chunks.map((chunk) => ({
            ...chunk,
            tokens: Math.max(1, Math.floor(chunk.tokens * f)),
          }));
          expect(secondsOf(input, batchShape(contexts, shorter, window))).toBeLessThanOrEqual(
            atMost(secondsOf(input, batchShape(contexts, chunks, window))),
          );
          // One decode token of the graph-padded batch may cost more than the same batch unpadded plus a token: compare without padding.
          const unpadded = {
            ...input,
            engine: { ...input.engine, graph: { ...input.engine.graph, captureSizes: [] } },
          };
          expect(secondsOf(unpadded, batchShape(contexts, [], window))).toBeLessThanOrEqual(
            atMost(secondsOf(unpadded, batchShape(contexts, chunks, window))),
          );
        },
      ),
    );
  });
});

describe("nothing beats its peaks", () => {
  it("useful FLOPs and touched bytes stay below the peaks of the devices", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, fc.option(anyChunks), (names, contexts, chunks) => {
        const input = inputOf(names);
        const costing = createCosting(input);
        const { body, head, attention, cost } = listOperations(
          costing,
          batchShape(contexts, chunks ?? [], windowOf(input)),
        );
        const operations = [...body, ...head, ...attention];
        const peak = Math.max(...Object.values(input.hardware.compute).map((figure) => figure?.value ?? 0));
        const flops = operations.reduce((sum, o) => sum + o.flops, 0);
        const bytes = operations.reduce((sum, o) => sum + o.bytes, 0);
        expect(flops / cost.seconds).toBeLessThanOrEqual(atMost(peak));
        expect(bytes / input.hardware.memory.bandwidth.value).toBeLessThanOrEqual(atMost(cost.seconds));
      }),
    );
  });

  it("draws between idle and 1.03 TDP per device", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, fc.option(anyChunks), (names, contexts, chunks) => {
        const input = inputOf(names);
        const step = createStepModel(input);
        const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
        step.step(batchShape(contexts, chunks ?? [], step.windowTokens), cost);
        const watts = cost.joules / cost.seconds / step.devices;
        expect(watts).toBeLessThanOrEqual(atMost(1.03 * input.hardware.power.tdp.value));
        expect(watts).toBeGreaterThanOrEqual(input.hardware.power.idle.value * (1 - 1e-9));
      }),
    );
  });

  it("hiding communication behind computation saves in proportion, and at most the shorter of the two", () => {
    let saved = 0;
    fc.assert(
      fc.property(anyDeployment, anyContexts, (names, contexts) => {
        const input = inputOf(names);
        const shape = batchShape(contexts, [], windowOf(input));
        const at = (communicationOverlap: number) => secondsOf({ ...input, communicationOverlap }, shape);
        const [none, half, all] = [at(0), at(0.5), at(1)] as const;
        expect(secondsOf(input, shape)).toBe(none);
        expect(half).toBeLessThanOrEqual(atMost(none));
        // Launching and the host may bind instead: then less is gained, never more.
        expect(half - all).toBeLessThanOrEqual(atMost(none - half) + 1e-12);
        expect(none - all).toBeLessThanOrEqual(none / 2);
        if (none > all * 1.01) saved++;
      }),
    );
    expect(saved).toBeGreaterThan(0);
  });

  it("a real engine is never faster than the ideal one", () => {
    const ideal = engine("ideal");
    fc.assert(
      fc.property(anyDeployment, anyContexts, fc.option(anyChunks), (names, contexts, chunks) => {
        const input = inputOf(names);
        const shape = batchShape(contexts, chunks ?? [], windowOf(input));
        expect(secondsOf({ ...input, engine: ideal }, shape)).toBeLessThanOrEqual(
          atMost(secondsOf(input, shape)),
        );
      }),
    );
  });
});
