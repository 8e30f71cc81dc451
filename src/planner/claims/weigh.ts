// Puts a claim to the test: the ratio over the whole curve, the share of the box of undisclosed assumptions in which it
// holds, the assumptions by how far they swing it, and the baselines it did not choose. The verdict follows from these
// numbers by rules that are the same for every claim; nothing of it is stored.
import type { ProfileLibrary } from "../../profiles/library.ts";
import { type Assumption, type Claim, centralValues, type Values } from "./claim.ts";
import { type Condition, conditionsOf, conditionText } from "./conditions.ts";
import { Sides } from "./side.ts";

export interface RatioRange {
  low: number | null;
  /** null where one side does not reach this interactivity. */
  central: number | null;
  high: number | null;
}

export interface WeighedAssumption {
  path: string;
  low: number;
  central: number;
  high: number;
  unit: string;
  why: string;
  /** False: outside the box of combinations, weighed with the others central. */
  combined: boolean;
  /** Largest ratio over smallest at its values, the others central; 1 where there is at most one. */
  swing: number;
  ratioAtLow: number | null;
  ratioAtHigh: number | null;
}

export interface Run {
  fromTokensPerSecondPerUser: number;
  toTokensPerSecondPerUser: number;
}

export interface ClaimResult {
  name: string;
  title: string;
  /** reproduced, only under …, not reproduced, not testable. */
  verdict: string;
  claimed: string;
  claimedRatio: number | null;
  metric: string;
  /** Of `curve`: interactivities at which the central ratio is as claimed. */
  levelsWhereItHolds: number;
  /** Tokens/s/user at which it is judged. */
  atTokensPerSecondPerUser: number | null;
  simulatedRatio: RatioRange;
  fractionOfAssumptionsWhereItHolds: number | null;
  /** Parts of the box in which it nearly always holds; none where it holds in none, or as claimed. */
  holdsUnder: Condition[];
  /** At central assumptions, among the interactivities of `curve`. */
  wins: Run[];
  loses: Run[];
  /** In any of the settings: interactivities at which the subject is behind. */
  mayLose: Run[];
  /** At the judged interactivity, of the settings. */
  fractionOfAssumptionsWhereItLoses: number;
  /** Of a subject that pages: parts of the box in which it nearly always loses. */
  losesUnder: Condition[];
  /** Of a token's KV: no longer on the device; null where nothing is paged. */
  kvSavedFraction: RatioRange | null;
  /** The last interactivity of `curve` that the baseline reaches at central assumptions: beyond it any ratio can be had. */
  baselineReachesTokensPerSecondPerUser: number | null;
  settingsTried: number;
  /** Share of settings in which the baseline does not reach this interactivity and the subject does: no finite ratio. */
  fractionBaselineOutOfReach: number;
  /** And in which neither, or only the baseline does. */
  fractionSubjectOutOfReach: number;
  /** stallFraction: of a decode step, waiting for pages; null where nothing is paged. */
  curve: { tokensPerSecondPerUser: number; ratio: RatioRange; stallFraction: RatioRange | null }[];
  assumptions: WeighedAssumption[];
  baselines: { name: string; chosenByTheClaim: boolean; ratio: number | null; infeasible: string | null }[];
  source: string;
  conditions: string[];
  leavesOut: string[];
  simplified: string[];
}

/** A ratio this far short of the words still counts: they are round numbers. */
const CLOSE = 0.9;

