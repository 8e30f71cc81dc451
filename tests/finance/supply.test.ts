// What makers deliver: no more of it than each month allows.
import { beforeAll, describe, expect, it } from "vitest";
import { loadSolver } from "../../src/finance/solver.ts";
import { chatAndBatch, decidedPlan, offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

describe("supply", () => {
  it("takes no more of a supply that changes than each month allows", () => {
    const { lots } = decidedPlan(
      planFile({ classes: chatAndBatch({ p10: 1, p50: 4, p90: 8 }, 0) }),
      [
        offer("own", "here", {
          classes: ["chat", "batch"],
          supplyFrom: (month) => (month < 2 ? 0 : month < 7 ? 3 : 6),
          supplyMonths: [2, 7],
        }),
      ],
      highs,
    ).cases[0]!;
    const inMonths = (from: number, to: number) =>
      lots.reduce(
        (sum, { entryMonth, devices }) => sum + (entryMonth >= from && entryMonth < to ? devices : 0),
        0,
      );
    // A quarter's supply comes evenly: 3 devices a quarter are one a month, 6 are two.
    expect([inMonths(0, 2), inMonths(2, 7), inMonths(7, 12)]).toEqual([0, 5, 10]);
  });
});
