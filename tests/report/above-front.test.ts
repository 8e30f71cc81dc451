import { expect, it } from "vitest";
import type { Curve } from "../../src/planner/curve/curve.ts";
import type { CurvePoint } from "../../src/planner/curve/point.ts";
import { aboveFront } from "../../src/report/above-front.ts";

const point = (tokensPerSecondPerUser: number, outputTokensPerSecondPerMegawatt: number, ttftMet = true) =>
  ({ tokensPerSecondPerUser, outputTokensPerSecondPerMegawatt, ttftMet, onParetoFront: true }) as CurvePoint;

const curve = (operatingPoint: CurvePoint | null, points = [point(10, 1000), point(1000, 10)]) =>
  ({ name: "it", points, operatingPoint, layoutCount: 1, simulationCount: 2 }) as Curve;

it("compares at the pace of the load, by straight lines in logarithms", () => {
  expect(aboveFront(curve(point(100, 102)))).toBe(true);
  expect(aboveFront(curve(point(100, 100.5)))).toBe(false);
  expect(aboveFront(curve(point(100, 90)))).toBe(false);
});

it("is above where the front does not reach, not where first tokens come too late or nothing is to compare", () => {
  expect(aboveFront(curve(point(2000, 5)))).toBe(true);
  expect(aboveFront(curve(point(100, 500, false)))).toBe(false);
  expect(aboveFront(curve(null))).toBe(false);
  expect(aboveFront(curve(point(100, 500), []))).toBe(false);
});
