// The waterfall of a step: its bars sum to the step itself, and each is what it says.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCosting } from "../../src/cost/costing.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { breakDownStep } from "../../src/cost/step-breakdown.ts";
import type { StepCost } from "../../src/cost/step-model.ts";
import { anyChunks, anyContexts, anyDeployment, batchShape, inputOf } from "./batches.ts";

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

describe("the waterfall of a step", () => {
  it("sums to the step's time and energy, with no bar below zero", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, anyChunks, (deployment, contexts, chunks) => {
        const input = inputOf(deployment);
        const model = createStepModel(input);
        const shape = batchShape(contexts, chunks, model.windowTokens);
        if (shape.decodeSequences + shape.prefillSequences === 0) return;
        const step: StepCost = { seconds: 0, joules: 0, bound: "memory" };
        model.step(shape, step);
        const { shares } = breakDownStep(createCosting(input), shape);
        expect(total(shares.map(({ seconds }) => seconds)) / step.seconds).toBeCloseTo(1, 9);
        expect(total(shares.map(({ joules }) => joules)) / step.joules).toBeCloseTo(1, 9);
        for (const { seconds, joules } of shares) {
          expect(seconds).toBeGreaterThanOrEqual(-1e-9 * step.seconds);
          expect(joules).toBeGreaterThanOrEqual(-1e-9 * step.joules);
        }
      }),
    );
  });
});
