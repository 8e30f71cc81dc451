// What is believed of a series before it is seen: a mixture of kinds, each a grid of hypotheses on volatility, growth and noise.
// Times in years, logs natural. The data weigh the hypotheses (posterior.ts), so that one default serves slow business series,
// volatile walks and token series. Figures: docs/concepts/forecast.md says how they were found and on which data.
import { yearsOfPeriod } from "./rate-unit.ts";

/** One shape of a local trend: everything but its volatility. Ratios are to the volatility per square root of a year. */
export interface TrendShape {
  /** Standard deviation of the growth rate around its expectation, over the volatility. */
  growthSpreadRatio: number;
  /** How fast growth returns to its long-run rate, per year; the half-life is ln 2 over this. */
  decayRate: number;
  /** Standard deviation of what is reported around the level, over the volatility. */
  noiseRatio: number;
}

/** Growth a kind expects: per year, plus a multiple of the volatility (volatile business series also grow faster). */
export interface ExpectedGrowth {
  nowRate: number;
  longRunRate: number;
  perVolatilityRatio: number;
  longRunPerVolatilityRatio: number;
}

export interface Kind {
  name: string;
  /** Share of the prior. */
  share: number;
  growth: ExpectedGrowth;
  /** Volatility of the log per square root of a year: lognormal on a grid from low to high. */
  volatility: { medianRate: number; spreadRatio: number; lowRate: number; highRate: number; count: number };
  growthSpread: readonly Weighted[];
  decay: readonly Weighted[];
  noise: readonly Weighted[];
  source: string;
}

export interface Weighted {
  at: number;
  share: number;
}

export interface Prior {
  name: string;
  kinds: readonly Kind[];
}

const weighted = (...pairs: [at: number, share: number][]): Weighted[] =>
  pairs.map(([at, share]) => ({ at, share }));
const equal = (...ats: number[]): Weighted[] => ats.map((at) => ({ at, share: 1 / ats.length }));

/** Business, industry and macro series: rounded from a fit to one half of the M1 yearly series. */
const business: Kind = {
  name: "business",
  share: 0.95,
  growth: { nowRate: 0, longRunRate: 0, perVolatilityRatio: 0.8, longRunPerVolatilityRatio: 0.15 },
  volatility: { medianRate: 0.07, spreadRatio: 0.85, lowRate: 0.006, highRate: 2.2, count: 12 },
  // The last: steady growth with next to no noise, which takes many points to be believed.
  growthSpread: weighted([0.1, 0.69], [0.5, 0.1], [1.2, 0.1], [3, 0.1], [12, 0.01]),
  decay: weighted([0.05, 0.5], [0.3, 0.3], [1.2, 0.2]),
  noise: weighted([0, 0.35], [0.7, 0.6], [3, 0.05]),
  source: "M1 competition, yearly series (Makridakis et al. 1982), half of them",
};

/** Token series: growth of `nowRate` a year that returns to `longRunRate`. */
export function tokenKind(
  name: string,
  nowRate: number,
  longRunRate: number,
  source: string,
  share = 1,
): Kind {
  return {
    name,
    share,
    growth: { nowRate, longRunRate, perVolatilityRatio: 0, longRunPerVolatilityRatio: 0 },
    volatility: { medianRate: 0.55, spreadRatio: 0.7, lowRate: 0.04, highRate: 2, count: 10 },
    growthSpread: weighted([0.3, 0.32], [1, 0.32], [2.5, 0.32], [12, 0.04]),
    decay: equal(0.1, 0.3, 1.2),
    noise: equal(0, 0.5),
    source,
  };
}

/** Mean growth of six public token series from first to last point: 2.88 1.57 1.63 3.50 3.35 2.65 a year in logs. */
export const publicTokenGrowthRate = 2.6;

const publicTokens = tokenKind(
  "tokens",
  publicTokenGrowthRate,
  0,
  "six public token series, 2023 to 2026: Google (two), OpenAI, Doubao, China, OpenRouter",
  0.05,
);

/** One prior for whatever comes. `tokenGrowthRate` is there for the back-test, which leaves a series out of it. */
export function defaultPrior(tokenGrowthRate = publicTokenGrowthRate): Prior {
  const tokens = { ...publicTokens, growth: { ...publicTokens.growth, nowRate: tokenGrowthRate } };
  return { name: "default", kinds: [business, tokens] };
}

