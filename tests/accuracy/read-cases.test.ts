import { describe, expect, it } from "vitest";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { InputError } from "../../src/base/errors.ts";
import { type Changes, experimentsOf, table } from "./cases.ts";

const problemsOf = (text: string) => {
  try {
    readCases("cases.csv", text);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
};

describe("cases", () => {
  it("are one experiment per point_id, with a measurement per row", () => {
    const [first, second, ...others] = experimentsOf(
      { point_id: "a" },
      { point_id: "b" },
      { point_id: "a", metric: "ttft_p50_ms", value: "80" },
    );
    expect(others).toEqual([]);
    expect(first!.measurements.map(({ name, value }) => [name, value])).toEqual([
      ["tpot_p50_ms", 5],
      ["ttft_p50_ms", 80],
    ]);
    expect(second!.measurements).toHaveLength(1);
  });

  it("are graded row by row: a rounded metric takes no other of its run with it", () => {
    const [rounded, others, ...more] = experimentsOf(
      { point_id: "a", quality: "C", metric: "request_tput", unit: "req/s" },
      { point_id: "a", quality: "B" },
      { point_id: "a", quality: "B", metric: "ttft_p50_ms" },
    );
    expect(more).toEqual([]);
    expect([rounded!.quality, rounded!.measurements.length]).toEqual(["C", 1]);
    expect([others!.quality, others!.measurements.length]).toEqual(["B", 2]);
    expect(problemsOf(table({ quality: "A" }, { quality: "B", tp: "2" })).map(({ path }) => path)).toEqual([
      "tp",
      "metric",
    ]);
  });

  it("keep unknown columns, and read what a script left open as unknown", () => {
    const [experiment] = readCases(
      "cases.csv",
      "point_id,model,gpu,metric,value,unit,max_num_seqs,rack\np,m,g,tpot_ms,5,ms,engine_default,r7\n",
    );
    expect(experiment!.columns.rack).toBe("r7");
    expect(experiment!.maxSequences).toBeUndefined();
  });

  it("of the energy table are servers kept full at their cap", () => {
    const [experiment] = readCases(
      "energy.csv",
      "point_id,model,gpu,metric,value,unit,scope,max_num_seqs_or_conc\np,m,g,energy_per_output_token_j,0.7,J/token,GPUs only,8\n",
    );
    expect(experiment).toMatchObject({ loadKind: "saturated_max_num_seqs", loadValue: 8, maxSequences: 8 });
    expect(experiment!.measurements[0]!.scope).toBe("GPUs only");
  });

  it("name every malformed cell at once, with line and column", () => {
    const text = table({ tp: "two" }, { value: "-3" }, { value: "" }, { load_value: "many" }).replaceAll(
      '"p1"',
      (match, offset) => (offset > 0 ? `"p${offset}"` : match),
    );
    const problems = problemsOf(text);
    expect(problems.map(({ line, path }) => [line, path])).toEqual([
      [2, "tp"],
      [3, "value"],
      [4, "value"],
      [5, "load_value"],
    ]);
    expect(problems[0]!.message).toBe('expected a whole number of at least 1, got "two"');
    expect(problems.every(({ column }) => column > 0)).toBe(true);
  });

  it("need their columns", () => {
    expect(
      problemsOf("point_id,model,gpu,metrics,value\np,m,g,x,1\n").map(({ path, message }) => [path, message]),
    ).toEqual([
      ["metric", 'column is missing. Did you mean "metrics"?'],
      ["unit", "column is missing."],
    ]);
    expect(problemsOf("point_id,model\n")[0]!.message).toContain("no rows");
    expect(problemsOf('point_id,model\n"a,b\n')).toHaveLength(1);
  });

  it("point to their format where a file has another: a column per metric, other separators", () => {
    const wide = problemsOf("point_id,model,gpu,ttft_p50_ms,tpot_p50_ms\np,m,g,30,5\n");
    expect(wide).toMatchObject([{ line: 1, column: 1, path: "ttft_p50_ms, tpot_p50_ms" }]);
    expect(wide[0]!.message).toMatch(/expected a row per metric.*docs\/guides\/calibrate\.md/);
    for (const [separator, name] of [
      [";", "semicolons"],
      ["\t", "tabs"],
    ] as const) {
      // A comma in a number does not make it a file of commas.
      const [problem, ...others] = problemsOf(
        table({ value: "5,2" }).replaceAll('","', `"${separator}"`).replaceAll('"', ""),
      );
      expect(others).toEqual([]);
      expect(problem!.message).toContain(`cells are separated by ${name}: expected commas`);
    }
  });

  it("are checked in every row, with or without a point", () => {
    const rows = ["p,4", ",x", ",y"].map((cells) => `m,g,tpot_ms,5,ms,${cells}`).join("\n");
    const problems = problemsOf(`model,gpu,metric,value,unit,point_id,load_value\n${rows}\n`);
    expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      "3 point_id",
      "3 load_value",
      "4 point_id",
      "4 load_value",
    ]);
  });

  it("are refused where rows of one point are not one run, with both values and the line of the first", () => {
    const other = { metric: "ttft_p50_ms", value: "80" };
    const changes: Changes[] = [
      { gpu: "B200-SXM" },
      { load_value: "8" },
      { isl: "" },
      { engine: "SGLang", tp: "2" },
      { deploy_detail: "prefill" },
    ];
    for (const change of changes) {
      const problems = problemsOf(table({}, { ...other, ...change }));
      expect(problems.map(({ line, path }) => [line, path])).toEqual(
        Object.keys(change).map((key) => [3, key]),
      );
      expect(problems.every(({ column }) => column > 0)).toBe(true);
    }
    const [problem] = problemsOf(table({}, { ...other, gpu: "B200-SXM" }));
    expect(problem!.message).toContain('"B200-SXM", and "H100-SXM" in line 2');
    expect(problemsOf(table({}, { ...other, gpu: "h100-sxm", tp: "1.0", quality: "B", notes: "x" }))).toEqual(
      [],
    );
  });

  it("are refused where a metric of a point is given twice, unless it is of another scope", () => {
    const [problem, ...others] = problemsOf(table({}, { value: "6" }));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ line: 3, path: "metric" });
    expect(problem!.message).toContain("tpot_p50_ms of p1 is in line 2 already (5 ms)");
    const head = "point_id,model,gpu,metric,value,unit,scope,max_num_seqs_or_conc\n";
    const row = (scope: string) => `p,m,g,avg_power_w_total,700,W,${scope},8\n`;
    expect(problemsOf(head + row("GPUs only") + row("wall"))).toEqual([]);
    expect(problemsOf(head + row("wall") + row("wall"))).toHaveLength(1);
  });

  it("are refused in another unit than their metric is named for", () => {
    const messageOf = (metric: string, unit: string) => problemsOf(table({ metric, unit }))[0]?.message;
    expect(messageOf("tpot_p50_ms", "s")).toBe('expected ms, the unit of tpot_p50_ms, got "s"');
    expect(messageOf("tpot_p50_ms", "tok/s")).toContain("expected ms");
    expect(messageOf("ttft_mean_s", "ms")).toContain("expected s");
    expect(messageOf("output_tok_s_total", "tok/s/gpu")).toContain("expected tok/s,");
    expect(messageOf("tpot_p50_ms", "")).toContain('got ""');
    for (const [metric, unit] of [
      ["tpot_p50_ms", "MS"],
      ["output_tok_s_per_gpu", "tokens/s/GPU"],
      ["request_tput", "requests/s"],
      ["energy_per_output_token_j", "J/tok"],
      // Nothing predicts it, so nothing knows its unit.
      ["max_power_w", "kW"],
    ] as const)
      expect(messageOf(metric, unit)).toBeUndefined();
  });

  it("are refused where the distribution of lengths is none, with what is nearest", () => {
    const messageOf = (length_dist: string) => problemsOf(table({ length_dist }))[0]?.message;
    expect(messageOf("fixd")).toMatch(/expected fixed, unknown, or .*got "fixd"\. Did you mean "fixed"\?/);
    for (const wrong of [
      "uniform",
      "uniform[0.8,1.0]",
      "uniform[1.2,0.8]*nominal",
      "uniform[0,1]*nominal",
      "lognormal",
    ])
      expect(messageOf(wrong)).toContain("such as uniform[0.8,1.0]*nominal");
    for (const known of ["", "trace(sharegpt, per request)", "uniform[1,1]*nominal(800/100)"])
      expect(messageOf(known)).toBeUndefined();
  });

  it("take a load kind in capitals", () => {
    expect(experimentsOf({ load_kind: "Concurrency" })[0]!.loadKind).toBe("concurrency");
  });
});
