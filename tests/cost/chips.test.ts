// Capacity of silicon without HBM is had by the chip: what is short is an exact number of them. With so many more it fits, with
// one fewer it does not, whatever the model, its formats, the part of it that is held and the chips there are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CostInput } from "../../src/cost/costing.ts";
import { planMemory } from "../../src/cost/kinds/index.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { engine, model, modelSamples } from "./samples.ts";

const profiles = shipped
  .ids("hardware")
  .flatMap((id) => {
    const lookup = shipped.hardware(id);
    return lookup.found ? [lookup.profile] : [];
  })
  .filter(({ kind }) => kind === "sram-dataflow" || kind === "wafer");
const vllm = engine("vllm");
const models = new Map(modelSamples.map((id) => [id, model(id)]));

const anyPool = fc.record({
  hardware: fc.constantFrom(...profiles),
  model: fc.constantFrom(...modelSamples),
  chips: fc.integer({ min: 1, max: 1500 }),
  weights: fc.constantFrom("bf16" as const, "fp8" as const, "int8" as const),
  part: fc.constantFrom(undefined, "ffn" as const),
  memoryFraction: fc.option(fc.double({ min: 0.3, max: 0.95, noNaN: true }), { nil: undefined }),
});
type AnyPool = typeof anyPool extends fc.Arbitrary<infer T> ? T : never;

function planOf({ hardware, model: id, weights, part, memoryFraction }: AnyPool, chips: number) {
  const layout = hardware.kind === "wafer" ? { tensor: 1, pipeline: chips } : { tensor: chips, pipeline: 1 };
  const input: CostInput = {
    hardware,
    model: models.get(id)!,
    engine: vllm,
    precision: { weights },
    parallel: { ...layout, data: 1 },
    part,
  };
  return planMemory({ ...input, memoryFraction });
}

describe("chips", () => {
  it("that are short are short by an exact number", () => {
    let short = 0;
    fc.assert(
      fc.property(anyPool, (pool) => {
        const { shortDevices = 0, shortBytes } = planOf(pool, pool.chips);
        expect(shortBytes > 0).toBe(shortDevices > 0);
        if (shortDevices === 0) return;
        short++;
        expect(Number.isInteger(shortDevices)).toBe(true);
        expect(planOf(pool, pool.chips + shortDevices).shortDevices).toBe(0);
        expect(planOf(pool, pool.chips + shortDevices - 1).shortDevices).toBe(1);
      }),
      { numRuns: 300 },
    );
    expect(short).toBeGreaterThan(50);
  });
});