/** JPMorgan's China forecast, 10 -> 3,900 quadrillion tokens a year from 2025 to 2030, is x3.3 a year; others are near x3. */
const longRun = Math.log(3);

/** Growth by who asks for the tokens: the mean of the last growth rates that were published for the class. */
const classes: Record<string, Kind> = {
  consumer: tokenKind(
    "consumer",
    1.9,
    longRun,
    "last published growth of Google all surfaces (1.48), Doubao (2.61), China (1.66)",
  ),
  api: tokenKind(
    "api",
    2,
    longRun,
    "last published growth of Google's API (1.28), OpenAI's (1.90), OpenRouter (2.81)",
  ),
  agent: tokenKind(
    "agent",
    2.1,
    longRun,
    "OpenAI's top user, 1e5 to 1e11 tokens a month in 6.5 years (Altman 2026)",
  ),
  internal: {
    ...tokenKind(
      "internal",
      2,
      longRun,
      "assumed as api: one disclosure only (Google, x6 in two months of 2026)",
    ),
    volatility: { medianRate: 0.8, spreadRatio: 0.7, lowRate: 0.06, highRate: 3, count: 10 },
  },
  business: { ...business, share: 1 },
};

/** What a kind expects, and from where. */
export function sourceOf({ growth, source }: Kind): string {
  const { nowRate, longRunRate, perVolatilityRatio, longRunPerVolatilityRatio } = growth;
  const factor = (rate: number) => `x${Number(Math.exp(rate).toPrecision(2))}`;
  if (perVolatilityRatio > 0)
    return `growth of ${perVolatilityRatio} times the volatility, ${longRunPerVolatilityRatio} in the long run: ${source}`;
  const later =
    nowRate === longRunRate
      ? ""
      : `, ${longRunRate === 0 ? "dying out" : `${factor(longRunRate)} in the long run`}`;
  return `growth of ${factor(nowRate)} a year${later}: ${source}`;
}

export const growthClasses = Object.keys(classes);

/**
 * A class by name, or growth that the user states: `x3/year`, `40%/year`, `5%/month`. Undefined where it is neither.
 * Stated growth is taken as the expectation for good, with the volatility left to the data.
 */
export function growthPrior(text: string): Prior | undefined {
  const name = text.trim().toLowerCase();
  const kind = Object.hasOwn(classes, name) ? classes[name]! : undefined;
  if (kind) return { name, kinds: [kind] };
  const match =
    /^(?:x\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*x|([+-]?\d+(?:\.\d+)?)\s*%)(?:\s*(?:\/|\s+per\s+)\s*([a-z]+))?$/i.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const times = match[1] ?? match[2];
  const factor = times === undefined ? 1 + Number(match[3]) / 100 : Number(times);
  const years = yearsOfPeriod(match[4] ?? "year");
  if (!(factor > 0) || years === undefined) return undefined;
  const rate = Math.log(factor) / years;
  const stated = tokenKind("stated", rate, rate, "stated with --growth-prior");
  const volatility = { medianRate: 0.2, spreadRatio: 1, lowRate: 0.01, highRate: 2.5, count: 14 };
  return { name: text, kinds: [{ ...stated, volatility }] };
}

export interface Hypothesis {
  kind: Kind;
  shape: TrendShape;
  logShare: number;
}

/** Shapes of a kind with the logarithm of their share of the whole prior, volatility aside. */
export function shapesOf(kind: Kind): Hypothesis[] {
  return kind.growthSpread.flatMap((growth) =>
    kind.decay.flatMap((decay) =>
      kind.noise.map((noise) => ({
        kind,
        shape: { growthSpreadRatio: growth.at, decayRate: decay.at, noiseRatio: noise.at },
        logShare: Math.log(kind.share * growth.share * decay.share * noise.share),
      })),
    ),
  );
}

/** The grid of volatilities of a kind with their shares. */
export function volatilities({ volatility }: Kind): Weighted[] {
  const { medianRate, spreadRatio, lowRate, highRate, count } = volatility;
  const step = Math.log(highRate / lowRate) / (count - 1);
  const grid = Array.from({ length: count }, (_, k) => Math.log(lowRate) + k * step);
  const heights = grid.map((log) => Math.exp(-0.5 * ((log - Math.log(medianRate)) / spreadRatio) ** 2));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return grid.map((log, k) => ({ at: Math.exp(log), share: heights[k]! / total }));
}
