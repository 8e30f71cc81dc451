import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCeilings, readCeilings } from "../../src/forecast/ceilings-file.ts";
import type { Demand } from "../../src/forecast/demand.ts";
import { supplyOf, valueAt } from "../../src/forecast/supply.ts";

const file = (body: string) => `schema: forewatt.ceilings/1
energyPerToken: { value: 2 J, source: test, date: 2026-01, confidence: assumed }
${body}`;
const facts = "source: test, date: 2026-01, confidence: assumed";
const day = (date: string) => Date.parse(date) / 1000;

/** P50 as given, P10 half and P90 twice of it. */
const demandOf = (startSeconds: number, dates: number[], median: (timeSeconds: number) => number): Demand => {
  const at = (timeSeconds: number) => {
    const p50 = median(timeSeconds);
    return { p10: p50 / 2, p50, p90: 2 * p50 };
  };
  return {
    last: { timeSeconds: startSeconds, value: median(startSeconds) },
    dates,
    rows: dates.map(at),
    at: (key, time) => at(time)[key as "p50"],
  };
};

describe("supply", () => {
  it("served and unmet are demand, and no more is served than there is", () => {
    const level = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(level, level, level, (p50, first, second) => {
        const ceilings = [first, second].map((value, k) => ({
          name: String(k),
          source: "",
          points: [{ timeSeconds: 0, value }],
        }));
        const { rows } = supplyOf(
          ceilings,
          demandOf(0, [1], () => p50),
        );
        const [{ served, unmet, ceiling, binding }] = rows as [(typeof rows)[number]];
        return (
          ceiling === Math.min(first, second) &&
          ["p10", "p50", "p90"].every((key) => served[key]! <= ceiling && unmet[key]! >= 0) &&
          Math.abs(served.p50! + unmet.p50! - p50) < 1e-9 * p50 &&
          (binding !== null) === p50 > ceiling
        );
      }),
    );
  });

  it("says to the day from when each quantile is cut off, however far apart the rows are", () => {
    const ceiling = { name: "c", source: "s", points: [{ timeSeconds: 0, value: 10 }] };
    const start = day("2027-01-01");
    const median = (timeSeconds: number) => 1.01 + (timeSeconds - start) / 864_000;
    for (const step of [1, 30, 60, 120]) {
      const dates = Array.from({ length: 120 / step }, (_, k) => start + (k + 1) * step * 86_400);
      const { bindsFrom } = supplyOf([ceiling], demandOf(start, dates, median)).ceilings[0]!;
      expect(bindsFrom).toEqual({ p10: null, p50: "2027-04-01", p90: "2027-02-10" });
    }
  });

  it("limits nothing before its first date, stays as it is after its last, and says both", () => {
    const [first, last] = [day("2027-02-01"), day("2027-03-01")];
    const ceiling = {
      name: "c",
      source: "s",
      points: [
        { timeSeconds: first, value: 1 },
        { timeSeconds: last, value: 2 },
      ],
    };
    const dates = ["2027-01-15", "2027-03-01", "2027-06-01"].map(day);
    const { rows, notes, ceilings } = supplyOf(
      [ceiling],
      demandOf(day("2027-01-01"), dates, () => 10),
    );
    expect(rows.map((each) => each.ceiling)).toEqual([null, 2, 2]);
    expect(rows.map(({ served }) => served.p50)).toEqual([10, 2, 2]);
    expect(notes).toEqual([
      "c: states nothing before 2027-02-01, so limits nothing until then.",
      "c: states nothing after 2027-03-01, and is taken to stay as it is there.",
    ]);
    expect(ceilings[0]!.bindsFrom.p50).toBe("2027-02-01");
    expect(ceilings[0]!.already).toBe(false);
  });

  it("exceeded by the last value contradicts the data", () => {
    const ceiling = { name: "c", source: "s", points: [{ timeSeconds: 0, value: 9 }] };
    const { ceilings } = supplyOf(
      [ceiling],
      demandOf(day("2027-01-01"), [day("2027-02-01")], () => 10),
    );
    expect([ceilings[0]!.already, ceilings[0]!.said]).toEqual([
      true,
      "c: the last value exceeds it already.",
    ]);
  });

  it("is a straight line between dates and constant outside", () => {
    const points = [
      { timeSeconds: 0, value: 10 },
      { timeSeconds: 100, value: 30 },
    ];
    expect([-5, 0, 25, 100, 900].map((time) => valueAt(points, time))).toEqual([10, 10, 15, 30, 30]);
  });
});

