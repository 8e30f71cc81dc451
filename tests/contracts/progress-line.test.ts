import { expect, test } from "vitest";
import { progressLine } from "../../src/cli/progress.ts";

const words = "██·················· 12 %, 0.518 %/s, 0:46 left";

test.each([60, 80, 120])("at %i columns a long label leaves pace and time left", (columns) => {
  const line = progressLine("weighing disaggregation-equal-hardware (2/7)", words, columns);
  expect(line.length).toBeLessThan(columns);
  expect(line).toMatch(/^weighin/);
  expect(line.endsWith(`: ${words}`)).toBe(true);
});

test("a label that fits stays whole; a line never wraps", () => {
  expect(progressLine("simulating", words, 80)).toBe(`simulating: ${words}`);
  expect(progressLine("simulating", words, 20)).toHaveLength(19);
});
