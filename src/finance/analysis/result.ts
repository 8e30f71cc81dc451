// What is known about a plan beyond its rows: how sure it is, how strategies compare, what it hangs on, and what a straight line
// would have ordered. Money here is in dollars of an evaluated world (`world-outcome.ts`), not in the cents of the books.

export interface PlanAnalysis {
  uncertainty: Uncertainty;
  straightLine: StraightLine[];
  comparison: Comparison;
  sensitivity: Sensitivity[];
  /** Of the decision that the answer is about; none where the plan states no levers. */
  levers: LeverEffect[];
}

/** Three quantiles over the draws; never a mean, which growth that compounds does not have or that one draw makes. */
export interface Spread {
  p10: number;
  p50: number;
  p90: number;
}

/** A case of the plan in one world: what was ordered stays ordered, the world is what it is. */
export interface WorldOutcome {
  demandTokens: number;
  servedTokens: number;
  unmetTokens: number;
  capexUsd: number;
  /** Everything paid, undiscounted, and its amortised counterpart. */
  cashUsd: number;
  amortisedUsd: number;
  revenueUsd: number;
  /** Present value of revenue less cash but interest: `npv_usd` of the last month. */
  netPresentUsd: number;
  /** Present value of what devices are still worth when the plan ends. */
  endValueUsd: number;
  /** Present value of what unmet tokens cost by the plan's policy. */
  unmetCostUsd: number;
  /** What procurement minimises: present value of cash and of unmet tokens, less the end value. */
  costUsd: number;
  /** Amortised, per million served tokens; null where nothing is served. */
  usdPerMillionTokens: number | null;
  joules: number;
  carbonGrams: number;
  /** The busiest month: mean draw, and nameplate of everything in service. */
  peakFacilityWatts: number;
  peakProvisionedWatts: number;
}

export interface Uncertainty {
  drawCount: number;
  seed: number;
  /** What is drawn, each with the range that 80 % of draws fall into. */
  inputs: DrawnInput[];
  /** Every strategy, decided at every quantile, in the same worlds. */
  cases: UncertainCase[];
}

export interface DrawnInput {
  name: string;
  /** What 10 % and 90 % of draws stay below, as a factor on the plan's own figure. */
  lowRatio: number;
  highRatio: number;
  source: string;
}

export interface UncertainCase {
  strategy: string;
  /** Demand quantile at which the orders were decided. */
  decidedAtQuantile: number;
  /** The first month in which anything ordered can serve: before it no decision changes a thing. */
  sufficientFromMonth: number;
  /** Share of worlds in which at most 0.1 % of tokens are unmet from then on, and its standard error. */
  sufficientShare: number;
  sufficientErrorShare: number;
  unmetShare: Spread;
  capexUsd: Spread;
  netPresentUsd: Spread;
  costUsd: Spread;
  usdPerMillionTokens: Spread;
  peakFacilityWatts: Spread;
  carbonGrams: Spread;
  /** By quarter, named by its first month: mean facility power, unmet share, and in what share of worlds all is served. */
  quarters: { month: number; facilityWatts: Spread; unmetShare: Spread; sufficientShare: number }[];
}

/** What planning along a straight line would have ordered, beside what the plan orders. */
export interface StraightLine {
  strategy: string;
  /** Where the line comes from, by class. */
  lines: { planClass: string; basis: string; growthTokensPerSecondPerYear: number }[];
  /** Against each demand quantile of the plan; differences are line less plan: negative is under-bought. */
  against: StraightLineAgainst[];
}

export interface StraightLineAgainst {
  quantile: number;
  months: {
    month: number;
    /** Of the demand of all classes. */
    lineTokensPerSecond: number;
    demandTokensPerSecond: number;
    /** In service, provisioned at the facility. */
    differenceDevices: number;
    differenceWatts: number;
    /** Purchases and rent so far. */
    differenceSpentUsd: number;
    /** What the line's fleet leaves unserved in this demand, and what the plan's does. */
    lineUnmetTokens: number;
    planUnmetTokens: number;
  }[];
  /** Largest shortfall and largest surplus of any month; 0 where there is none. */
  mostUnderWatts: number;
  mostOverWatts: number;
  differenceSpentUsd: number;
  unmetDifferenceTokens: number;
  netPresentDifferenceUsd: number;
  /** Of `costUsd`: what planning by the line would have lost. */
  costDifferenceUsd: number;
}

export interface Comparison {
  /** Every strategy at every quantile it was planned for. */
  strategies: StrategyFigures[];
  /** Decided at one quantile, lived in another. */
  regrets: Regret[];
  /** The decision whose worst regret is least. */
  leastRegret: { strategy: string; decidedAtQuantile: number; worstRegretUsd: number };
  crossovers: Crossover[];
  prices: CrossoverPrice[];
  likeForLike: LikeForLike[];
  demandResponse: DemandResponse[];
}

