import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cell, plainNumber, row } from "../../src/report/csv.ts";
import { requestCsvRows } from "../../src/report/requests-csv.ts";
import { resultRows } from "../../src/report/result-rows.ts";
import { summaryCsv } from "../../src/report/summary-csv.ts";
import { makeEmptyOutput, makeOutput } from "./fixture.ts";

const read = (text: string) => parse(text, { relax_column_count: false }) as string[][];

describe("cells", () => {
  test("any text comes back from a parser as written, but for the guard against formulas", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 6 }), (texts) => {
        const [back] = read(row(texts));
        expect(back!.map((value, k) => (value === `'${texts[k]}` ? texts[k] : value))).toEqual(texts);
      }),
    );
  });

  test("no text cell starts a formula", () => {
    fc.assert(
      fc.property(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", "＝"), fc.string(), (start, rest) => {
        const [[back]] = read(row([start + rest, "x"])) as [[string]];
        expect(back).toBe(`'${start}${rest}`);
      }),
    );
  });

  test("numbers are exact decimals without exponents", () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        const text = plainNumber(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text) === value).toBe(true);
      }),
    );
    expect([1e21, 1.25e-7, -1.5e22, -0].map(plainNumber)).toEqual([
      "1000000000000000000000",
      "0.000000125",
      "-15000000000000000000000",
      "0",
    ]);
  });

  test("unknown is empty", () => {
    expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map(cell)).toEqual(["", "", "", ""]);
  });
});

describe("summary.csv", () => {
  const { result } = makeOutput(400);
  const [header, ...rows] = read(summaryCsv(result));
  const value = (k: number, column: string) => rows[k]![header!.indexOf(column)];

  test("has one row per deployment and snake_case columns, units in their names", () => {
    expect(rows.map((_, k) => value(k, "deployment"))).toEqual(["monolithic", "disaggregated", "single-gpu"]);
    expect(new Set(header).size).toBe(header!.length);
    for (const name of header!) expect(name).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
  });

  test("holds the result's numbers, exactly", () => {
    const [first] = result.deployments;
    if (!first || "infeasible" in first) throw new Error("fixture");
    expect(Number(value(0, "ttft_p90_seconds"))).toBe(first.latency.ttftSeconds.p90);
    expect(Number(value(0, "usd_per_million_output_tokens"))).toBe(first.cost.usdPerMillionOutputTokens);
    expect(Number(value(0, "preemptions"))).toBe(12);
    expect(value(0, "slo_met")).toBe(String(first.slo.met));
  });

  test("an infeasible deployment has its limit and no zeros", () => {
    expect(value(2, "feasible")).toBe("false");
    expect(value(2, "infeasible_limit")).toBe("memory");
    expect(value(2, "infeasible_short")).toBe("12400000000");
    expect(value(2, "output_tokens_per_second")).toBe("");
  });
});

test("of a split deployment, KV paging is that of the pool that decodes", () => {
  const { result } = makeOutput();
  const [first] = result.deployments;
  if (first === undefined || "infeasible" in first) throw new Error("it is feasible");
  const pool = first.pools[0]!;
  const paging = (missFraction: number) => ({
    residentFraction: 0.5,
    missFraction,
    faultsPerToken: 1,
    stallSecondsPerStep: 0,
    stallFraction: 0,
    concurrencyRatio: 2,
    thrashing: false,
    accuracyLossFraction: null,
  });
  first.pools = [
    { ...pool, role: "prefill", paging: paging(0) },
    { ...pool, role: "decode", paging: paging(0.25) },
  ];
  const [header, line] = read(summaryCsv(result));
  expect(line![header!.indexOf("paging_miss_fraction")]).toBe("0.25");
  const rows = resultRows(result).find(({ heading }) => heading === "KV paging")!.rows;
  expect(rows.find(({ label }) => label.startsWith("selected tokens missed"))!.cells[0]!.text).toBe("25.0");
});

describe("requests.csv", () => {
  test("has a row per request that agrees with the records", () => {
    const { traces } = makeOutput(1100);
    const [header, ...rows] = read([...requestCsvRows(traces)].join(""));
    expect(header).toEqual(
      "deployment,request_id,arrival_seconds,ttft_seconds,tpot_seconds,e2e_seconds,input_tokens,cached_input_tokens,output_tokens,preemptions,status".split(
        ",",
      ),
    );
    expect(rows).toHaveLength(2200);
    const { records } = traces[1]!;
    for (let i = 0; i < records.length; i++) {
      const [deployment, id, arrival, ttft, tpot, e2e, , , output, , status] = rows[1100 + i]!;
      expect([deployment, Number(id), Number(arrival)]).toEqual([
        "disaggregated",
        records.id[i],
        records.arrivedSeconds[i],
      ]);
      if (status === "completed") {
        const gaps = Number(output) - 1;
        expect(Number(arrival) + Number(e2e)).toBeCloseTo(records.finishedSeconds[i]!, 9);
        if (gaps > 0) expect(Number(ttft) + Number(tpot) * gaps).toBeCloseTo(Number(e2e), 9);
        else expect(tpot).toBe("");
      } else expect([ttft, tpot, e2e]).toEqual(["", "", ""]);
    }
    expect(rows.some((cells) => cells.at(-1) === "rejected")).toBe(true);
  });

  test("is made one row at a time", () => {
    const rows = requestCsvRows(makeEmptyOutput().traces);
    expect(rows.next().value).toMatch(/^deployment,/);
    expect(rows.next().value).toBe(
      `monolithic,0,${makeEmptyOutput().traces[0]!.records.arrivedSeconds[0]},,,,${makeEmptyOutput().traces[0]!.records.inputTokens[0]},0,0,1,rejected\n`,
    );
  });
});
