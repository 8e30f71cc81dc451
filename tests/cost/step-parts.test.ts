// Where a step goes adds up to the step that is simulated, calibrated or not.
import { describe, expect, it } from "vitest";
import { calibratedStepModel } from "../../src/cost/calibrated-step-model.ts";
import { emptyBatchShape } from "../../src/cost/step-model.ts";
import { breakDownParts } from "../../src/cost/step-parts.ts";
import { buildDeployment } from "../../src/scenario/build-deployment.ts";
import { realScenario } from "../laws/real-scenario.ts";

const resolved = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  lengths: { input: { fixed: 500 tokens }, output: { fixed: 60 tokens } }
  requests: 4
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm } ] }
`);
const built = buildDeployment(resolved, resolved.file.deployments.one!, {
  seed: 1,
  fastForward: true,
  hashTokens: 0,
});
if (!built.feasible) throw new Error(built.infeasible.reason);
const { model, parts } = built.pools[0]!;

describe("shares of a step", () => {
  it.each([
    ["as computed", { decodeScale: 1, stepOffset: 0, prefillScale: 1, requestScale: 1 }],
    ["calibrated longer", { decodeScale: 1.3, stepOffset: 1e-3, prefillScale: 1.2, requestScale: 1 }],
    ["calibrated shorter", { decodeScale: 0.8, stepOffset: -1e-4, prefillScale: 0.7, requestScale: 1 }],
  ])("sum up to it, %s", (_, constants) => {
    const calibrated = calibratedStepModel(model, constants);
    for (const shape of [
      { ...emptyBatchShape(), decodeSequences: 8, decodeContextTokens: 8000, decodeWindowTokens: 8000 },
      {
        ...emptyBatchShape(),
        prefillSequences: 1,
        prefillTokens: 500,
        prefillCompleted: 1,
        prefillAttendedTokens: 125_250,
      },
    ]) {
      const step = { seconds: 0, joules: 0, bound: "memory" as const };
      calibrated.step(shape, step);
      const { cost, shares } = breakDownParts(calibrated, parts, shape, undefined);
      expect(cost).toEqual(step);
      const sum = (of: "seconds" | "joules") => shares.reduce((total, share) => total + share[of], 0);
      expect(sum("seconds") / step.seconds).toBeCloseTo(1, 12);
      expect(sum("joules") / step.joules).toBeCloseTo(1, 12);
    }
  });
});
