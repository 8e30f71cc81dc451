// The claims that ship, and how tests weigh them.
import { readdirSync, readFileSync } from "node:fs";
import type { Claim } from "../../src/planner/claims/claim.ts";
import { parseClaim } from "../../src/planner/claims/library.ts";
import { type ClaimResult, weigh } from "../../src/planner/claims/weigh.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const folder = new URL("../../claims/", import.meta.url);
export const claims = readdirSync(folder).map((file) =>
  parseClaim(`claims/${file}`, readFileSync(new URL(file, folder), "utf8")),
);
export const claimNamed = (name: string) => claims.find((claim) => claim.name === name)!;

export function weighed(claim: Claim): ClaimResult {
  const work = weigh(claim, shipped);
  for (;;) {
    const step = work.next(false);
    if (step.done) return step.value!;
  }
}

/** Only some assumptions stay open, so that the box is small; the others are at their central value. */
export const narrow = (claim: Claim, ...open: string[]): Claim => ({
  ...claim,
  assumptions: claim.assumptions.map((each) =>
    open.includes(each.path) ? each : { ...each, low: each.central, high: each.central },
  ),
});
