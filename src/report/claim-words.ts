// What is said of a claim, the same on every face: its verdict with what decides it, its row beside others, its assumptions.
import { type Condition, conditionText } from "../planner/claims/conditions.ts";
import type { ClaimResult, RatioRange, Run } from "../planner/claims/weigh.ts";
import { number, percent, times, unknown } from "./format.ts";

/** What stands in the table for a verdict: where nobody claims a ratio, where the subject is ahead and where behind. */
export function verdictText({ verdict, claimedRatio, wins, loses, ...claim }: ClaimResult): string {
  if (claimedRatio === null) {
    const told = [runsText("loses", loses), runsText("wins", wins)].filter((text) => text !== "");
    return told.length === 0 ? verdict : `${verdict}: ${told.join(", ")} tok/s/user`;
  }
  return verdict === "reproduced" && atCliff(claim) ? `${verdict}, where the baseline ends` : verdict;
}

/** The verdict in a column: what it holds under is told beneath, how much of the box that is stands with it. */
export function shortVerdict(claim: ClaimResult): string {
  const share = claim.fractionOfAssumptionsWhereItHolds;
  return claim.verdict.startsWith("only under")
    ? `only in part: ${percent(share)} of settings`
    : verdictText(claim);
}

/** The verdict at the end of a sentence: where it holds is a sentence of its own (`holdsWhere`). */
export const verdictInShort = (claim: ClaimResult): string =>
  claim.verdict.startsWith("only under") ? "it holds only in part" : verdictText(claim);

/** Under what a claim holds that holds only in part, a line each. */
export const onlyUnder = (claims: readonly ClaimResult[]): string[] =>
  claims
    .filter(({ verdict }) => verdict.startsWith("only under"))
    .map(({ name, verdict }) => `${name}: ${verdict}`);

const and = (parts: readonly string[]): string =>
  parts.length < 3 ? parts.join(" and ") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** A condition as the end of a sentence: "where weight bits is 8 bits, with rack power and racks at their central values". */
function whereText({ terms }: Condition, nameOf: (path: string) => string): string {
  const inUnit = (value: number, unit: string) => `${value}${unit === "1" ? "" : ` ${unit}`}`;
  const stated = terms
    .filter(({ values, central }) => values.length > 1 || values[0] !== central)
    .map(({ path, values, unit, central }) => {
      const bound = values.includes(central) ? (values[0] === central ? "at least " : "at most ") : "";
      return `${nameOf(path)} is ${bound}${inUnit(bound === "" ? values[0]! : central, unit)}`;
    });
  const central = terms.filter(({ values, central }) => values.length === 1 && values[0] === central);
  const stay = `with ${and(central.map(({ path }) => nameOf(path)))} at ${central.length === 1 ? "its central value" : "their central values"}`;
  return [...(stated.length > 0 ? [`where ${and(stated)}`] : []), ...(central.length > 0 ? [stay] : [])].join(
    ", ",
  );
}

/** Where a claim holds that holds only in part, as a sentence. */
export const holdsWhere = ({ verdict, holdsUnder }: ClaimResult, nameOf = (path: string) => path): string =>
  verdict.startsWith("only under") && holdsUnder.length > 0
    ? `It holds${holdsUnder.some(({ holdsFraction }) => holdsFraction < 1) ? " for the most part" : ""} ${holdsUnder.map((condition) => whereText(condition, nameOf)).join("; or ")}.`
    : "";

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

export const range = ({ low, high }: RatioRange) =>
  low === null || high === null ? unknown : `${number(low, 2)} to ${number(high, 2)}`;

export const verdictHeader = [
  "claim",
  "claimed",
  "simulated",
  "over assumptions",
  "holds in",
  "levels",
  "verdict",
] as const;

export const verdictRow = (claim: ClaimResult): string[] => [
  claim.name,
  times(claim.claimedRatio),
  times(claim.simulatedRatio.central),
  range(claim.simulatedRatio),
  percent(claim.fractionOfAssumptionsWhereItHolds),
  `${claim.levelsWhereItHolds} of ${claim.curve.length}`,
  shortVerdict(claim),
];

export const assumptionHeader = [
  "assumption",
  "low",
  "central",
  "high",
  "unit",
  "at low",
  "at high",
  "swing",
];

