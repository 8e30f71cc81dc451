// The waterfall of a step: its bars sum to the step itself, and each is what it says.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCosting } from "../../src/cost/costing.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { breakDownStep, type Share } from "../../src/cost/step-breakdown.ts";
import type { StepCost } from "../../src/cost/step-model.ts";
import { anyChunks, anyContexts, anyDeployment, batchShape, inputOf } from "./batches.ts";

/** Bars that no rate shortens, and those that only a link does. */
const fixed = new Set(["kernel latency", "collective latency", "launch and host"]);

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

const secondsBy = (shares: readonly Share[]) => (component: string) =>
  shares.find((share) => share.component === component)?.seconds ?? 0;

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

  const doubled = <T extends { value: number }>(figure: T): T => ({ ...figure, value: 2 * figure.value });

  it("books under weights, experts and KV exactly what twice the arithmetic and bandwidth halves, and leaves all else as it is", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, anyChunks, (deployment, contexts, chunks) => {
        const input = inputOf(deployment);
        const { hardware } = input;
        const compute = Object.fromEntries(
          Object.entries(hardware.compute).map(([name, peak]) => [name, peak && doubled(peak)]),
        ) as typeof hardware.compute;
        const memory = { ...hardware.memory, bandwidth: doubled(hardware.memory.bandwidth) };
        const { kernels, ...engine } = input.engine;
        const faster = {
          ...input,
          hardware: { ...hardware, compute, memory },
          engine: { ...engine, kernels: { ...kernels, weightOnlyRate: 2 * kernels.weightOnlyRate } },
        };
        const shape = batchShape(contexts, chunks, createStepModel(input).windowTokens);
        if (shape.decodeSequences + shape.prefillSequences === 0) return;
        const now = secondsBy(breakDownStep(createCosting(input), shape).shares);
        const then = secondsBy(breakDownStep(createCosting(faster), shape).shares);
        const working = ["weights", "matrix arithmetic", "experts", "kv cache", "attention", "activations"];
        for (const component of working) expect(then(component)).toBeCloseTo(now(component) / 2, 12);
        for (const component of ["kernel latency", "collective latency", "collectives"])
          if (input.engine.collectives.overlap === 0) expect(then(component)).toBeCloseTo(now(component), 12);
      }),
    );
  });

  it("books as latency exactly what kernels half as long halve, and names it as what binds where it is the largest", () => {
    fc.assert(
      fc.property(anyDeployment, anyContexts, anyChunks, (deployment, contexts, chunks) => {
        const input = inputOf(deployment);
        const { efficiency } = input.hardware;
        const faster = {
          ...input,
          hardware: {
            ...input.hardware,
            efficiency: { ...efficiency, kernelTimes: efficiency.kernelTimes / 2 },
          },
        };
        const shape = batchShape(contexts, chunks, createStepModel(input).windowTokens);
        if (shape.decodeSequences + shape.prefillSequences === 0) return;
        const before = breakDownStep(createCosting(input), shape);
        const now = secondsBy(before.shares);
        const then = secondsBy(breakDownStep(createCosting(faster), shape).shares);
        expect(then("kernel latency")).toBeCloseTo(now("kernel latency") / 2, 12);
        const latency = now("kernel latency") + now("collective latency");
        const working = before.shares.filter(
          ({ component }) => !fixed.has(component) && component !== "bubbles",
        );
        const { bound, seconds } = before.cost;
        if (latency > total(working.map((share) => share.seconds)) && latency > seconds / 2)
          expect(bound).toBe("latency");
        if (bound === "latency") expect(latency).toBeGreaterThan(0);
      }),
    );
  });
});
