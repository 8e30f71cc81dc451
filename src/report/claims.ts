// Claims for the terminal and as CSV: one line each, and everything about one that is asked for alone.
import type { ClaimResult } from "../planner/claims/weigh.ts";
import {
  assumptionHeader,
  assumptionRow,
  baselineHeader,
  baselineRows,
  curveHeader,
  curveRows,
  onlyUnder,
  remarks,
  verdictHeader,
  verdictRow,
} from "./claim-words.ts";
import { row } from "./csv.ts";
import { plainTable } from "./plain-table.ts";

export function claimsTable(claims: readonly ClaimResult[]): string {
  const parts = [plainTable(verdictHeader, claims.map(verdictRow))];
  const under = onlyUnder(claims);
  if (under.length > 0) parts.push(...under, "");
  if (claims.length === 1) parts.push(...claims.flatMap(details));
  else
    parts.push(
      "simulated: central assumptions, at the claim's operating point; over assumptions: every combination of their ends.",
      "holds in: share of those combinations; levels: interactivities at which the central ratio is as claimed.",
      "More on one of them: forewatt claims NAME",
    );
  return parts.join("\n");
}

function details(claim: ClaimResult): string[] {
  const list = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [heading, ...lines.map((line) => `  - ${line}`), ""];
  return [
    `"${claim.claimed}"`,
    `${claim.source}`,
    "",
    ...list("Conditions of the claim", claim.conditions),
    ...list("What it leaves out", claim.leavesOut),
    ...list("What this test leaves out", claim.simplified),
    `Ratio of ${claim.metric.replaceAll("-", " ")} over the curve (– where a side does not get there)`,
    plainTable(curveHeader(claim), curveRows(claim)),
    "* where it is judged",
    ...remarks(claim),
    "",
    "Assumptions by how far they swing it, the others central; --set 'PATH=VALUE UNIT' states one (– where a side does not get there)",
    plainTable(assumptionHeader, claim.assumptions.map(assumptionRow)),
    ...list(
      "Why these ranges",
      claim.assumptions.map(
        ({ path, why, combined }) => `${path}: ${why}${combined ? "" : " (beside central values only)"}`,
      ),
    ),
    "Against baselines the claim did and did not choose",
    plainTable(baselineHeader, baselineRows(claim)),
  ];
}

/** One row per claim and interactivity. */
export function claimsCsv(claims: readonly ClaimResult[]): string {
  const header = row([
    "claim",
    "verdict",
    "claimed_ratio",
    "fraction_of_assumptions_where_it_holds",
    "tokens_per_second_per_user",
    "ratio_low",
    "ratio_central",
    "ratio_high",
    "judged_here",
  ]);
  const rows = claims.flatMap((claim) =>
    claim.curve.map(({ tokensPerSecondPerUser, ratio }) =>
      row([
        claim.name,
        claim.verdict,
        claim.claimedRatio,
        claim.fractionOfAssumptionsWhereItHolds,
        tokensPerSecondPerUser,
        ratio.low,
        ratio.central,
        ratio.high,
        tokensPerSecondPerUser === claim.atTokensPerSecondPerUser,
      ]),
    ),
  );
  return header + rows.join("");
}
