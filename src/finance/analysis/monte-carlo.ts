// Demand, hardware and prices drawn together: each case of the plan keeps its orders and meets the same worlds (common random
// numbers), so strategies differ by what was decided alone. All classes grow at one quantile, as in the rows of the plan; what a
// source's devices are worth is drawn once per source, within the measured bands of its classes; prices are independent. No
// procurement program is solved again: later orders do not learn from what happened before, which makes owning look riskier
// than it is for who may cancel.
import { power } from "../../base/power.ts";
import { randomStream } from "../../base/random.ts";
import { demandAt, normalScore } from "../demand.ts";
import type { PlanCase, PlanOutput } from "../plan.ts";
import {
  all,
  apiTimes,
  asking,
  type Change,
  capexTimes,
  coloTimes,
  drawTimes,
  electricityTimes,
  rentTimes,
  throughputTimes,
} from "./change.ts";
import { type Operation, operate } from "./operate.ts";
import { type Operating, operatingOf } from "./operating.ts";
import type { DrawnInput, Spread, UncertainCase, Uncertainty } from "./result.ts";
import { ratioAt, spreadOf } from "./spread.ts";

/** Unmet tokens up to this share count as served: they are below what any input is known to. */
const SUFFICIENT = 1e-3;
/** Demand is drawn at the middle of that many equal parts of its distribution, and interpolated between. */
const DEMAND_GRID = 199;

export function* monteCarlo(output: PlanOutput): Generator<number, Uncertainty> {
  const { plan, cases } = output;
  const { seed, uncertainty, horizon } = plan.file;
  const drawCount = uncertainty.draws;
  const draw = worlds(output);
  const states = cases.map((each) => operatingOf(plan.file, each));
  const tallies = states.map((state, k) => tallyOf(state, firstServing(cases[k]!, horizon), drawCount));
  for (let i = 0; i < drawCount; i++) {
    const world = draw();
    states.forEach((state, k) => {
      tallies[k]!.add(i, operate(world(state)));
    });
    if (i % 20 === 0) yield i / drawCount;
  }
  return {
    drawCount,
    seed,
    inputs: drawnInputs(output),
    cases: cases.map(({ strategy, quantile }, k) => ({
      strategy,
      decidedAtQuantile: quantile,
      ...tallies[k]!.result(),
    })),
  };
}

/** One world after another; streams by input, so that a new input leaves the draws of the others as they were. */
export function worlds({ plan }: PlanOutput): () => Change {
  const { seed, uncertainty, sources } = plan.file;
  const stream = (name: string) => {
    const uniform = randomStream(seed, `plan/${name}`);
    return () => normalScore(Math.min(1 - 1e-12, Math.max(1e-12, uniform())));
  };
  const demand = demandSampler(plan, randomStream(seed, "plan/demand"));
  const names = Object.keys(sources);
  const throughput = new Map(names.map((name) => [name, stream(`throughput/${name}`)]));
  const power = new Map(names.map((name) => [name, stream(`power/${name}`)]));
  const price = (name: "capex" | "rent" | "api" | "electricity" | "colo") => {
    const { low, high } = uncertainty[name];
    const next = stream(name);
    return () => ratioAt(low, high, next());
  };
  const [capex, rent, api, electricity, colo] = [
    price("capex"),
    price("rent"),
    price("api"),
    price("electricity"),
    price("colo"),
  ];
  return () => {
    const speed = new Map([...throughput].map(([name, next]) => [name, next()]));
    const draws = new Map([...power].map(([name, next]) => [name, next()]));
    const [capexRatio, rentRatio, apiRatio] = [capex(), rent(), api()];
    return all([
      asking(demand()),
      throughputTimes(({ source }, { band }) => ratioAt(band.p10, band.p90, speed.get(source)!)),
      drawTimes(({ source }, { powerBand }) => ratioAt(powerBand.p10, powerBand.p90, draws.get(source)!)),
      capexTimes(() => capexRatio),
      rentTimes(() => rentRatio),
      apiTimes(() => apiRatio),
      electricityTimes(electricity()),
      coloTimes(colo()),
    ]);
  };
}

/** Demand of all classes at a drawn quantile. Quantiles of measured series are dear: a grid of them, interpolated in logs. */
function demandSampler(plan: PlanOutput["plan"], uniform: () => number): () => Operating["asked"] {
  const known = new Map<number, Operating["asked"]>();
  const at = (k: number) => {
    let paths = known.get(k);
    if (paths === undefined) {
      paths = demandAt(plan, (k + 0.5) / DEMAND_GRID);
      known.set(k, paths);
    }
    return paths;
  };
  return () => {
    const place = Math.min(DEMAND_GRID - 1, Math.max(0, uniform() * DEMAND_GRID - 0.5));
    const below = Math.min(DEMAND_GRID - 2, Math.floor(place));
    const share = place - below;
    const [low, high] = [at(below), at(below + 1)];
    return new Map(
      [...low].map(([name, path]) => [
        name,
        path.map((rate, m) => power(rate, 1 - share) * power(high.get(name)![m]!, share)),
      ]),
    );
  };
}

