import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepModelOf } from "../../src/cost/analytic-step-model.ts";
import { createCosting } from "../../src/cost/costing.ts";
import { listOperations } from "../../src/cost/operations.ts";
import type { StepCost } from "../../src/cost/step-model.ts";
import { anyChunks, anyContexts, anyDeployment, batchShape, inputOf } from "./batches.ts";

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1e-300);

describe("the fast path", () => {
  it("gives the cost of the op list for any batch", () => {
    fc.assert(
      fc.property(
        anyDeployment,
        fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 300 }),
        anyChunks,
        (names, contexts, chunks) => {
          const costing = createCosting(inputOf(names));
          const step = stepModelOf(costing);
          const shape = batchShape(contexts, chunks, step.windowTokens);
          const fast: StepCost = { seconds: 0, joules: 0, bound: "memory" };
          step.step(shape, fast);
          const { cost } = listOperations(costing, shape);
          expect(relative(fast.seconds, cost.seconds)).toBeLessThan(1e-9);
          expect(relative(fast.joules, cost.joules)).toBeLessThan(1e-9);
          expect(fast.bound).toBe(cost.bound);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is affine in context on pure decode batches, with the coefficients of decode()", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, (names, contexts) => {
        const costing = createCosting(inputOf(names));
        const step = stepModelOf(costing);
        const shape = batchShape(contexts, [], step.windowTokens);
        const c = step.decode(contexts.length);
        const seconds =
          c.seconds +
          c.secondsPerContextToken * shape.decodeContextTokens +
          c.secondsPerWindowToken * shape.decodeWindowTokens;
        const joules =
          c.joules +
          c.joulesPerContextToken * shape.decodeContextTokens +
          c.joulesPerWindowToken * shape.decodeWindowTokens;
        const { cost } = listOperations(costing, shape);
        const fast: StepCost = { seconds: 0, joules: 0, bound: "memory" };
        step.step(shape, fast);
        expect(relative(seconds, cost.seconds)).toBeLessThan(1e-9);
        expect(relative(joules, cost.joules)).toBeLessThan(1e-9);
        expect(relative(fast.seconds, cost.seconds)).toBeLessThan(1e-9);
        expect(relative(fast.joules, cost.joules)).toBeLessThan(1e-9);
      }),
      { numRuns: 300 },
    );
  });
});
