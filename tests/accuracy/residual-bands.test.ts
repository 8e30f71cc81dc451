import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldOutBands, heldOutCoverage, type Residual } from "../../src/accuracy/residual-bands.ts";

/** Rows whose logs are the normal quantiles of `count` even steps: a known distribution without chance. */
const spread = (regime: string, count: number, scale = 0.1, bias = 0): Residual[] =>
  Array.from({ length: count }, (_, k) => {
    const share = (k + 0.5) / count;
    // Logistic: its 10 % and 90 % quantiles are -+2.197 scales.
    const log = bias + scale * Math.log(share / (1 - share));
    return { regime, model: `model ${k % 7}`, device: `device ${k % 5}`, logRatio: log };
  });

describe("bands of held-out error", () => {
  it("are the 10 % and 90 % quantiles where models and devices err alike", () => {
    const { any } = heldOutBands(spread("dense vllm early-first", 700));
    expect(Math.log(any!.p10)).toBeCloseTo(-0.2197, 2);
    expect(Math.log(any!.p90)).toBeCloseTo(0.2197, 2);
  });

  it("hold 80 % of rows that had no part in them", () => {
    const held = heldOutCoverage(spread("dense vllm early-first", 700));
    const share = held.filter(({ inside }) => inside).length / held.length;
    // With its model, with its device, with a tenth of the rows.
    expect(held).toHaveLength(3 * 700);
    expect(share).toBeGreaterThan(0.76);
    expect(share).toBeLessThan(0.84);
  });

  it("widen where every model errs in its own way, and would be too narrow without", () => {
    const biases = [-0.5, -0.2, -0.1, 0, 0.1, 0.2, 0.5];
    const rows = biases.flatMap((bias, model) =>
      spread("r", 50, 0.01, bias).map((row) => ({ ...row, model: `model ${model}` })),
    );
    const width = ({ p10, p90 }: { p10: number; p90: number }) => Math.log(p90 / p10);
    const alike = rows.map((row, k) => ({ ...row, model: `model ${k % 7}` }));
    expect(width(heldOutBands(rows).any!)).toBeGreaterThan(width(heldOutBands(alike).any!));
  });

  it("carry the bias of a regime with many rows, and hardly that of one with few", () => {
    const rows = [
      ...spread("many", 2000, 0.05, 0.5),
      ...spread("other", 2000, 0.05),
      ...spread("few", 5, 0.05, 0.5),
    ];
    const bands = heldOutBands(rows);
    expect(bands.many!.p90).toBeGreaterThan(1.4);
    expect(bands.other!.p10).toBeLessThan(0.95);
    expect(bands.few!.p10).toBeLessThan(1.1);
    expect(bands.few!.rows).toBe(5);
  });

  it("do not depend on the order of rows, and turn over with the sign of the error", () => {
    const row = fc.record({
      regime: fc.constantFrom("a", "b"),
      model: fc.constantFrom("m", "n", "o"),
      device: fc.constantFrom("x", "y"),
      logRatio: fc.integer({ min: -200, max: 200 }).map((percent) => percent / 100),
    });
    const rows = fc.uniqueArray(row, { minLength: 8, maxLength: 60, selector: ({ logRatio }) => logRatio });
    fc.assert(
      fc.property(rows, (given) => {
        const bands = heldOutBands(given);
        expect(heldOutBands(given.toReversed())).toEqual(bands);
        const mirrored = heldOutBands(given.map((each) => ({ ...each, logRatio: -each.logRatio })));
        for (const [regime, { p10, p90 }] of Object.entries(bands)) {
          expect(Math.log(mirrored[regime]!.p10)).toBeCloseTo(-Math.log(p90), 6);
          expect(Math.log(mirrored[regime]!.p90)).toBeCloseTo(-Math.log(p10), 6);
        }
      }),
    );
  });

  it("of one model on one device are its plain quantiles: only rows can be left out", () => {
    const rows = spread("r", 100).map((row) => ({ ...row, model: "m", device: "d" }));
    expect(heldOutCoverage(rows)).toHaveLength(100);
    expect(Math.log(heldOutBands(rows).any!.p90)).toBeCloseTo(0.2197, 1);
  });

  it("do not learn of a model from a handful of rows of another", () => {
    const known = spread("r", 100).map((row) => ({ ...row, model: "m", device: "d" }));
    const strange = spread("r", 5, 0.01, 3).map((row) => ({ ...row, model: "n", device: "e" }));
    const held = heldOutCoverage([...known, ...strange]);
    // Everything by the tenth; the five with their model and with their device.
    expect(held).toHaveLength(105 + 5 + 5);
  });
});
