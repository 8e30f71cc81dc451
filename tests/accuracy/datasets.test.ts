import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { datasetOf, parseDatasets } from "../../src/accuracy/datasets.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { type Changes, profiles, root, table } from "./cases.ts";

const known = parseDatasets(
  "d.csv",
  'dataset,mean_input,mean_output,source\nmlperf/llama-3.1-8b,700,70,"a page"\ngpqa,250,,"a paper"\n',
);

describe("the table", () => {
  it("ships, and every length in it has a source", () => {
    const text = readFileSync(join(root, "bench/accuracy/datasets.csv"), "utf8");
    expect(parseDatasets("datasets.csv", text).size).toBeGreaterThan(0);
  });

  it("a row names its data set in a column, in its notes, or as MLPerf's task of a model", () => {
    const gpqa = { inputTokens: 250, outputTokens: undefined };
    expect(datasetOf({ dataset: "GPQA" }, known)).toEqual(gpqa);
    expect(datasetOf({ task: "gpqa" }, known)).toEqual(gpqa);
    expect(datasetOf({ notes: "task gpqa; server saturated" }, known)).toEqual(gpqa);
    expect(datasetOf({ source_id: "mlperf-51", model: "Llama-3.1-8B" }, known)?.inputTokens).toBe(700);
    expect(datasetOf({ source_id: "other", model: "Llama-3.1-8B" }, known)).toBeUndefined();
    expect(datasetOf({ task: "sourcegraph-fim" }, known)).toBeUndefined();
  });

  it("all mistakes at once, each with its line", () => {
    const bad = "dataset,mean_input,mean_output,source\na,none,5,x\nb,10,-1,\n";
    for (const problem of [/d\.csv:2.*mean_input/, /d\.csv:3.*mean_output/, /d\.csv:3.*source/])
      expect(() => parseDatasets("d.csv", bad)).toThrow(problem);
  });
});

describe("a row without an input length", () => {
  const row: Changes = { source_id: "mlperf-51", isl: "", osl: "64", length_dist: "dataset" };
  const read = (changes: Changes) => readCases("t.csv", table({ ...row, ...changes }), {}, known)[0]!;

  it("has the mean of its data set, keeps the output it measured, and stands apart", () => {
    const experiment = read({});
    expect(experiment).toMatchObject({ inputTokens: 700, outputTokens: 64, datasetMeans: true });
    expect(read({ osl: "" }).outputTokens).toBe(70);
    const [predicted] = createPredictor({ profiles, seed: 1 }).predict(experiment);
    expect(predicted).toMatchObject({ apart: "dataset-means", predicted: expect.any(Number) });
  });

  it("a stated length is kept, and is no data set's", () => {
    expect(read({ isl: "512" })).toMatchObject({ inputTokens: 512, datasetMeans: false });
  });

  it("counts as unmodelled where no length is known", () => {
    const [predicted] = createPredictor({ profiles, seed: 1 }).predict(read({ source_id: "mlenergy" }));
    expect(predicted).toMatchObject({ predicted: null, reason: "no input length is known" });
  });
});
