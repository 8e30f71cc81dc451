// Curves held against points that others published, as ratio published / predicted; docs/concepts/curve.md says why they are
// what they are. Limits are those distances rounded up: a test that they do not grow, not a claim that they are small.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { onFront, paretoFront } from "../../src/planner/curve/pareto.ts";
import { type CurvePoint, simulatePoint } from "../../src/planner/curve/point.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const folder = new URL("../../scenarios/published/", import.meta.url);

function scenarioOf(file: string): ResolvedScenario {
  const readText = () => readFileSync(new URL(file, folder), "utf8");
  return loadScenario(file, { locate: (path) => ({ refused: path }), readText, chunks: () => [] }, shipped)
    .scenario;
}

/** Output tokens/s of the whole deployment at an interactivity, on the front over tensor layouts and users. */
function outputAt(
  scenario: ResolvedScenario,
  name: string,
  at: number,
  users: number[],
  tensors?: number[],
): number {
  const stated = scenario.file.deployments[name]!;
  const points = (tensors ?? [0]).flatMap((tensor) => {
    const deployment =
      tensor === 0
        ? stated
        : {
            ...stated,
            pools: stated.pools.map((pool) => ({
              ...pool,
              instances: 8 / tensor,
              parallel: { tensor, pipeline: 1, data: 1 },
            })),
          };
    return users.map((count) => simulatePoint(scenario, deployment, "", (count * 8) / (tensor || 8), 1)!);
  });
  const speed = (point: CurvePoint) => point.tokensPerSecondPerUser;
  const output = (point: CurvePoint) => point.outputTokensPerSecond;
  return onFront(paretoFront(points, speed, output), at, speed, output)!;
}

const within = (ratio: number, factor: number, what: string) => {
  expect(ratio, what).toBeGreaterThan(1 / factor);
  expect(ratio, what).toBeLessThan(factor);
};

describe("InferenceMAX, gpt-oss-120b 1k/8k at 90 tokens/s/user, tokens/s per all-in MW", () => {
  const scenario = scenarioOf("inferencex-gpt-oss-120b.yaml");
  it.each([
    ["h100", 1.73, 0.9e6, 1.3],
    ["b200", 2.17, 2.8e6, 1.3],
    ["mi300x", 1.79, 0.75e6, 1.4],
    ["mi355x", 2.65, 2.55e6, 1.3],
  ] as const)("%s", (name, kilowatts, published, factor) => {
    const output = outputAt(scenario, name, 90, [16, 32, 64, 128], [1, 2, 4, 8]);
    within(published / (output / (8 * kilowatts * 1e-3)), factor, name);
  });
});

it("MLPerf v6.0, one GB300 rack on DeepSeek-R1: tokens/s at the server's limit of 80 ms", () => {
  const scenario = scenarioOf("mlperf-deepseek-r1-gb300.yaml");
  const rack = scenario.file.deployments.rack!;
  // Nine instances that share nothing: one of them, with a ninth of the users.
  const instance = { ...rack, pools: rack.pools.map((pool) => ({ ...pool, instances: 1 })) };
  const one = { ...scenario, file: { ...scenario.file, deployments: { rack: instance } } };
  const output = 9 * outputAt(one, "rack", 1 / 0.08, [512, 1024, 2048, 3072, 4096]);
  within(400_437 / output, 1.3, "server, NVIDIA");
  within(575_580 / output, 1.3, "server, Nebius");
});

it("DeepSeek on H800: tokens/s of a decode node at 21 tokens/s/user", () => {
  const scenario = scenarioOf("deepseek-h800.yaml");
  // Two micro-batches in turns, as disclosed; without that it was a factor of two.
  within(
    14_800 / (outputAt(scenario, "units", 21, [8192, 10_240, 12_288, 14_336]) / 18),
    1.25,
    "decode node",
  );
});