/** Yields the share done; answered with true it stops without a result. */
export function* weigh(
  claim: Claim,
  profiles: ProfileLibrary,
): Generator<number, ClaimResult | undefined, boolean> {
  const sides = new Sides(claim, profiles);
  const central = centralValues(claim);
  const ratio = (values: Values, level: number, against = claim.baseline) =>
    compare(sides.at(claim.subject, values, level), sides.at(against, values, level));
  const box = [...settings(claim.assumptions)];
  const levels = [...new Set([...claim.levels, ...(claim.at === "best" ? [] : [claim.at])])].sort(
    (a, b) => a - b,
  );
  const judged = (values: Values): Ratio =>
    claim.at === "best" ? largest(levels.map((level) => ratio(values, level))) : ratio(values, claim.at);

  // More than nothing by any factor is no ratio: where the baseline is out of reach the words are not reproduced.
  const holds = (each: Ratio) =>
    claim.claimedRatio !== null && (finite(each) ?? 0) >= claim.claimedRatio * CLOSE;

  const outcomes: { values: Values; ratio: Ratio; holds: boolean; over: Ratio[] }[] = [];
  for (const [index, values] of box.entries()) {
    const over = levels.map((level) => ratio(values, level));
    const judgedRatio = judged(values);
    outcomes.push({ values, ratio: judgedRatio, holds: holds(judgedRatio), over });
    if (yield (index + 1) / box.length) return undefined;
  }
  const centralRatio = judged(central);
  const at =
    claim.at === "best"
      ? (levels.find((level) => ratio(central, level) === finite(centralRatio)) ?? null)
      : claim.at;
  const held = outcomes.filter((outcome) => outcome.holds).length;
  const fraction = claim.claimedRatio === null ? null : held / outcomes.length;
  const share = (which: (each: Ratio) => boolean) =>
    outcomes.filter((outcome) => which(outcome.ratio)).length / outcomes.length;
  const overLevels = levels.map((level) => ratio(central, level));
  const simulatedRatio = rangeOf(
    centralRatio,
    outcomes.map((outcome) => outcome.ratio),
  );
  const assumptions = claim.assumptions.map((assumption) => swingOf(assumption, central, judged));
  const reproduced = holds(centralRatio) && held >= outcomes.length / 2;
  const combined = claim.assumptions.filter((each) => each.combined);
  const conditions = reproduced || held === 0 ? [] : conditionsOf(combined, outcomes);
  const { subject } = claim;
  const everywhere = (of: (values: Values) => Ratio) =>
    rangeOf(
      of(central),
      outcomes.map(({ values }) => of(values)),
    );
  const paged = box.some((values) => sides.kvSavedFraction(subject, values) > 0);
  const losing = outcomes.map((outcome) => ({ ...outcome, holds: (finite(outcome.ratio) ?? 1) < 1 }));
  const lost = losing.filter((outcome) => outcome.holds).length;
  const curve = levels.map((level, index) => ({
    tokensPerSecondPerUser: level,
    stallFraction: paged ? everywhere((values) => sides.stallFractionAt(subject, values, level)) : null,
    ratio: rangeOf(
      overLevels[index],
      outcomes.map(({ over }) => over[index]),
    ),
  }));
  return {
    name: claim.name,
    title: claim.title,
    verdict: verdictOf(claim.claimedRatio, holds(centralRatio), outcomes, conditions),
    claimed: claim.claimed,
    claimedRatio: claim.claimedRatio,
    metric: claim.metric,
    levelsWhereItHolds: overLevels.filter(holds).length,
    atTokensPerSecondPerUser: at,
    simulatedRatio,
    fractionOfAssumptionsWhereItHolds: fraction,
    holdsUnder: conditions,
    ...aheadAndBehind(curve),
    fractionOfAssumptionsWhereItLoses: lost / outcomes.length,
    losesUnder: !paged || lost === 0 || lost === outcomes.length ? [] : conditionsOf(combined, losing),
    kvSavedFraction: paged ? everywhere((values) => sides.kvSavedFraction(subject, values)) : null,
    baselineReachesTokensPerSecondPerUser:
      levels.filter((level) => sides.at(claim.baseline, central, level) !== undefined).at(-1) ?? null,
    settingsTried: outcomes.length,
    fractionBaselineOutOfReach: share((each) => each === Number.POSITIVE_INFINITY),
    fractionSubjectOutOfReach: share((each) => each === undefined),
    curve,
    assumptions: assumptions.sort((a, b) => b.swing - a.swing),
    baselines: [claim.baseline, ...claim.others].map((name) => ({
      name,
      chosenByTheClaim: name === claim.baseline,
      ratio: finite(at === null ? undefined : ratio(central, at, name)),
      infeasible: sides.infeasible(name, central) ?? null,
    })),
    source: `${claim.source}, ${claim.date}`,
    conditions: claim.conditions,
    leavesOut: claim.leavesOut,
    simplified: claim.simplified,
  };
}

