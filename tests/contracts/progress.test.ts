// The pace of long work: how much of it a second, and how long the rest will take; by the clock that the test moves.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pace } from "../../src/cli/progress.ts";

describe("pace", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("says the rate in the unit of the work, and the time left", () => {
    const told = pace("points");
    vi.advanceTimersByTime(10_000);
    expect(told(310, 2790)).toBe(", 31 points/s, 1:20 left");
  });

  it("counts in percent where nobody counts the work", () => {
    const told = pace();
    vi.advanceTimersByTime(4_000);
    expect(told(0.5, 1)).toBe(", 12.5 %/s, 0:04 left");
  });

  it("says nothing before it can know, and nothing at the end", () => {
    const told = pace();
    expect(told(0.1, 1)).toBe("");
    vi.advanceTimersByTime(5_000);
    expect(told(0, 1)).toBe("");
    expect(told(1, 1)).toBe("");
  });
});
