// Laws of a power cap: raising it never slows a step, a step never draws more than it, and the two paths of the cost
// model agree under it. The one measurement there is: half of TDP costs a prompt 1.3 times the time, a token none.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CostInput, createCosting } from "../../src/cost/costing.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { listOperations } from "../../src/cost/operations.ts";
import { createPowerModel } from "../../src/cost/power.ts";
import type { BatchShape, StepCost } from "../../src/cost/step-model.ts";
import type { KernelHardware } from "../../src/profiles/hardware.ts";
import { anyChunks, anyContexts, anyDeployment, batchShape, inputOf } from "./batches.ts";
import { hardwareSample } from "./samples.ts";

function costOf(input: CostInput<KernelHardware>, shape: BatchShape): StepCost {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  createStepModel(input).step(shape, cost);
  return cost;
}

const anyCap = fc.double({ min: 0.25, max: 1, noNaN: true });
const capped = (input: CostInput<KernelHardware>, share: number): CostInput<KernelHardware> => ({
  ...input,
  powerCapWatts: share * input.hardware.power.tdp.value,
});

describe("a power cap", () => {
  it("raised never slows a step, and a step never draws more", () => {
    fc.assert(
      fc.property(
        anyDeployment,
        anyContexts,
        fc.option(anyChunks),
        anyCap,
        anyCap,
        (names, contexts, chunks, a, b) => {
          const input = inputOf(names);
          const { windowTokens, devices } = createStepModel(input);
          const shape = batchShape(contexts, chunks ?? [], windowTokens);
          const low = costOf(capped(input, Math.min(a, b)), shape);
          const high = costOf(capped(input, Math.max(a, b)), shape);
          expect(high.seconds).toBeLessThanOrEqual(low.seconds * (1 + 1e-9));
          expect(costOf(input, shape).seconds).toBeLessThanOrEqual(high.seconds * (1 + 1e-9));
          const capWatts = Math.min(a, b) * input.hardware.power.tdp.value;
          expect(low.joules).toBeLessThanOrEqual(capWatts * devices * low.seconds * (1 + 1e-9));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives the same step by the op list and in closed form", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, fc.option(anyChunks), anyCap, (names, contexts, chunks, a) => {
        const input = capped(inputOf(names), a);
        const shape = batchShape(contexts, chunks ?? [], createStepModel(input).windowTokens);
        const { cost } = listOperations(createCosting(input), shape);
        const fast = costOf(input, shape);
        expect(Math.abs(fast.seconds / cost.seconds - 1)).toBeLessThan(1e-9);
        expect(Math.abs(fast.joules / cost.joules - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it("slows arithmetic and lets a kernel that waits for memory be", () => {
    const h100 = hardwareSample("h100-sample");
    const power = createPowerModel(h100, 350);
    // Splitwise: H100 at half of TDP, prompt x1.30, token x1.00 (tokens far below the cap).
    const prompt = power.slowdown(0.5, 0.1, 1, 0.2);
    expect(prompt).toBeGreaterThan(1.15);
    expect(prompt).toBeLessThan(1.5);
    expect(power.slowdown(0.02, 0.3, 0.1, 1)).toBe(1);
    // Arithmetic hidden behind memory gives its power up first: no time is lost.
    expect(createPowerModel(h100, 560).slowdown(0.15, 0.6, 0.4, 1)).toBeCloseTo(1, 9);
  });
});