/** Infinity where only the baseline is out of reach, undefined where the subject is. */
type Ratio = number | undefined;

function compare(subject: number | undefined, baseline: number | undefined): Ratio {
  if (subject === undefined) return undefined;
  return baseline === undefined ? Number.POSITIVE_INFINITY : subject / baseline;
}

const finite = (ratio: Ratio): number | null =>
  ratio === undefined || !Number.isFinite(ratio) ? null : ratio;

/** Where both sides exist: beyond the baseline's reach any ratio can be had. */
function largest(ratios: readonly Ratio[]): Ratio {
  const known = ratios.filter((ratio): ratio is number => finite(ratio) !== null);
  return known.length > 0 ? Math.max(...known) : ratios.find((ratio) => ratio !== undefined);
}

function rangeOf(central: Ratio, all: readonly Ratio[]): RatioRange {
  const known = all.filter((ratio): ratio is number => finite(ratio) !== null);
  if (known.length === 0) return { low: null, central: finite(central), high: null };
  return { low: Math.min(...known), central: finite(central), high: Math.max(...known) };
}

/** Every combination of the low, central and high values of those that are combined. */
function* settings(assumptions: readonly Assumption[], set: Values = new Map()): Generator<Values> {
  const [first, ...rest] = assumptions;
  if (first === undefined) {
    yield set;
    return;
  }
  for (const value of new Set(first.combined ? [first.low, first.central, first.high] : [first.central]))
    yield* settings(rest, new Map([...set, [first.path, value]]));
}

/** An end at which a side is out of reach has no ratio, and so no part in the swing. */
function swingOf(
  { path, low, central, high, unit, why, combined }: Assumption,
  centralSetting: Values,
  judged: (values: Values) => Ratio,
): WeighedAssumption {
  const [ratioAtLow, ratioAtCentral, ratioAtHigh] = [low, central, high].map((value) =>
    finite(judged(new Map([...centralSetting, [path, value]]))),
  ) as [number | null, number | null, number | null];
  const known = [ratioAtLow, ratioAtCentral, ratioAtHigh].filter((ratio) => ratio !== null);
  const swing = known.length === 0 ? 1 : Math.max(...known) / Math.min(...known);
  return { path, low, central, high, unit, why, combined, swing, ratioAtLow, ratioAtHigh };
}

/** Runs of interactivities at which the subject is ahead at central assumptions, behind, and behind in any setting. */
function aheadAndBehind(curve: ClaimResult["curve"]): Pick<ClaimResult, "wins" | "loses" | "mayLose"> {
  const runs = (is: (ratio: RatioRange) => boolean): Run[] => {
    const found: Run[] = [];
    let open: Run | undefined;
    for (const { tokensPerSecondPerUser: level, ratio } of curve) {
      if (!is(ratio)) open = undefined;
      else if (open) open.toTokensPerSecondPerUser = level;
      else {
        open = { fromTokensPerSecondPerUser: level, toTokensPerSecondPerUser: level };
        found.push(open);
      }
    }
    return found;
  };
  return {
    wins: runs(({ central }) => central !== null && central > 1),
    loses: runs(({ central }) => central !== null && central <= 1),
    mayLose: runs(({ low }) => low !== null && low < 1),
  };
}

/** Reproduced: it holds centrally and in half of the box. Only under: in some of it, and what that part has in common. */
function verdictOf(
  claimedRatio: number | null,
  holdsCentrally: boolean,
  outcomes: readonly { ratio: Ratio; holds: boolean }[],
  conditions: readonly Condition[],
): string {
  if (claimedRatio === null || outcomes.every(({ ratio }) => ratio === undefined)) return "not testable";
  const held = outcomes.filter(({ holds }) => holds).length;
  if (held === 0) return "not reproduced";
  if (held >= outcomes.length / 2 && holdsCentrally) return "reproduced";
  if (conditions.length === 0) return "only under some settings of several assumptions together";
  return `only under ${conditions.map(conditionText).join("; or ")}`;
}
