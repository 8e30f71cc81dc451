import { describe, expect, it } from "vitest";
import { profileLibrary } from "../../src/cli/profiles.ts";
import { bandedMetrics, endToEndBand, heldOutBandsOf, regimeOf } from "../../src/metrics/confidence.ts";
import { heldOutError } from "../../src/metrics/held-out-error.ts";
import type { DeploymentMetrics, LatencySummary } from "../../src/metrics/result.ts";
import { assumedSpan, confidenceOf } from "../../src/scenario/confidence.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";

const profiles = profileLibrary();
const found = <T>(lookup: { found: true; profile: T } | { found: false; message: string }): T => {
  if (!lookup.found) throw new Error(lookup.message);
  return lookup.profile;
};
const device = (name: string) => found(profiles.hardware(name));
const scenario = (...names: string[]) => ({
  model: found(profiles.model("llama-3.1-70b")),
  engine: found(profiles.engine("vllm")),
  hardware: new Map(names.map((name) => [name, device(name)])),
  file: scenarioSchema.parse({
    schema: "forewatt.scenario/1",
    model: "llama-3.1-70b",
    workload: {
      arrivals: { process: "closed-loop", users: 1 },
      lengths: { input: { fixed: 10 }, output: { fixed: 10 } },
      requests: 10,
    },
    deployments: {
      one: { pools: names.map((hardware) => ({ name: hardware, hardware })) },
    },
  }),
});
const confidence = (...names: string[]) => {
  const given = scenario(...names);
  return confidenceOf(given, given.file.deployments.one!.pools, latency(0.1, 5));
};
const summary = (mean: number | null): LatencySummary => ({
  mean,
  p50: mean,
  p90: mean,
  p95: mean,
  p99: mean,
});
const latency = (ttft: number | null, e2e: number | null): DeploymentMetrics["latency"] => ({
  ttftSeconds: summary(ttft),
  tpotSeconds: summary(0.02),
  itlSeconds: summary(0.02),
  e2eSeconds: summary(e2e),
});

describe("regime of a run", () => {
  it("is the kind of model, the engine, and whether requests queue", () => {
    expect(regimeOf(false, "vllm", latency(0.1, 5))).toBe("dense vllm early-first");
    expect(regimeOf(true, "trtllm", latency(3, 5))).toBe("moe trtllm late-first");
    expect(regimeOf(true, "trtllm", latency(null, null))).toBe("moe trtllm early-first");
  });
});

describe("confidence of a deployment", () => {
  it("is the held-out error of its regime on hardware that was measured", () => {
    const { basis, regime, ...bands } = confidence("h100-sxm");
    expect(basis).toBe("first-principles");
    expect(bands).toEqual(heldOutBandsOf(regime));
  });

  it("falls back to all regimes for an engine nobody measured", () => {
    const { p10, p90 } = heldOutError.bands.tpot.any!;
    expect(heldOutBandsOf("dense other early-first").tpot).toEqual({ p10, p90 });
  });

  it.each(["vr-nvl72", "rubin-cpx", "gaudi3", "tpu-v7x"])(
    "of %s, which nobody measured, is a range of assumptions wider than any error",
    (name) => {
      const { basis, regime, ...bands } = confidence(name);
      const error = heldOutBandsOf(regime);
      expect(basis).toBe("assumed");
      for (const metric of bandedMetrics) {
        expect(bands[metric].p10).toBeLessThanOrEqual(error[metric].p10);
        expect(bands[metric].p90).toBeGreaterThanOrEqual(error[metric].p90);
      }
      expect(bands.tpot.p90 / bands.tpot.p10).toBeGreaterThan(error.tpot.p90 / error.tpot.p10);
    },
  );

  it("is only as good as its least known device", () => {
    const both = confidence("h100-sxm", "vr-nvl72");
    const alone = confidence("vr-nvl72");
    expect(both).toEqual(alone);
  });
});

describe("range of assumed figures", () => {
  it("follows the ranges that the profile states", () => {
    const { power } = assumedSpan(device("vr-nvl72"));
    expect(power).toEqual({ p10: 1, p90: 2300 / 1800 });
  });

  it("holds 1: the prediction itself", () => {
    for (const name of profiles.ids("hardware")) {
      for (const band of Object.values(assumedSpan(device(name)))) {
        expect(band.p10).toBeLessThanOrEqual(1);
        expect(band.p90).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

describe("band of a whole request's time", () => {
  it("lies between those of its first token and of the others, by their share", () => {
    const bands = { ttft: { p10: 0.5, p90: 3 }, tpot: { p10: 0.9, p90: 1.1 } };
    const confidence = { ...bands } as DeploymentMetrics["confidence"];
    expect(endToEndBand({ latency: latency(0, 5), confidence })).toEqual(bands.tpot);
    expect(endToEndBand({ latency: latency(5, 5), confidence })).toEqual(bands.ttft);
    const { p10, p90 } = endToEndBand({ latency: latency(1, 5), confidence });
    expect(p10).toBeCloseTo(0.82);
    expect(p90).toBeCloseTo(1.48);
  });
});
