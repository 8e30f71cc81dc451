// Strategies beside each other: their figures, what deciding for the wrong demand costs, when one overtakes another, and at what
// price. Costs are what procurement minimises (`costUsd`), so unmet tokens count at what they cost.
import { buyToQuantile } from "../buy-to.ts";
import { discount } from "../periods.ts";
import type { PlanCase, PlanOutput } from "../plan.ts";
import { certified, crossing } from "./bisect.ts";
import { apiTimes, type Change, capexTimes, rentTimes } from "./change.ts";
import { demandResponse } from "./demand-response.ts";
import { likeForLike } from "./like-for-like.ts";
import { type Operation, operate } from "./operate.ts";
import { type Operating, operatingOf } from "./operating.ts";
import type { Comparison, Crossover, CrossoverPrice, Regret, StrategyFigures } from "./result.ts";

const MEGAWATT_YEAR_JOULES = 1e6 * 365.25 * 86_400;
const SECONDS_PER_YEAR = 365.25 * 86_400;
const MILLION = 1e6;

export function compare(output: PlanOutput): Comparison {
  const { plan, cases } = output;
  const states = cases.map((each) => operatingOf(plan.file, each));
  const lived = states.map(operate);
  const regrets = regretsOf(cases, states);
  const middle = medianCases(output);
  return {
    strategies: cases.map((each, k) => figuresOf(each, lived[k]!)),
    regrets,
    leastRegret: leastRegret(regrets, buyToQuantile(plan.file) ?? middle[0]!.quantile),
    crossovers: pairs(middle).flatMap(([a, b]) => crossover(output, a, b)),
    prices: pairs(middle).flatMap(([a, b]) => pricesOf(output, a, b)),
    likeForLike: likeForLike(output),
    demandResponse: cases.map((each) => demandResponse(plan.file, each)),
  };
}

/** Of every strategy, at the quantile nearest to the median. */
export function medianCases({ cases, plan }: PlanOutput): PlanCase[] {
  const quantile = plan.file.quantiles.reduce((best, each) =>
    Math.abs(each - 0.5) < Math.abs(best - 0.5) ? each : best,
  );
  return cases.filter((each) => each.quantile === quantile);
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, k) => items.slice(k + 1).map((b): [T, T] => [a, b]));
}

function figuresOf(
  { strategy, quantile }: PlanCase,
  { outcome, provisionedWatts }: Operation,
): StrategyFigures {
  const { revenueUsd, amortisedUsd, carbonGrams, servedTokens, unmetTokens, demandTokens } = outcome;
  const provisionedJoules = (provisionedWatts.reduce((sum, watts) => sum + watts, 0) * SECONDS_PER_YEAR) / 12;
  const megawattYears = provisionedJoules / MEGAWATT_YEAR_JOULES;
  const perMegawattYear = (usd: number) => (megawattYears > 0 ? usd / megawattYears : null);
  return {
    strategy,
    quantile,
    outcome,
    unmetShare: unmetTokens / demandTokens,
    provisionedJoules,
    revenueUsdPerMegawattYear: perMegawattYear(revenueUsd),
    marginUsdPerMegawattYear: perMegawattYear(revenueUsd - amortisedUsd),
    carbonGramsPerMillionTokens: servedTokens > 0 ? carbonGrams / (servedTokens / MILLION) : null,
  };
}

/** Every decision in every demand the plan knows. */
function regretsOf(cases: readonly PlanCase[], states: readonly Operating[]): Regret[] {
  const quantiles = [...new Set(cases.map(({ quantile }) => quantile))];
  return quantiles.flatMap((livedAtQuantile) => {
    const { asked } = cases.find(({ quantile }) => quantile === livedAtQuantile)!;
    const outcomes = states.map((state) => operate({ ...state, asked }).outcome);
    const best = Math.min(...outcomes.map(({ costUsd }) => costUsd));
    return cases.map(({ strategy, quantile }, k) => {
      const { costUsd, unmetTokens, demandTokens } = outcomes[k]!;
      return {
        strategy,
        decidedAtQuantile: quantile,
        livedAtQuantile,
        costUsd,
        regretUsd: costUsd - best,
        unmetShare: unmetTokens / demandTokens,
      };
    });
  });
}

