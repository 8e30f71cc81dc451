import { describe, expect, it } from "vitest";
import { doubtsOf, unitDoubts } from "../../src/accuracy/doubts.ts";
import { predictionsOf } from "./cases.ts";

const [row] = predictionsOf([{}]);
const measured = (...values: number[]) => values.map((value) => ({ ...row!, predicted: 5, measured: value }));

describe("doubts about measurements", () => {
  it("name a metric in another unit than its own, either way", () => {
    expect(unitDoubts(measured(0.005, 0.006, 5.1))).toEqual([
      {
        metric: "tpot",
        message: expect.stringContaining(
          "2 of 3 measured about 917 times less than predicted: are the values in ms",
        ),
      },
    ]);
    expect(unitDoubts(measured(5000))[0]!.message).toContain("1000 times more");
    expect(
      unitDoubts([...measured(5), ...measured(0.005).map((each) => ({ ...each, metric: "ttft" }))]),
    ).toMatchObject([{ metric: "ttft" }]);
  });

  it("leave alone what physics may be wrong about, single outliers, and rows that are not modelled", () => {
    expect(unitDoubts(measured(0.26, 99))).toEqual([]);
    expect(unitDoubts(measured(0.005, 5, 5))).toEqual([]);
    expect(unitDoubts(measured(0.005).map((each) => ({ ...each, predicted: null })))).toEqual([]);
    expect(unitDoubts([])).toEqual([]);
  });

  it("count points whose number format nobody stated, once each", () => {
    const point = { point_id: "bare", precision: "" };
    const rows = predictionsOf([{}, point, { ...point, metric: "ttft_p50_ms", value: "40" }]);
    expect(doubtsOf(rows.map((each) => ({ ...each, measured: each.predicted ?? 1 })))).toEqual([
      "points without a precision: 1, predicted in the format their model was published in",
    ]);
  });
});