export const assumptionRow = (assumption: ClaimResult["assumptions"][number]): string[] => {
  const { path, low, central, high, unit, ratioAtLow, ratioAtHigh, swing } = assumption;
  return [
    path,
    String(low),
    String(central),
    String(high),
    unit,
    times(ratioAtLow),
    times(ratioAtHigh),
    number(swing),
  ];
};

export const baselineHeader = ["baseline", "ratio", ""];

export const baselineRows = ({ baselines, claimedRatio }: ClaimResult): string[][] =>
  baselines.map(({ name, ratio, chosenByTheClaim, infeasible }) => [
    name,
    times(ratio),
    infeasible ?? (chosenByTheClaim ? chooser(claimedRatio) : ""),
  ]);

/** Where nobody gives a ratio, nobody has chosen what it is against. */
export const chooser = (claimedRatio: number | null): string =>
  claimedRatio === null ? "judged against" : "chosen by the claim";

const shares = ({ low, central, high }: RatioRange): string =>
  `${percent(central)}${low === null || high === null || low === high ? "" : ` (${percent(low)} to ${percent(high)})`}`;

/** Above this share of a step it is called thrashing, as `kv.paging.thrashAbove` is by default. */
const thrashAbove = 0.5;

/** Interactivities, what there is to say of each, and what heads the columns. */
export const curveHeader = ({ kvSavedFraction }: ClaimResult): string[] => [
  "tok/s/user",
  "central",
  "over assumptions",
  ...(kvSavedFraction ? ["waits for pages"] : []),
];

export const curveRows = ({ curve, atTokensPerSecondPerUser: at }: ClaimResult): string[][] =>
  curve.map(({ tokensPerSecondPerUser, ratio, stallFraction }) => [
    `${number(tokensPerSecondPerUser)}${tokensPerSecondPerUser === at ? " *" : ""}`,
    times(ratio.central),
    range(ratio),
    ...(stallFraction ? [shares(stallFraction)] : []),
  ]);

/** Where it is behind the baseline, under what; and of paging: what memory it saves and where it thrashes. */
function costs(claim: ClaimResult): string[] {
  const { fractionOfAssumptionsWhereItLoses: lost, mayLose, losesUnder, kvSavedFraction, curve } = claim;
  const levelsWhere = (is: (stall: RatioRange) => boolean): string => {
    const such = curve.flatMap(({ tokensPerSecondPerUser, stallFraction }) =>
      stallFraction && is(stallFraction) ? [number(tokensPerSecondPerUser)] : [],
    );
    return such.length === 0 ? "nowhere" : `at ${such.join(", ")} tok/s/user`;
  };
  const under = losesUnder.map((condition) => conditionText(condition)).join("; or ");
  return [
    ...(mayLose.length > 0
      ? [
          `In ${percent(lost)} of the settings it loses where it is judged${under === "" ? "" : `: under ${under}`}; in some setting it ${runsText("loses", mayLose)} tok/s/user`,
        ]
      : []),
    ...(kvSavedFraction
      ? [
          `Memory, by arithmetic: ${shares(kvSavedFraction)} less KV on the device per token, page summaries counted; accuracy: untested, no curve of it is given`,
          `It thrashes, waiting for pages more than half of a step: centrally ${levelsWhere(({ central }) => (central ?? 0) > thrashAbove)}; in some setting ${levelsWhere(({ high }) => (high ?? 0) > thrashAbove)}`,
        ]
      : []),
  ];
}

/** What to know of the point, and what the verdict names. */
export const remarks = (claim: ClaimResult): string[] => [
  ...cliffText(claim),
  ...outOfReach(claim),
  ...costs(claim),
  ...claim.holdsUnder.map(
    ({ holdsFraction, ofHeldFraction }, index) =>
      `${index === 0 ? "What the verdict names" : "The alternative"}: it holds in ${percent(holdsFraction)} of the settings there; of all settings in which it holds, ${percent(ofHeldFraction)} are there`,
  ),
];

/** Where a side does not get to that interactivity. */
export function outOfReach({ fractionBaselineOutOfReach, fractionSubjectOutOfReach }: ClaimResult): string[] {
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

/** The assumptions that move the ratio by themselves, most first; those that are stated move nothing. */
export const swingText = ({ assumptions }: ClaimResult): string[] => {
  const most = assumptions.filter(({ swing }) => swing > 1).slice(0, 3);
  return most.length === 0 ? [] : [`Swings it most: ${most.map(({ path }) => path).join(", ")}`];
};