describe("a file of ceilings", () => {
  it("turns power into tokens by the energy of a token, and shares of it", () => {
    const text = file(`ceilings:
  all: { actor: all, power: [ { date: 2026-01-01, value: 4 MW } ], ${facts} }
  ours: { actor: us, of: all, share: [ { date: 2026-01-01, value: 25 % } ], ${facts} }
apply: [ours]`);
    const [ours] = readCeilings("c.yaml", text, "tokens/day");
    // 1 MW at 2 J a token is half a million tokens a second.
    expect(ours!.points[0]!.value).toBeCloseTo(0.5e6 * 86_400, 3);
    expect(readCeilings("c.yaml", text, "MW")[0]!.points[0]!.value).toBeCloseTo(1, 12);
  });

  it("adds what stands already, and a share says nothing before both its own and the whole's first date", () => {
    const text = file(`ceilings:
  all: { actor: all, startPower: 20 GW, power: [ { date: 2025-01-01, value: 0 GW }, { date: 2027-01-01, value: 10 GW } ], ${facts} }
  ours: { actor: us, of: all, share: [ { date: 2026-01-01, value: 10 % } ], ${facts} }
apply: [all, ours]`);
    const [all, ours] = readCeilings("c.yaml", text, "GW");
    expect(all!.points.map(({ value }) => Number(value.toFixed(9)))).toEqual([20, 30]);
    expect(ours!.points.map(({ timeSeconds }) => timeSeconds)).toEqual([
      day("2026-01-01"),
      day("2027-01-01"),
    ]);
    expect(ours!.points[0]!.value).toBeCloseTo(2.5, 9);
  });

  it("adds up tools to power: 70 a year at 3.5 a gigawatt are 20 GW a year", () => {
    const text = file(`ceilings:
  euv: { actor: all, startPower: 0 GW, toolsPerGigawatt: 3.5, tools: [ { date: 2026-01-01, perYear: 70 }, { date: 2030-01-01, perYear: 70 } ], ${facts} }
apply: [euv]`);
    const [euv] = readCeilings("c.yaml", text, "GW");
    expect(euv!.points[1]!.value).toBeCloseTo(80, 6);
  });

  it("is refused with every mistake in it", () => {
    const text = file(`ceilings:
  a: { actor: x, of: b, share: [ { date: 2026-01-01, value: 25 % } ], ${facts} }
  b: { actor: x, of: a, share: [ { date: 2026-01-01, value: 25 % } ], ${facts} }
  c: { actor: x, tokens: [ { date: 2026-01-01, value: 5 } ], unit: tokens/day, ${facts} }
apply: [c, d]`);
    expect(() => readCeilings("c.yaml", text, "requests/day")).toThrow(
      /is a share of itself[\s\S]*cannot be converted to requests\/day/,
    );
    expect(() => readCeilings("c.yaml", text, "requests/day")).toThrow(/no ceiling is called "d"/);
  });

  it("tells names that are not there beside what else is wrong, and a series without a unit once", () => {
    const text = file(`ceilings:
  a: { actor: x, power: [ { date: someday, value: 5 GW } ], ${facts} }
  b: { actor: x, of: aa, share: [ { date: 2026-01-01, value: 25 % } ], ${facts} }
apply: [b, c]`);
    const said = (read: () => unknown) => {
      try {
        read();
      } catch (error) {
        return (error as Error).message.split("\n");
      }
      throw new Error("read without a problem");
    };
    const expected = [
      expect.stringMatching(/a\.power\[0\]\.date .*"?someday/),
      expect.stringMatching(/b\.of {2}no ceiling is called "aa"/),
      expect.stringMatching(/apply\[1\] {2}no ceiling is called "c"/),
    ];
    expect(said(() => readCeilings("c.yaml", text, "tokens/day"))).toEqual(expected);
    expect(said(() => parseCeilings("c.yaml", text))).toEqual(expected);
    const path = "scenarios/forecast/ceilings.yaml";
    expect(said(() => readCeilings(path, readFileSync(path, "utf8"), "units"))).toEqual([
      expect.stringMatching(/apply\[0\] .*give it with --unit tokens\/day$/),
    ]);
  });

  it("ships with what was published", () => {
    const path = "scenarios/forecast/ceilings.yaml";
    const ceilings = readCeilings(path, readFileSync(path, "utf8"), "tokens/day");
    expect(ceilings.map(({ name }) => name)).toEqual(["our-power (this plan)", "our-chips (this plan)"]);
    // A share of tools carries what is to be known of the tools.
    expect(ceilings[1]!.notes).toEqual([expect.stringMatching(/^world-euv: The often quoted 700 a year is/)]);
    const demand = demandOf(day("2026-06-01"), [day("2027-01-01"), day("2030-01-01")], () => 1e10);
    const { rows, notes, ceilings: answered } = supplyOf(ceilings, demand);
    expect(notes).toEqual([
      expect.stringMatching(/^us-power-short-44: These are additions since 2025/),
      expect.stringMatching(/^our-power .* states nothing after 2028-12-31/),
      ...ceilings[1]!.notes!,
    ]);
    for (const [k, { ceiling }] of rows.entries())
      expect(Math.min(...answered.map(({ values }) => values[k]!))).toBe(ceiling);
  });

  it("ships tools that come to the 700 and the 200 GW of their source", () => {
    const path = "scenarios/forecast/ceilings.yaml";
    const text = readFileSync(path, "utf8").replace(/^apply:.*$/m, "apply: [world-euv]");
    const points = readCeilings(path, text, "GW")[0]!.points;
    expect(points.at(-1)!.value / 200).toBeCloseTo(1, 2);
    expect((3.5 * points.at(-1)!.value) / 700).toBeCloseTo(1, 2);
  });
});
