// Scores of a forecast: every truth is inside the interval, below or above it.
import { expect, it } from "vitest";
import { scoresOf } from "../../bench/forecast/scores.ts";

it("misses below and above add up to what the interval does not hold", () => {
  const answer = { median: 0, ends: [-2, -1, 1, 2] as [number, number, number, number] };
  const truths = [-3, -1.5, -1.2, 0, 0.5, 1.5].map(Math.exp);
  const { intervals } = scoresOf(
    truths.map(() => answer),
    truths,
  );
  expect(intervals!.below80).toBeCloseTo(3 / 6, 12);
  expect(intervals!.above80).toBeCloseTo(1 / 6, 12);
  expect(intervals!.inside80 + intervals!.below80 + intervals!.above80).toBeCloseTo(1, 12);
});
