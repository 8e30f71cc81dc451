import { expect, it } from "vitest";
import { scaleOf } from "../../src/report/charts/chart-js-axes.ts";

const look = { theme: {}, fontSize: 12 } as Parameters<typeof scaleOf>[1];

/** What a logarithmic axis over a range is labelled with, given the ticks chart.js makes for it. */
function labels(min: number, max: number, values: readonly number[]): string[] {
  const axis = { label: "x", unit: { symbol: "ms", size: 1 }, scale: "log" as const, min, max };
  const { afterBuildTicks, ticks } = scaleOf(axis, look);
  const scale = { min, max, ticks: values.map((value) => ({ value })) };
  afterBuildTicks!(scale as never);
  return scale.ticks.map(({ value }) => ticks.callback(value, 0, scale.ticks));
}

it("labels part of a decade in even steps", () => {
  expect(labels(13.9, 28, [15, 16, 17, 18, 19, 20, 25])).toEqual([
    "14",
    "16",
    "18",
    "20",
    "22",
    "24",
    "26",
    "28",
  ]);
  expect(labels(0.13, 0.19, [0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19])).toEqual([
    "0.13",
    "0.14",
    "0.15",
    "0.16",
    "0.17",
    "0.18",
    "0.19",
  ]);
  expect(labels(61, 89, [])).toEqual(["65", "70", "75", "80", "85"]);
});

it("labels decades with their 1, 2 and 5 while they fit, then 1 and 3, then 1", () => {
  const decades = [0.01, 0.1, 1, 10, 100, 1000].flatMap((power) =>
    [1, 2, 3, 5].map((each) => Number((each * power).toPrecision(3))),
  );
  const between = (min: number, max: number) =>
    labels(
      min,
      max,
      decades.filter((each) => each >= min && each <= max),
    );
  expect(between(0.1, 2)).toEqual(["0.1", "0.2", "0.5", "1", "2"]);
  expect(between(1, 1000)).toEqual(["1", "3", "10", "30", "100", "300", "1,000"]);
  expect(between(0.01, 1000)).toEqual(["0.01", "0.1", "1", "10", "100", "1,000"]);
});

it("keeps three or more, so that it is seen not to be linear", () => {
  const made = (power: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((each) => Number((each * power).toPrecision(3)));
  const within = (min: number, max: number) =>
    labels(
      min,
      max,
      [0.01, 0.1, 1, 10, 100].flatMap(made).filter((each) => each >= min && each <= max),
    );
  expect(within(0.1, 0.36)).toEqual(["0.1", "0.2", "0.3"]);
  expect(within(70, 280)).toEqual(["70", "100", "200"]);
  for (let min = 0.1; min < 10; min *= 1.13)
    for (const factor of [1.3, 2, 3, 5, 8, 12, 20]) {
      const shown = within(min, min * factor);
      expect(shown.length, `${min} to ${min * factor}: ${shown}`).toBeGreaterThanOrEqual(3);
      expect(shown.length).toBeLessThanOrEqual(8);
    }
});

it("says that it is one, a linear one does not", () => {
  const axis = { label: "x", unit: { symbol: "ms", size: 1 } };
  expect(scaleOf({ ...axis, scale: "log" }, look).title.text).toBe("x (ms), log scale");
  expect(scaleOf({ ...axis, label: "", scale: "log" }, look).title.text).toBe("log scale");
  expect(scaleOf({ ...axis, scale: "linear" }, look).title.text).toBe("x (ms)");
});