function drawnInputs({ plan, offers }: PlanOutput): DrawnInput[] {
  const { uncertainty, sources } = plan.file;
  const kinds = Object.values(sources).map(({ procure }) => procure);
  const units = offers.flatMap(({ capacities }) => [...capacities.values()].map(({ unit }) => unit));
  const widest = (of: (unit: (typeof units)[number]) => { p10: number; p90: number }) => ({
    lowRatio: Math.min(...units.map((unit) => of(unit).p10)),
    highRatio: Math.max(...units.map((unit) => of(unit).p90)),
  });
  const price = (name: "capex" | "rent" | "api" | "electricity" | "colo", input: string): DrawnInput => {
    const { low, high, source } = uncertainty[name];
    return { name: input, lowRatio: low, highRatio: high, source };
  };
  const [early, late] = [0.1, 0.9].map((quantile) => total(demandAt(plan, quantile)));
  const median = total(demandAt(plan, 0.5));
  return [
    {
      name: "demand over the plan",
      lowRatio: early! / median,
      highRatio: late! / median,
      source: "growth of the plan, forecasts of its series",
    },
    ...(units.length === 0
      ? []
      : [
          {
            name: "throughput of devices",
            ...widest(({ band }) => band),
            source: "measured over predicted, held out (docs/concepts/confidence.md)",
          },
          {
            name: "power of devices",
            ...widest(({ powerBand }) => powerBand),
            source: "measured over predicted, held out (docs/concepts/confidence.md)",
          },
        ]),
    ...(kinds.includes("buy") ? [price("capex", "purchase prices")] : []),
    ...(kinds.includes("rent") ? [price("rent", "rental prices")] : []),
    ...(kinds.includes("api") ? [price("api", "API prices")] : []),
    ...(kinds.includes("buy")
      ? [price("electricity", "electricity price"), price("colo", "colocation price")]
      : []),
  ];
}

const total = (paths: ReadonlyMap<string, Float64Array>): number =>
  [...paths.values()].reduce((sum, path) => path.reduce((all, rate) => all + rate, sum), 0);

/** The first month in which anything can serve: an API or what is there already at once, an order when it can be delivered. */
function firstServing({ apis, lots, offers }: PlanCase, horizon: number): number {
  if (apis.size > 0 || lots.some(({ entryMonth }) => entryMonth < 0)) return 0;
  return Math.min(horizon - 1, ...offers.map(({ firstMonth }) => firstMonth));
}

function tallyOf({ intent }: Operating, fromMonth: number, drawCount: number) {
  const figures = {
    unmetShare: new Float64Array(drawCount),
    capexUsd: new Float64Array(drawCount),
    netPresentUsd: new Float64Array(drawCount),
    costUsd: new Float64Array(drawCount),
    usdPerMillionTokens: new Float64Array(drawCount),
    peakFacilityWatts: new Float64Array(drawCount),
    carbonGrams: new Float64Array(drawCount),
  };
  const quarters = intent.periods.map(({ from, to }) => ({
    from,
    to,
    watts: new Float64Array(drawCount),
    unmet: new Float64Array(drawCount),
  }));
  let sufficient = 0;
  const sum = (of: Float64Array, from: number, to: number) => {
    let total = 0;
    for (let m = from; m < to; m++) total += of[m]!;
    return total;
  };
  return {
    add(i: number, { outcome, demandTokens, unmetTokens, facilityWatts }: Operation) {
      const months = demandTokens.length;
      figures.unmetShare[i] = outcome.unmetTokens / outcome.demandTokens;
      figures.capexUsd[i] = outcome.capexUsd;
      figures.netPresentUsd[i] = outcome.netPresentUsd;
      figures.costUsd[i] = outcome.costUsd;
      figures.usdPerMillionTokens[i] = outcome.usdPerMillionTokens ?? 0;
      figures.peakFacilityWatts[i] = outcome.peakFacilityWatts;
      figures.carbonGrams[i] = outcome.carbonGrams;
      if (sum(unmetTokens, fromMonth, months) <= SUFFICIENT * sum(demandTokens, fromMonth, months))
        sufficient++;
      for (const { from, to, watts, unmet } of quarters) {
        watts[i] = sum(facilityWatts, from, to) / (to - from);
        unmet[i] = sum(unmetTokens, from, to) / sum(demandTokens, from, to);
      }
    },
    result(): Omit<UncertainCase, "strategy" | "decidedAtQuantile"> {
      const share = sufficient / drawCount;
      return {
        sufficientFromMonth: fromMonth,
        sufficientShare: share,
        sufficientErrorShare: Math.sqrt((share * (1 - share)) / drawCount),
        ...(Object.fromEntries(
          Object.entries(figures).map(([name, draws]) => [name, spreadOf(draws)]),
        ) as Record<keyof typeof figures, Spread>),
        quarters: quarters.map(({ from, watts, unmet }) => ({
          month: from,
          facilityWatts: spreadOf(watts),
          unmetShare: spreadOf(unmet),
          sufficientShare: unmet.filter((share) => share <= SUFFICIENT).length / drawCount,
        })),
      };
    },
  };
}
