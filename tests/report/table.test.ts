import { describe, expect, test } from "vitest";
import type { DeploymentMetrics, RunResult } from "../../src/metrics/result.ts";
import { answer, confidenceBasis } from "../../src/report/answer.ts";
import { hanging, words } from "../../src/report/break-lines.ts";
import { renderTable } from "../../src/report/table.ts";
import { makeEmptyOutput, makeInfeasibleOutput, makeOutput } from "./fixture.ts";

const plain = (result: RunResult, width = 100) => renderTable(result, { width, color: false });
const lineOf = (table: string, label: string) =>
  table.split("\n").find((line) => line.trim().startsWith(label))!;

function edited(
  change: (monolithic: DeploymentMetrics, disaggregated: DeploymentMetrics) => void,
): RunResult {
  const { result } = makeOutput(200);
  const [first, second] = result.deployments as [
    DeploymentMetrics & { name: string },
    DeploymentMetrics & { name: string },
  ];
  change(first, second);
  return result;
}

describe("table", () => {
  test.each([40, 60, 80, 100, 140])("never exceeds %i columns", (width) => {
    const { result } = makeOutput(200);
    result.deployments.push({
      ...result.deployments[0]!,
      name: "a-deployment-with-quite-a-long-name-indeed",
    });
    for (const line of plain(result, width).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    for (const { name } of result.deployments) expect(plain(result, width)).toContain(name.slice(0, 8));
  });

  test("a label keeps its unit in the narrowest terminal", () => {
    const lines = plain(makeOutput(200).result, 40).split("\n");
    const start = lines.findIndex((line) => line.startsWith("  output per device"));
    expect(lines[start]).not.toContain("…");
    expect(`${lines[start]!.slice(0, 22).trim()} ${lines[start + 1]!.trim()}`).toMatch(
      /^output per device \((\w )?tok\/s\)$/,
    );
  });

  test("a text goes on under its own beginning", () => {
    expect(hanging("lpx  ", "per LPU, 256 to a rack", 18)).toEqual(["lpx  per LPU, 256", "     to a rack"]);
    expect(hanging("h100  ", "NVIDIA H100", 80)).toEqual(["h100  NVIDIA H100"]);
  });

  test("shows each value once, in human units with the unit named", () => {
    const result = edited((first, second) => {
      first.latency.ttftSeconds.p50 = 0.2;
      second.latency.ttftSeconds.p50 = 0.25;
    });
    expect(lineOf(plain(result), "TTFT p50")).toMatch(/TTFT p50 \(ms\)\s+200\*\s+250\s+–/);
  });

  test("a fast deployment keeps two digits beside an overloaded one", () => {
    const result = edited((first, second) => {
      first.latency.ttftSeconds.p90 = 0.1503;
      second.latency.ttftSeconds.p50 = 60;
      second.latency.ttftSeconds.p90 = 120.5;
    });
    expect(lineOf(plain(result), "TTFT p90")).toMatch(/TTFT p90 \(s\)\s+0\.15\*? .*120\.5/);
  });

  test("a price too small for three decimals keeps its digits", () => {
    const result = edited((first, second) => {
      const prices = {
        usdPerMillionInputTokens: 0.0141,
        usdPerMillionOutputTokens: 1,
        cachedTokenShare: 0.5,
      };
      first.cost.byToken = { ...prices, usdPerMillionCachedInputTokens: 0.0000269 };
      second.cost.byToken = { ...prices, usdPerMillionCachedInputTokens: null };
    });
    expect(lineOf(plain(result), "cached input alone")).toMatch(/\(\$\)\s+0\.0000269\s+–/);
    expect(lineOf(plain(result), "input alone")).toMatch(/\(\$\)\s+0\.014\s/);
  });

  test("rows of one sum take one unit", () => {
    const result = edited((first) => {
      const taxed = {
        billedPerUseful: 957,
        computedPerUseful: 45,
        cachedPerUseful: 912,
        avoidedPerUseful: 0,
      };
      first.tokenTax = {
        ...taxed,
        inputTokens: 10_490_000,
        cachedInputTokens: 10_000_000,
        outputTokens: 10_000,
        avoidedTokens: 900,
        usefulOutputTokens: 10_000,
        reusedPlans: 0,
        roles: [{ role: "coder", ...taxed }],
      } as never;
    });
    const table = plain(result);
    for (const label of ["billed", "computed", "cached", "avoided", "useful output"])
      expect(lineOf(table, `${label} (`)).toContain("(M tokens)");
  });

  test("without a stated limit no service level is shown", () => {
    const { result } = makeOutput(200);
    expect(plain(result)).toContain("SLO met");
    expect(plain({ ...result, slo: undefined })).not.toMatch(/Service level|SLO met|attainment|goodput/);
  });

  test("decimal points stand below each other", () => {
    const lines = plain(makeOutput(200).result)
      .split("\n")
      .filter((line) => /\(.*\)\s+[\d,]+\.\d/.test(line));
    expect(lines.length).toBeGreaterThan(5);
    expect(new Set(lines.map((line) => line.indexOf(".", 38))).size).toBe(1);
  });

  test("what serves nobody keeps no service level, is best at nothing, and is said to", () => {
    const result = edited((first) => {
      first.requests.completed = 0;
      first.power.facilityMeanWatts = 1;
    });
    const { name } = result.deployments[0]!;
    expect(answer(result)).toContain(`${name} completes no request.`);
    expect(lineOf(plain(result), "mean facility power")).not.toContain("*");
  });

  test("an interval follows its value", () => {
    const result = edited((first) => {
      first.latency.ttftSeconds.p50 = 0.2;
      first.intervals["ttft.p50"] = { mean: 0.2, low: 0.19, high: 0.21, method: "replications" };
    });
    expect(lineOf(plain(result), "TTFT p50")).toMatch(/200\*?\s+± 10/);
  });

  test("an interval is never rounded to nothing", () => {
    const result = edited((first) => {
      first.intervals["ttft.p50"] = { mean: 0.2, low: 0.19998, high: 0.20002, method: "batch-means" };
    });
    expect(lineOf(plain(result), "TTFT p50")).toContain("± 0.02");
  });

  test("a lead of less than a percent is no lead", () => {
    const result = edited((first, second) => {
      first.latency.ttftSeconds.p50 = 0.2;
      second.latency.ttftSeconds.p50 = 0.2015;
    });
    expect(lineOf(plain(result), "TTFT p50")).not.toContain("*");
  });

  test("colours only when asked", () => {
    const { result } = makeOutput(200);
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(plain(result)).not.toMatch(escapes);
    const coloured = renderTable(result, { width: 100, color: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, "").replace(/ +$/gm, "")).toBe(plain(result));
  });

  test("infeasible: the limit and what is short, no numbers", () => {
    expect(plain(makeOutput(200).result)).toContain("single-gpu: infeasible, memory: 12.4 GB short");
    expect(plain(makeInfeasibleOutput().result)).not.toMatch(/TTFT p50/);
  });

  test("nothing measured is a dash", () => {
    expect(lineOf(plain(makeEmptyOutput().result), "TPOT p90")).toMatch(/–\s+–\s+–$/);
  });
});

describe("answer", () => {
  const figures = (
    metrics: DeploymentMetrics,
    perMegawatt: number,
    usd: number,
    met = true,
    attainment = 0.95,
  ) => {
    metrics.throughput.outputTokensPerSecondPerMegawatt = perMegawatt;
    metrics.cost.usdPerMillionOutputTokens = usd;
    Object.assign(metrics.slo, { met, attainment });
  };

  test("compares the two best that meet the SLO", () => {
    const result = edited((first, second) => {
      figures(first, 1000, 2);
      figures(second, 1120, 1.9);
    });
    expect(answer(result)).toBe(
      "Both deployments meet the SLO; disaggregated gives 12 % more tok/s/MW and 5.0 % lower cost per output token than monolithic. Infeasible: single-gpu (memory: 12.4 GB short).",
    );
  });

  test("one that misses the SLO does not win", () => {
    const result = edited((first, second) => {
      figures(first, 1000, 2);
      figures(second, 1500, 2, false, 0.5);
    });
    expect(answer(result)).toMatch(
      /^monolithic \(95 % good\) meets the SLO, disaggregated \(50 % good\) does not; monolithic gives 33 % less tok\/s\/MW than disaggregated, at the same cost/,
    );
  });

  test("says so when none meets it, and when none can be built", () => {
    const result = edited((first, second) => {
      figures(first, 1000, 2, false, 0.2);
      figures(second, 1000, 2, false, 0.3);
    });
    expect(answer(result)).toMatch(
      /^No deployment meets the SLO: monolithic \(20 % good\) and disaggregated \(30 % good\); .* are within 1 % in tok\/s\/MW and cost per output token/,
    );
    expect(answer(result, { settled: false })).toMatch(
      /^No deployment meets the SLO: .*; by how much they differ a whole run tells\./,
    );
    expect(answer(makeInfeasibleOutput().result)).toBe(
      "No deployment is feasible: single-gpu (memory: 12.4 GB short).",
    );
  });

  test("what is answered in front is not generated: deployments are compared per answer", () => {
    const result = edited((first, second) => {
      figures(first, 1180, 1.6);
      figures(second, 1000, 2);
      // The same requests in less time at the same watts: fewer tokens generated, more answers.
      first.throughput.requestsPerSecond = 2;
      second.throughput.requestsPerSecond = 2.5;
      second.power.facilityMeanWatts = first.power.facilityMeanWatts;
      first.cost.usdPerHour = second.cost.usdPerHour = 4;
      second.avoidance = {
        deduplicatedRequests: 0,
        answeredRequests: 20,
        falseHitRequests: 0,
        inputTokens: 1000,
        deduplicatedInputTokens: 0,
        answeredInputTokens: 300,
        cachedInputTokens: 0,
        computedInputTokens: 700,
        avoidedOutputTokens: 300,
      };
    });
    expect(answer(result)).toContain(
      "disaggregated gives 25 % more answers per MWh and 20 % lower cost per answer than monolithic",
    );
  });

  test("a difference whose interval holds zero is called simulation error", () => {
    const result = edited((first, second) => {
      figures(first, 1000, 2);
      figures(second, 1120, 2);
    });
    result.differences.push({
      deployment: "disaggregated",
      against: "monolithic",
      metric: "throughput.outputTokensPerSecondPerMegawatt",
      interval: { mean: 120, low: -10, high: 250, method: "replications" },
    });
    expect(answer(result)).toContain("12 % more tok/s/MW (within simulation error)");
  });

  test("carries its basis", () => {
    expect(confidenceBasis(makeOutput(200).result)).toMatch(
      /^Basis: first-principles; .*throughput 0\.80 to 1\.15.*leans on 1 assumed figure\.$/,
    );
  });

  test("spans the errors of all deployments with the weakest basis, and names them where others rest on better", () => {
    const result = edited((one, other) => {
      one.confidence = { ...one.confidence, throughput: { p10: 0.9, p90: 1.4 } };
      other.confidence = { ...other.confidence, throughput: { p10: 0.7, p90: 1.1 } };
    });
    expect(confidenceBasis(result)).toMatch(/^Basis: first-principles; .*throughput 0\.70 to 1\.40,/);
    const mixed = edited((_, other) => {
      other.confidence = { ...other.confidence, basis: "assumed", throughput: { p10: 0.7, p90: 1.1 } };
    });
    expect(confidenceBasis(mixed)).toMatch(
      /^Basis of \S+: assumed; .*throughput 0\.70 to 1\.10, .*; that of \S+: first-principles, 80 % within throughput 0\.80 to 1\.15, /,
    );
  });
});

test("words on a line of no width are a letter a line", () => {
  for (const width of [0, 0.5, 1]) expect(words("ab c", width)).toEqual(["a", "b", "c"]);
});
