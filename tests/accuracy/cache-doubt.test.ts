// How a finite queue is predicted where nobody knows the cache to the percent.
import { describe, expect, it } from "vitest";
import { cacheAlternatives } from "../../src/accuracy/cache-doubt.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { translate } from "../../src/accuracy/translate.ts";
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
  return cacheAlternatives(experiment, translated, ran);
}

describe("doubt about the cache", () => {
  it("is five percent to either side where a queue fills it", () => {
    const [less, more] = alternativesOf({});
    expect(less!.kvMemoryFraction).toBeCloseTo(0.9 * 0.95, 12);
    expect(more!.kvMemoryFraction).toBeCloseTo(0.9 * 1.05, 12);
    const [, most] = alternativesOf({ kv_mem_fraction: "0.98" });
    expect(most!.kvMemoryFraction).toBe(1);
  });

  it("changes nothing where the queue leaves it half empty, users come back, one batch runs, or blocks were reported", () => {
    expect(alternativesOf({ isl: "128", osl: "64" })).toEqual([]);
    expect(alternativesOf({ load_kind: "concurrency", load_value: "64" })).toEqual([]);
    expect(alternativesOf({ load_kind: "static_batch", load_value: "64" })).toEqual([]);
    expect(alternativesOf({ notes: "KV blocks=5000x32" })).toEqual([]);
  });

  it("makes the prediction the mean of the three runs", () => {
    const [prediction] = createPredictor({ profiles, seed: 1 }).predict(experimentsOf(queue)[0]!);
    const rates = [0.95, 1, 1.05].map(
      (share) => runOf({ kv_mem_fraction: String(0.9 * share) }).ran.throughput.outputTokensPerSecond,
    );
    expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(1.001);
    expect(prediction!.predicted! / ((rates[0]! + rates[1]! + rates[2]!) / 3)).toBeCloseTo(1, 9);
  });
});
