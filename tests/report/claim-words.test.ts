// A verdict that holds only in part reads as a sentence.
import { expect, test } from "vitest";
import type { ClaimResult } from "../../src/planner/claims/weigh.ts";
import { holdsWhere, verdictInShort } from "../../src/report/claim-words.ts";

const term = (path: string, values: number[], central: number, unit: string) => ({
  path,
  values,
  central,
  unit,
});
const claim = (...holdsUnder: ClaimResult["holdsUnder"]) =>
  ({ verdict: "only under what follows", claimedRatio: 35, holdsUnder }) as ClaimResult;

test("what is supposed, what bounds it, and what stays central", () => {
  const result = claim(
    {
      terms: [
        term("weight-bits", [8], 4, "bits"),
        term("racks", [1, 16], 16, "racks"),
        term("tokens", [2], 2, "1"),
        term("times", [0.5], 0.5, "1"),
      ],
      holdsFraction: 0.93,
      ofHeldFraction: 0.8,
    },
    { terms: [term("power", [136, 190], 136, "kW")], holdsFraction: 1, ofHeldFraction: 0.2 },
    { terms: [term("tokens", [2], 2, "1")], holdsFraction: 1, ofHeldFraction: 0.1 },
  );
  expect(verdictInShort(result)).toBe("it holds only in part");
  expect(holdsWhere(result, (path) => path.replace("-", " "))).toBe(
    "It holds for the most part where weight bits is 8 bits and racks is at most 16 racks, with tokens and times at their central values; or where power is at least 136 kW; or with tokens at its central value.",
  );
});

test("nothing to add to a verdict without conditions", () => {
  expect(holdsWhere({ ...claim(), verdict: "not reproduced" })).toBe("");
  expect(verdictInShort({ ...claim(), verdict: "not reproduced" })).toBe("not reproduced");
});
