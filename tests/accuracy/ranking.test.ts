// Pairs worked out by hand: 100 and 104 are too close to call, 100 and 150 are not.
import { describe, expect, it } from "vitest";
import type { Prediction } from "../../src/accuracy/predict.ts";
import { rankings } from "../../src/accuracy/ranking.ts";
import { type Changes, experimentsOf } from "./cases.ts";

function row(measured: number, predicted: number | null, changes: Changes = {}): Prediction {
  const value = String(measured);
  const [experiment] = experimentsOf({ metric: "tpot_p50_ms", value, unit: "ms", ...changes });
  return {
    experiment: experiment!,
    metric: "tpot",
    unit: "ms",
    measured,
    predicted,
    band: null,
    heldOut: undefined,
    moe: false,
    unsaturated: true,
    reason: "",
    apart: undefined,
  };
}
const tpot = (...rows: Prediction[]) => rankings(rows).find(({ metric }) => metric === "tpot");

describe("which of two configurations is faster", () => {
  it("counts pairs that differ by more than 5 %, and those ordered as measured", () => {
    const rows = [
      row(100, 90, { tp: "1" }),
      row(104, 80, { tp: "2", gpus: "2" }),
      row(150, 85, { tp: "4", gpus: "4" }),
    ];
    // 100 and 104: left out. 100 < 150 though 90 > 85: wrong. 104 < 150 and 80 < 85: right.
    expect(tpot(...rows)).toEqual({ metric: "tpot", pairs: 2, rightPercent: 50 });
  });

  it("compares one model under one load only, and not a deployment with itself", () => {
    expect(tpot(row(100, 1), row(150, 2, { load_value: "8" }))).toBeUndefined();
    expect(tpot(row(100, 1), row(150, 2, { model: "Llama-3.1-70B" }))).toBeUndefined();
    expect(tpot(row(100, 1), row(150, 2))).toBeUndefined();
    expect(tpot(row(100, 1), row(150, null, { gpu: "H200-SXM" }))).toBeUndefined();
    expect(rankings([])).toEqual([{ metric: "all", pairs: 0, rightPercent: null }]);
  });
});
