// Claims for the terminal and as CSV: one line each, and everything about one that is asked for alone.
import type { ClaimResult, RatioRange, Run } from "../planner/claims/weigh.ts";
import { row } from "./csv.ts";
import { number, percent, unknown } from "./format.ts";
import { plainTable } from "./plain-table.ts";

const times = (value: number | null) => (value === null ? unknown : `${number(value, 2)}x`);
/** What stands in the table for a verdict: where nobody claims a ratio, where the subject is ahead and where behind. */
export function verdictText({ verdict, claimedRatio, wins, loses, ...claim }: ClaimResult): string {
  if (claimedRatio === null) {
    const told = [runsText("loses", loses), runsText("wins", wins)].filter((text) => text !== "");
    return told.length === 0 ? verdict : `${verdict}: ${told.join(", ")} tok/s/user`;
  }
  return verdict === "reproduced" && atCliff(claim) ? `${verdict}, where the baseline ends` : verdict;
}

const runsText = (word: string, runs: readonly Run[]): string =>
  runs.length === 0
    ? ""
    : `${word} at ${runs.map(({ fromTokensPerSecondPerUser: from, toTokensPerSecondPerUser: to }) => (from === to ? number(from) : `${number(from)} to ${number(to)}`)).join(" and ")}`;

/** The next interactivity is out of the baseline's reach: any ratio could be had from there on. */
export const atCliff = (
  claim: Pick<ClaimResult, "curve" | "atTokensPerSecondPerUser" | "baselineReachesTokensPerSecondPerUser">,
): boolean =>
  claim.atTokensPerSecondPerUser !== null &&
  claim.atTokensPerSecondPerUser === claim.baselineReachesTokensPerSecondPerUser &&
  claim.curve.some(({ tokensPerSecondPerUser }) => tokensPerSecondPerUser > claim.atTokensPerSecondPerUser!);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

/** What to know of the one interactivity at which a claim is judged. */
export function cliffText(claim: ClaimResult): string[] {
  const known = claim.curve.flatMap(({ ratio }) => ratio.central ?? []);
  return atCliff(claim)
    ? [
        `${number(claim.atTokensPerSecondPerUser!)} tok/s/user is the last of these that the baseline reaches at all; the median of the curve is ${times(median(known))}`,
      ]
    : [];
}

const range = ({ low, high }: RatioRange) =>
  low === null || high === null ? unknown : `${number(low, 2)} to ${number(high, 2)}`;

export function claimsTable(claims: readonly ClaimResult[]): string {
  const rows = claims.map((claim) => [
    claim.name,
    times(claim.claimedRatio),
    times(claim.simulatedRatio.central),
    range(claim.simulatedRatio),
    percent(claim.fractionOfAssumptionsWhereItHolds),
    `${claim.levelsWhereItHolds} of ${claim.curve.length}`,
    verdictText(claim),
  ]);
  const header = ["claim", "claimed", "simulated", "over assumptions", "holds in", "levels", "verdict"];
  const parts = [plainTable(header, rows)];
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
  const at = claim.atTokensPerSecondPerUser;
  return [
    `"${claim.claimed}"`,
    `${claim.source}`,
    "",
    ...list("Conditions of the claim", claim.conditions),
    ...list("What it leaves out", claim.leavesOut),
    ...list("What this test leaves out", claim.simplified),
    `Ratio of ${claim.metric.replaceAll("-", " ")} over the curve (– where a side does not get there)`,
    plainTable(
      ["tok/s/user", "central", "over assumptions"],
      claim.curve.map(({ tokensPerSecondPerUser, ratio }) => [
        `${number(tokensPerSecondPerUser)}${tokensPerSecondPerUser === at ? " *" : ""}`,
        times(ratio.central),
        range(ratio),
      ]),
    ),
    "* where it is judged",
    ...cliffText(claim),
    ...outOfReach(claim),
    ...claim.holdsUnder.map(
      ({ holdsFraction, ofHeldFraction }, index) =>
        `${index === 0 ? "What the verdict names" : "The alternative"}: it holds in ${percent(holdsFraction)} of that part, which is ${percent(ofHeldFraction)} of where it holds`,
    ),
    "",
    "Assumptions by how far they swing it, the others central; --set 'PATH=VALUE UNIT' states one (– where a side does not get there)",
    plainTable(
      ["assumption", "low", "central", "high", "unit", "at low", "at high", "swing"],
      claim.assumptions.map(({ path, low, central, high, unit, ratioAtLow, ratioAtHigh, swing }) => [
        path,
        String(low),
        String(central),
        String(high),
        unit,
        times(ratioAtLow),
        times(ratioAtHigh),
        number(swing),
      ]),
    ),
    ...list(
      "Why these ranges",
      claim.assumptions.map(({ path, why }) => `${path}: ${why}`),
    ),
    "Against baselines the claim did and did not choose",
    plainTable(
      ["baseline", "ratio", ""],
      claim.baselines.map(({ name, ratio, chosenByTheClaim }) => [
        name,
        times(ratio),
        chosenByTheClaim ? "chosen by the claim" : "",
      ]),
    ),
  ];
}

function outOfReach({ fractionBaselineOutOfReach, fractionSubjectOutOfReach }: ClaimResult): string[] {
  return [
    ...(fractionBaselineOutOfReach > 0
      ? [
          `In ${percent(fractionBaselineOutOfReach)} of the settings the baseline does not get there at all: no ratio, whatever the words`,
        ]
      : []),
    ...(fractionSubjectOutOfReach > 0
      ? [
          `In ${percent(fractionSubjectOutOfReach)} of the settings what is claimed for does not get there itself`,
        ]
      : []),
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
