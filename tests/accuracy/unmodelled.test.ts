// A row that cannot be predicted says why, and what was likely meant.
import { describe, expect, it } from "vitest";
import { type Changes, predictionsOf } from "./cases.ts";

describe("what is not modelled", () => {
  it.each<[string, Changes, RegExp]>([
    ["an unknown model", { model: "Mystery-9B" }, /unknown model "Mystery-9B"/],
    ["an unknown device", { gpu: "GTX-1" }, /unknown hardware "GTX-1"/],
    ["an unknown engine", { engine: "Groq" }, /engine Groq has no profile$/],
    ["a slip in an engine", { engine: "vlm" }, /engine vlm has no profile\. Did you mean "vllm"\?/],
    [
      "an unknown format",
      { precision: "unspecified" },
      /number format .* known: int4, fp4, fp8, bf16, int8$/,
    ],
    ["speculation", { spec_decode: "mtp" }, /speculative decoding \(mtp\)/],
    ["disaggregation without its workers", { mode: "disagg" }, /prefill workers are not recorded/],
    [
      "a prefix cache without what is shared",
      { prefix_caching: "on", length_dist: "workload mean only" },
      /prefix caching is on/,
    ],
    ["one role alone", { mode: "decode-only" }, /decode-only/],
    [
      "heads that tensor ranks cannot share",
      { tp: "3", gpus: "3" },
      /tp 3 does not divide the 32 attention heads/,
    ],
    ["a dataset without lengths", { isl: "", length_dist: "dataset" }, /input length/],
    ["no output length", { osl: "0" }, /output length/],
    ["an unrecorded layout", { gpus: "8", tp: "", pp: "" }, /layout of the 8 devices/],
    ["ranks that do not divide the devices", { gpus: "3", tp: "2" }, /does not divide the 3/],
    ["no load", { load_value: "" }, /load of concurrency is not stated/],
    [
      "an unknown load kind",
      { load_kind: "concurency" },
      /load kind concurency is not modelled. Did you mean "concurrency"/,
    ],
    [
      "a load kind unlike all",
      { load_kind: "bursts" },
      /bursts is not modelled; known: concurrency, request_rate,/,
    ],
    [
      "a rate under a cap",
      { load_kind: "request_rate with a concurrency cap" },
      /cap is not modelled; known/,
    ],
    ["a trace that is not at hand", { load_kind: "trace", load_value: "x" }, /trace is not given/],
    ["a metric nobody predicts", { metric: "prefill_tok_s_per_gpu" }, /prefill_tok_s_per_gpu$/],
    ["a slip in a metric", { metric: "tpt_p50_ms" }, /tpt_p50_ms; known: tpot_ms, tpot_mean_ms, tpot_p50_ms/],
    ["a metric without its unit", { metric: "tpot" }, /tpot; known: tpot_ms, tpot_mean_ms, tpot_p50_ms/],
    ["a rate of something", { metric: "throughput" }, /throughput; known: output_tok_s_total,/],
    ["a quantile that is not kept", { metric: "ttft_p75_ms" }, /p75/],
    ["a model that does not fit", { model: "Llama-3.1-405B" }, /infeasible/],
  ])("%s has its reason", (_, changes, reason) => {
    const rows = predictionsOf([changes]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.predicted).toBeNull();
    expect(rows[0]!.reason).toMatch(reason);
  });

  it("unrecorded speculation is modelled and kept apart", () => {
    const [row] = predictionsOf([{ spec_decode: "unknown" }]);
    expect(row!.predicted).toBeGreaterThan(0);
    expect(row).toMatchObject({ apart: "speculation-unknown", reason: expect.stringContaining("apart") });
  });
});
