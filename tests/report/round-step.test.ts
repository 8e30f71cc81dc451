import { expect, it } from "vitest";
import { roundStep } from "../../src/report/charts/round-step.ts";

const spans = [1e-3, 0.1, 1, 10, 1e6].flatMap((size) =>
  Array.from({ length: 901 }, (_, k) => (1 + k / 100) * size),
);

it.each([2, 3, 4, 5, 6, 7, 8])("takes a round step, at most %d to the end", (most) => {
  for (const span of spans) {
    const step = roundStep(span, most);
    expect(step.toExponential(), `${span}`).toMatch(/^[125]e/);
    expect(span / step).toBeLessThanOrEqual(most * (1 + 1e-12));
    // No larger than need be: the next smaller round step takes too many.
    const smaller = step / (step.toExponential().startsWith("5") ? 2.5 : 2);
    expect(span / smaller).toBeGreaterThan(most * (1 - 1e-12));
  }
});

it("steps a total of 9.33 by fives", () => expect(roundStep(9.334181, 4)).toBe(5));
