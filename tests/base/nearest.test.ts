import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/base/nearest.ts";

describe("nearest", () => {
  it.each([
    ["ttfd", ["ttft", "tpot"], "ttft"],
    ["TTFT", ["ttft"], "ttft"],
    ["ttft_mss", ["ttft", "tpot"], "ttft"],
    ["ratio", ["rate", "ratioScale"], "rate"],
    ["p9", ["mean", "p50", "p90"], "p90"],
    ["GB", ["s", "ms", "min"], undefined],
    ["sed", ["set", "seed"], "seed"],
    ["foo", ["slo", "seed"], undefined],
    ["zzzz", ["ttft", "tpot"], undefined],
    ["", ["a"], undefined],
  ])("of %j in %j is %j", (given, names, expected) => expect(nearest(given, names)).toBe(expected));

  it("says nothing where nothing is near", () => {
    expect(didYouMean("ttfd", ["ttft"])).toBe(' Did you mean "ttft"?');
    expect(didYouMean("zzzz", ["ttft"])).toBe("");
  });
});
