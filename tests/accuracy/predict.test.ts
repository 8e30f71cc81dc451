import { describe, expect, it } from "vitest";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { type Changes, experimentsOf, predictionsOf, profiles } from "./cases.ts";

describe("metrics", () => {
  it("the p50 row stands for a latency, else the mean, else the unlabelled; others are families of their own", () => {
    const metricsOf = (...names: string[]) =>
      predictionsOf(names.map((metric) => ({ metric }))).map(({ metric }) => metric);
    expect(metricsOf("ttft_p99_ms", "ttft_mean_ms", "ttft_p50_ms")).toEqual([
      "ttft_p99",
      "ttft_mean",
      "ttft",
    ]);
    expect(metricsOf("e2e_mean_ms", "e2e_p90_ms")).toEqual(["e2e", "e2e_p90"]);
    expect(metricsOf("tpot_ms")).toEqual(["tpot"]);
  });

  it("requests per second stand for throughput, but beside tokens per second, which say the same", () => {
    const requests = { metric: "request_tput", unit: "req/s" };
    const tokens = { metric: "output_tok_s_total", unit: "tok/s" };
    const metricsOf = (...rows: Changes[]) => predictionsOf(rows).map(({ metric }) => metric);
    expect(metricsOf(requests)).toEqual(["throughput"]);
    expect(metricsOf(requests, tokens)).toEqual(["throughput_requests", "throughput"]);
  });

  it("throughput in the unit of each row", () => {
    const [total, perGpu, both, requests, user, tpot] = predictionsOf(
      Object.entries({
        output_tok_s_total: "tok/s",
        output_tok_s_per_gpu: "tok/s/gpu",
        total_tok_s_per_gpu: "tok/s/gpu",
        request_tput: "req/s",
        output_tok_s_per_user: "tok/s/user",
        tpot_mean_ms: "ms",
      }).map(([metric, unit]) => ({ metric, unit, gpus: "2", tp: "2" })),
    ).map(({ predicted }) => predicted!);
    expect(perGpu).toBeCloseTo(total! / 2, 9);
    expect(requests).toBeCloseTo(total! / 64, 9);
    expect(both).toBeCloseTo((requests! * (512 + 64)) / 2, 6);
    expect(user).toBeCloseTo(1000 / tpot!, 9);
  });

  it("energy inside the boundary it was measured at", () => {
    const energy = { metric: "energy_per_output_token_j", value: "1", unit: "J/token" };
    const [experiment] = experimentsOf(energy);
    const joules = (scope: string) => {
      const measurements = experiment!.measurements.map((row) => ({ ...row, scope }));
      const [row] = createPredictor({ profiles, seed: 1 }).predict({ ...experiment!, measurements });
      expect(row!.metric).toBe("energy");
      return row!.predicted!;
    };
    const ratio = joules("whole server at the wall") / joules("GPUs only (NVML)");
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(2);
  });

  it("TTFT of InferenceX as AIConfigurator stores it is a mean", () => {
    const row: Changes = {
      metric: "ttft_p50_ms",
      load_value: "16",
      isl: "4096",
      osl: "512",
      length_dist: "uniform[0.8,1.0]*nominal",
    };
    const [asLabelled, asMeant, mean] = predictionsOf([
      row,
      { ...row, point_id: "p2", source_id: "aic-inferencex" },
      { ...row, point_id: "p3", metric: "ttft_mean_ms" },
    ]).map(({ predicted }) => predicted!);
    expect(asMeant).toBe(mean);
    // The first burst queues: the mean feels it, the median does not.
    expect(asMeant).toBeGreaterThan(1.2 * asLabelled!);
  });
});

describe("saturation", () => {
  it("tells a load the deployment carries easily from one that fills it", () => {
    expect(predictionsOf([{ load_value: "2" }])[0]!.unsaturated).toBe(true);
    expect(predictionsOf([{ load_value: "2000", num_requests: "2000" }])[0]!.unsaturated).toBe(false);
    expect(
      predictionsOf([{ load_kind: "request_rate", load_value: "1", num_requests: "20" }])[0]!.unsaturated,
    ).toBe(true);
    const offline: Changes = { load_kind: "max_offline", load_value: "inf", num_requests: "10" };
    expect(predictionsOf([offline])[0]!.unsaturated).toBe(false);
  });

  it("a cap that was sized to the users says nothing of capacity", () => {
    expect(predictionsOf([{ load_value: "4", max_num_seqs: "4" }])[0]!.unsaturated).toBe(true);
  });
});
