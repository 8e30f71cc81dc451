// How a finite queue is predicted where nobody knows the memory to the percent.
import { describe, expect, it } from "vitest";
import { memoryAlternatives } from "../../src/accuracy/memory-doubt.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { translate } from "../../src/accuracy/translate.ts";
import { mean } from "../../src/base/statistics.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { type Changes, experimentsOf, profiles } from "./cases.ts";

const queue: Changes = {
  engine: "TensorRT-LLM",
  load_kind: "max_offline",
  load_value: "inf",
  num_requests: "300",
  isl: "4096",
  osl: "256",
  metric: "output_tok_s_total",
  value: "1000",
  unit: "tok/s",
};

function runOf(changes: Changes) {
  const [experiment] = experimentsOf({ ...queue, ...changes });
  const translated = translate(experiment!, { profiles });
  if (typeof translated === "string") throw new Error(translated);
  const [ran] = simulate(translated.scenario, { seed: 1 }).result.deployments;
  if (ran === undefined || "infeasible" in ran) throw new Error("infeasible");
  return { experiment: experiment!, translated, ran };
}

function alternativesOf(changes: Changes) {
  const { experiment, translated, ran } = runOf(changes);
  return memoryAlternatives(experiment, translated, ran);
}

const rateOf = (scenario: ResolvedScenario): number => {
  const [ran] = simulate(scenario, { seed: 1 }).result.deployments;
  if (ran === undefined || "infeasible" in ran) throw new Error("infeasible");
  return ran.throughput.outputTokensPerSecond;
};
const capacityOf = ({ hardware }: ResolvedScenario) => [...hardware.values()][0]!.memory.capacity.value;

describe("doubt about device memory", () => {
  it("is three percent to either side of what the device holds, the middle of each third, where a queue fills the cache", () => {
    const { translated } = runOf({});
    const alternatives = alternativesOf({});
    expect(
      alternatives.map(({ scenario }) => capacityOf(scenario) / capacityOf(translated.scenario)),
    ).toEqual([expect.closeTo(0.98, 12), 1, expect.closeTo(1.02, 12)]);
    expect(alternatives[1]!.key).toBe(translated.key);
    expect(new Set(alternatives.map(({ key }) => key)).size).toBe(3);
  });

  it("changes nothing where the queue leaves the cache half empty, users come back, one batch runs, or blocks were reported", () => {
    expect(alternativesOf({ isl: "128", osl: "64" })).toEqual([]);
    expect(alternativesOf({ load_kind: "concurrency", load_value: "64" })).toEqual([]);
    expect(alternativesOf({ load_kind: "static_batch", load_value: "64" })).toEqual([]);
    expect(alternativesOf({ notes: "KV blocks=5000x32" })).toEqual([]);
  });

  it("makes the prediction the mean of the three runs", () => {
    const [prediction] = createPredictor({ profiles, seed: 1 }).predict(experimentsOf(queue)[0]!);
    const rates = alternativesOf({}).map(({ scenario }) => rateOf(scenario));
    expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(1.001);
    expect(prediction!.predicted! / mean(rates)).toBeCloseTo(1, 9);
  });
});