export interface StrategyFigures {
  strategy: string;
  quantile: number;
  outcome: WorldOutcome;
  unmetShare: number;
  /** Nameplate facility power in service, times time: 31.5576 TJ are a megawatt-year. */
  provisionedJoules: number;
  /** Revenue, and revenue less amortised cost. */
  revenueUsdPerMegawattYear: number | null;
  marginUsdPerMegawattYear: number | null;
  carbonGramsPerMillionTokens: number | null;
}

export interface Regret {
  strategy: string;
  decidedAtQuantile: number;
  livedAtQuantile: number;
  costUsd: number;
  /** Cost less that of the best decision for the demand that came. */
  regretUsd: number;
  unmetShare: number;
}

/** When the discounted cost so far, less what is on the books then, of `cheaperFirst` passes that of `cheaperThen` for good; null where it never was cheaper. */
export interface Crossover {
  cheaperFirst: string;
  cheaperThen: string;
  quantile: number;
  month: number | null;
  /** By how much it is cheaper over the plan: the difference of `costUsd`. */
  savedUsd: number;
}

/** What a strategy that commits itself costs, and what one that does not, for the same tokens: those that both serve. */
export interface LikeForLike {
  strategy: string;
  against: string;
  quantile: number;
  /** Of the demand: the tokens that are compared. */
  servedShare: number;
  /** Present value of cash but interest, less that of what devices are worth at the end. */
  costUsd: number;
  againstCostUsd: number;
}

/** The price at which two strategies cost the same over the plan, decisions held, at the median. */
export interface CrossoverPrice extends Certified {
  strategy: string;
  against: string;
}

/** A value found by bisection, with both sides at it. */
export interface Certified {
  input: string;
  unit: string;
  /** As planned, and where both sides are equal; null where no value within the bounds makes them equal. */
  planned: number;
  value: number | null;
  /** Searched between. */
  low: number;
  high: number;
  /** Both costs at the value; they differ by at most `toleranceUsd`, a cent unless costs jump there (`reason`). */
  leftUsd: number | null;
  rightUsd: number | null;
  toleranceUsd: number;
  reason: string;
}

/** What deferring and curtailing the batch tier saves. */
export interface DemandResponse {
  strategy: string;
  quantile: number;
  /** Largest facility power that batch work draws above idle in any month: what can be shed at once. */
  sheddableWatts: number;
  /** Nameplate that need not stand if batch work runs in the trough of the other classes only. */
  savedProvisionedWatts: number;
  provisionedUsdPerYear: number;
  /** Energy of batch work moved out of hours at the peak price. */
  movedJoules: number;
  electricityUsdPerYear: number;
}

export interface Sensitivity {
  strategy: string;
  quantile: number;
  /** As planned; net present value as in `SwingOutcome`. */
  netPresentUsd: number;
  costUsd: number;
  /** Largest first, by net present value. */
  swings: Swing[];
  breakEvens: BreakEven[];
}

/** An input of a plan and the range it may have. */
export interface InputRange {
  input: string;
  unit: string;
  plannedValue: number;
  lowValue: number;
  highValue: number;
  /** Where the range comes from. */
  source: string;
  /** The input that it is a part of: never counted beside it. */
  partOf?: string;
}

export interface Swing extends InputRange {
  /** With the input at its low and at its high value, decisions held. */
  low: SwingOutcome;
  high: SwingOutcome;
  /** |value at high - value at low|. */
  netPresentSwingUsd: number;
}

export interface SwingOutcome {
  costUsd: number;
  /** With what devices are still worth at the end. */
  netPresentUsd: number;
  usdPerMillionTokens: number | null;
  unmetShare: number;
}

export interface BreakEven extends Certified {
  strategy: string;
  /** Another strategy, or "nothing": where the net present value is zero. */
  against: string;
}

/** The plan with a lever pulled, for the same sessions. */
export interface LeverEffect {
  lever: string;
  /** Values by their path in the plan file. */
  changes: Readonly<Record<string, unknown>>;
  strategy: string;
  quantile: number;
  /** Classes whose sessions, or requests, take other tokens then: input and output of one. */
  tokensPerSession: { planClass: string; plannedTokens: number; pulledTokens: number }[];
  /** What cannot serve what any more, and why. */
  impossible: { source: string; planClass: string; reason: string }[];
  planned: LeverFigures;
  pulled: LeverFigures;
}

export interface LeverFigures
  extends Pick<
    WorldOutcome,
    | "demandTokens"
    | "unmetTokens"
    | "capexUsd"
    | "cashUsd"
    | "amortisedUsd"
    | "costUsd"
    | "carbonGrams"
    | "peakFacilityWatts"
    | "peakProvisionedWatts"
  > {
  peakDevices: number;
  /** How far the orders may be from the cheapest: less than this is no effect. */
  gapRatio: number;
}
