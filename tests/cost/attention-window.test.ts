// What windowed layers read, against a count of every query.
import fc from "fast-check";
import { expect, it } from "vitest";
import { meanReachTokens, reachTokens, windowPairs } from "../../src/cost/attention-window.ts";

const windows = fc.record({ windowTokens: fc.integer({ min: 1, max: 40 }), windowRestarts: fc.boolean() });

it("pairs are what each query reads, less half a token of its own", () => {
  fc.assert(
    fc.property(windows, fc.nat({ max: 200 }), fc.integer({ min: 1, max: 200 }), (window, before, count) => {
      let read = 0;
      let growing = 0;
      for (let context = before + 1; context <= before + count; context++) {
        read += reachTokens(context, window);
        if (window.windowRestarts || context <= window.windowTokens) growing++;
      }
      expect(windowPairs(before, count, window)).toBeCloseTo(read - growing / 2, 6);
    }),
  );
});

it("chunks read no more than windows that slide, and half as much far from the start", () => {
  const sliding = { windowTokens: 8192 };
  const chunked = { windowTokens: 8192, windowRestarts: true };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), (context) => {
      expect(reachTokens(context, chunked)).toBeLessThanOrEqual(reachTokens(context, sliding));
    }),
  );
  expect(reachTokens(8192, chunked)).toBe(8192);
  expect(reachTokens(8193, chunked)).toBe(1);
  expect(meanReachTokens(0, 10 * 8192, chunked)).toBe(4096);
  expect(meanReachTokens(8192, 9216, chunked)).toBe(512);
  expect(meanReachTokens(8192, 9216, sliding)).toBe(8192);
});
