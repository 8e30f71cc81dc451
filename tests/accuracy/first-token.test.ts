// Where the first token of a disaggregated deployment is heard: at the decode worker, as its clients do.
import { describe, expect, it } from "vitest";
import { heardFromDecode } from "../../src/accuracy/first-token.ts";
import { translate } from "../../src/accuracy/translate.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { type Changes, experimentsOf, profiles } from "./cases.ts";

const metricsOf = (changes: Changes) => {
  const row = {
    model: "DeepSeek-R1",
    gpu: "H200-SXM",
    mode: "disagg",
    deploy_detail: "prefill workers=1 tp=8 dp=1 ep=8; decode workers=2 tp=8 dp=1 ep=8",
    isl: "128",
    osl: "512",
    length_dist: "fixed",
    load_kind: "concurrency",
    load_value: "12",
  };
  const translated = translate(experimentsOf({ ...row, ...changes })[0]!, { profiles });
  if (typeof translated === "string") throw new Error(translated);
  const [deployment] = simulate(translated.scenario, { seed: 1 }).result.deployments;
  if (deployment === undefined || "infeasible" in deployment) throw new Error("nothing ran");
  return deployment;
};

describe("the first token that a client hears", () => {
  it("waits for a place to decode, which the time per output token no longer does", () => {
    const counted = metricsOf({ max_num_seqs: "4" });
    const heard = heardFromDecode(counted);
    const { ttftSeconds, tpotSeconds, e2eSeconds } = heard.latency;
    const blockedSeconds = counted.phases!.handOver!.blockedSeconds;
    expect(blockedSeconds).toBeGreaterThan(0.1 * e2eSeconds.mean!);
    expect(ttftSeconds.mean!).toBeGreaterThan(counted.latency.ttftSeconds.mean! + blockedSeconds);
    expect(ttftSeconds.mean! + 511 * tpotSeconds.mean!).toBeCloseTo(e2eSeconds.mean!, 9);
    expect(tpotSeconds.mean!).toBeLessThan(0.9 * counted.latency.tpotSeconds.mean!);
  });

  it("is the same where one pool does both", () => {
    const mixed = metricsOf({ mode: "agg", deploy_detail: "", gpus: "8", tp: "8", ep: "8" });
    expect(heardFromDecode(mixed)).toBe(mixed);
  });
});
