import { describe, expect, it } from "vitest";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { InputError } from "../../src/base/errors.ts";
import { experimentsOf, table } from "./cases.ts";

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
});