/** Among decisions for one quantile, or for any: the one whose worst regret is least. */
export function leastRegret(regrets: readonly Regret[], decidedAt?: number): Comparison["leastRegret"] {
  const worst = new Map<string, Comparison["leastRegret"]>();
  for (const { strategy, decidedAtQuantile, regretUsd } of regrets) {
    if (decidedAt !== undefined && decidedAtQuantile !== decidedAt) continue;
    const key = `${strategy}:${decidedAtQuantile}`;
    const known = worst.get(key)?.worstRegretUsd ?? 0;
    worst.set(key, { strategy, decidedAtQuantile, worstRegretUsd: Math.max(known, regretUsd) });
  }
  // Where they are the same to the dollar, the one nearest to the median.
  const fromMedian = ({ decidedAtQuantile }: { decidedAtQuantile: number }) =>
    Math.abs(decidedAtQuantile - 0.5);
  return [...worst.values()]
    .sort((a, b) => fromMedian(a) - fromMedian(b))
    .reduce((best, each) => (each.worstRegretUsd < best.worstRegretUsd - 1 ? each : best));
}

/** By month, the cost if the plan ended there: present value of cash and of unmet tokens so far, less what is on the books then. */
export function costSoFar(
  { file }: Pick<PlanOutput["plan"], "file">,
  { unfinancedUsd, unmetTokens, bookUsd }: Operation,
): Float64Array {
  let sum = 0;
  return unfinancedUsd.map((paid, m) => {
    const missing = (unmetTokens[m]! / MILLION) * file.policy.unmetPerMillionTokens;
    const worth = discount(file.money.discountRate, m);
    sum += (paid + missing) * worth;
    return sum - bookUsd[m]! * worth;
  });
}

/** Costs that differ by less than this share are the same: the solver does not go further (`linear-program.ts`). */
const NOISE = 1e-3;

/** None between strategies that cost the same in the end. */
function crossover({ plan }: PlanOutput, a: PlanCase, b: PlanCase): Crossover[] {
  const [left, right] = [a, b].map((each) => costSoFar(plan, operate(operatingOf(plan.file, each)))) as [
    Float64Array,
    Float64Array,
  ];
  const difference = left.map((cost, m) => cost - right[m]!);
  const last = difference.at(-1)!;
  if (Math.abs(last) <= NOISE * Math.max(left.at(-1)!, right.at(-1)!)) return [];
  // The first month from which on the one that is cheaper in the end is cheaper.
  let from = difference.length - 1;
  while (from > 0 && Math.sign(difference[from - 1]!) === Math.sign(last)) from--;
  const [cheaperThen, cheaperFirst] = last <= 0 ? [a, b] : [b, a];
  return [
    {
      cheaperFirst: cheaperFirst.strategy,
      cheaperThen: cheaperThen.strategy,
      quantile: a.quantile,
      month: from === 0 ? null : from,
      savedUsd: Math.abs(last),
    },
  ];
}

/** Factors on a price between which a crossover is looked for. */
const [LOW, HIGH] = [1 / 20, 20];

/** Prices that one of two strategies pays and the other does not: rent, API calls, purchases of a source. */
function pricesOf({ plan }: PlanOutput, a: PlanCase, b: PlanCase): CrossoverPrice[] {
  const { sources, strategies } = plan.file;
  const own = (each: PlanCase) => strategies[each.strategy]!.sources;
  const only = (x: PlanCase, y: PlanCase) => own(x).filter((name) => !own(y).includes(name));
  const [left, right] = [a, b].map((each) => operatingOf(plan.file, each)) as [Operating, Operating];
  return [...only(a, b), ...only(b, a)].map((name) => {
    const { procure } = sources[name]!;
    const change = (ratio: number): Change => {
      const ratioOf = (source: string) => (source === name ? ratio : 1);
      if (procure === "api") return apiTimes(ratioOf);
      return procure === "rent" ? rentTimes(ratioOf) : capexTimes((_, source) => ratioOf(source));
    };
    const planned = priceNow(name, left) ?? priceNow(name, right)!;
    const [low, high] = [planned * LOW, planned * HIGH];
    const found = crossing(
      (value) => ({
        leftUsd: operate(change(value / planned)(left)).outcome.costUsd,
        rightUsd: operate(change(value / planned)(right)).outcome.costUsd,
      }),
      planned,
      low,
      high,
    );
    const named = {
      buy: { input: `purchase price of ${name}`, unit: "USD/device" },
      rent: { input: `rent of ${name}`, unit: "USD/device/h" },
      api: { input: `price of ${name}`, unit: "USD/million tokens" },
    }[procure];
    return {
      strategy: a.strategy,
      against: b.strategy,
      ...certified({ ...named, planned, low, high }, found, [a.strategy, b.strategy]),
    };
  });
}

/** When the plan starts; undefined where the strategy has no such source. */
function priceNow(name: string, { offers, apis }: Operating): number | undefined {
  const offer = offers.find(({ source }) => source === name);
  if (offer) return offer.procure === "buy" ? offer.capexUsd(0) : offer.rentUsdPerHour(0);
  return apis.get(name)?.perMillionTokens;
}
