// Settings that a source's launch scripts had and its rows do not state: only for rows of that source, that engine, that chip.
import { describe, expect, it } from "vitest";
import {
  knownBudget,
  knownCapture,
  knownKv,
  knownLengths,
  knownScheduling,
  knownWarmup,
  possibleLayouts,
} from "../../src/accuracy/known-settings.ts";
import { type Changes, experimentsOf, predictionsOf } from "./cases.ts";

const scheduling = (changes: Changes, engine: string) => knownScheduling(experimentsOf(changes)[0]!, engine);
const inferenceX: Changes = { source_id: "aic-inferencex", gpu: "B200-SXM" };

/** Of a disaggregated row, what may have run. */
const details = (deploy_detail: string, source_id = "aic-inferencex-disagg") =>
  possibleLayouts(experimentsOf({ source_id, mode: "disagg", deploy_detail })[0]!).map(
    ({ columns }) => columns.deploy_detail,
  );

describe("settings that sources leave out", () => {
  it("SGLang of InferenceX on Blackwell polls its queue", () => {
    expect(scheduling({ ...inferenceX, load_value: "16" }, "sglang")).toEqual({ pollSteps: 30 });
    expect(scheduling({ ...inferenceX, load_value: "8" }, "sglang")).toEqual({ pollSteps: 10 });
    expect(scheduling({ ...inferenceX, gpu: "H200-SXM" }, "sglang")).toEqual({});
    expect(scheduling({ ...inferenceX, source_id: "mine" }, "sglang")).toEqual({});
    expect(scheduling(inferenceX, "vllm")).toEqual({});
  });

  it("TensorRT-LLM of InferenceX batches short prompts of Llama 70B below eight devices", () => {
    const row: Changes = {
      ...inferenceX,
      model: "Llama-3.1-70B",
      isl: "1024",
      osl: "1024",
      tp: "4",
      gpus: "4",
    };
    expect(scheduling({ ...row, max_batched_tokens: "16384" }, "trtllm")).toEqual({
      batchWait: { steps: 20, tokens: 14_746 },
    });
    expect(scheduling({ ...row, osl: "8192" }, "trtllm")).toEqual({});
    expect(scheduling({ ...row, tp: "8", gpus: "8" }, "trtllm")).toEqual({});
  });

  it("gap-analysis rows are InferenceX's and have its lengths", () => {
    const [row] = experimentsOf({ source_locator: "x/kimi-k2.5-gap-analysis.csv", length_dist: "unknown" });
    expect(knownLengths(row!)).toBe("uniform[0.8,1.0]*nominal");
    expect(knownLengths(experimentsOf({ length_dist: "unknown" })[0]!)).toBe("unknown");
  });

  it("AIConfigurator's own runs have equal lengths, and its TensorRT-LLM a budget of one prompt and an fp8 cache", () => {
    const own: Changes = { source_id: "aic-nvidia", isl: "2048", load_value: "16", length_dist: "unknown" };
    const [row] = experimentsOf(own);
    const [other] = experimentsOf({ ...own, source_locator: "x/kimi-k2.5-gap-analysis.csv" });
    expect(knownLengths(row!)).toBe("fixed");
    expect([knownBudget(row!, "trtllm"), knownKv(row!, "trtllm")]).toEqual([2064, "fp8"]);
    for (const [experiment, engine] of [
      [row!, "vllm"],
      [other!, "trtllm"],
    ] as const)
      expect([knownBudget(experiment, engine), knownKv(experiment, engine)]).toEqual([undefined, ""]);
  });

  it("vLLM of InferenceX on Blackwell captures short prompts where its script sets a budget, but for Llama", () => {
    const captured = (changes: Changes, engine = "vllm") =>
      knownCapture(
        experimentsOf({ ...inferenceX, model: "gpt-oss-120b", max_batched_tokens: "8192", ...changes })[0]!,
        engine,
      );
    expect(captured({})).toBe(2048);
    for (const changes of [
      { max_batched_tokens: "" },
      { model: "Llama-3.1-70B" },
      { gpu: "H200-SXM" },
      { source_id: "mine" },
    ])
      expect(captured(changes)).toBeUndefined();
    expect(captured({}, "trtllm")).toBeUndefined();
  });

  it("users of NIM's benchmarks are out of step, and the burst they begin with is not counted", () => {
    const [row] = experimentsOf({ source_id: "nim-perf", length_dist: "fixed" });
    expect(knownLengths(row!)).toBe("unknown");
    expect(knownWarmup(row!)).toBe("10 %");
    const [other] = experimentsOf({ length_dist: "fixed" });
    expect(knownLengths(other!)).toBe("fixed");
    expect(knownWarmup(other!)).toBe("0 %");
  });

  it("AIConfigurator's vLLM 0.12 runs of Llama 8B had cached prompts: predicted without, and kept apart", () => {
    const source = { source_id: "aic-nvidia", notes: "NC79; lengths nominal" };
    expect(predictionsOf([source])[0]).toMatchObject({
      apart: "prompts-cached",
      predicted: expect.any(Number),
    });
    for (const other of [
      { ...source, notes: "NC27" },
      { ...source, source_id: "mine" },
    ])
      expect(predictionsOf([other])[0]!.apart).toBeUndefined();
  });

  it("data ranks of one server without expert parallelism may have been tensor ranks, of decode workers that are disaggregated", () => {
    const stated = "prefill workers=1 tp=1 dp=4 ep=1; decode workers=2 tp=1 dp=4 ep=1";
    expect(details(stated)).toEqual([stated, stated.replace(/tp=1 dp=4 ep=1$/, "tp=4 dp=1 ep=1")]);
    expect(details(stated, "mine")).toEqual([stated]);
    for (const other of ["tp=1 dp=32 ep=1", "tp=1 dp=4 ep=4", "tp=4 dp=1 ep=1"]) {
      const detail = `prefill workers=1 tp=1 dp=8 ep=1; decode workers=2 ${other}`;
      expect(details(detail)).toEqual([detail]);
    }
  });

  it("prefill workers that are recorded as tensor ranks may have been data ranks", () => {
    const stated = "prefill workers=3 tp=8 dp=1 ep=8; decode workers=1 tp=1 dp=8 ep=8";
    expect(details(stated)).toEqual([stated, stated.replace("tp=8 dp=1", "tp=1 dp=8")]);
    const both = "prefill workers=1 tp=4 dp=1 ep=1; decode workers=4 tp=1 dp=4 ep=1";
    const data = both.replace("tp=4 dp=1 ep=1", "tp=1 dp=4 ep=4");
    const tensor = (detail: string) => detail.replace(/tp=1 dp=4 ep=1$/, "tp=4 dp=1 ep=1");
    expect(details(both)).toEqual([both, tensor(both), data, tensor(data)]);
  });
});
