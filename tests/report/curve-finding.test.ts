// What is said of fronts: one leader throughout is told in the middle, two that cross at both ends, factors from twice on.
import { expect, test } from "vitest";
import type { Curve } from "../../src/planner/curve/curve.ts";
import { curveFinding } from "../../src/report/curve-finding.ts";

/** A front that is straight in logarithms between 10 and 100 tokens/s/user. */
const curve = (name: string, slow: number, fast: number): Curve => {
  const points = [
    [10, slow],
    [100, fast],
  ].map(([tokensPerSecondPerUser, outputTokensPerSecondPerMegawatt]) => ({
    tokensPerSecondPerUser,
    outputTokensPerSecondPerMegawatt,
    onParetoFront: true,
    onCostFront: true,
    ttftMet: true,
  }));
  return { name, points } as unknown as Curve;
};

test("one that leads throughout: by how much in the middle", () => {
  expect(curveFinding([curve("one", 1.5e6, 1.5e5), curve("other", 1e6, 1e5)])).toBe(
    "At 50 tokens/s/user one gives 50 % more tokens per MW than other",
  );
});

test("fronts that cross: each end has its winner", () => {
  expect(curveFinding([curve("one", 1.5e6, 1e5), curve("other", 1e6, 3e5)])).toBe(
    "At 10 tokens/s/user one gives 50 % more tokens per MW than other, at 100 other gives 3.0x the tokens per MW of one",
  );
});

test("equal fronts are told to be equal", () => {
  expect(curveFinding([curve("one", 1e6, 1e5), curve("other", 1.001e6, 1e5)])).toBe(
    "At 50 tokens/s/user other and one give the same per MW",
  );
});
