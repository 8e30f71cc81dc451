// The plan: for every strategy and demand quantile, what is asked, procured, served and paid, month by month.

import type { Highs } from "highs";
import { contentHash } from "../base/content-hash.ts";
import { version } from "../base/version.ts";
import { computedOf, demandAt } from "./demand.ts";
import { monthRows } from "./ledger.ts";
import { type Lot, lotsOf } from "./lots.ts";
import { type Api, type KnownUnits, makeOffers, type Offer, type Offers } from "./offers.ts";
import type { PlanRow } from "./plan-row.ts";
import { type ExistingDevices, type Procurement, procure } from "./procurement.ts";
import type { ResolvedPlan } from "./resolved.ts";
import type { PlanFile } from "./schema.ts";
import { type BlockLot, blockLotsOf } from "./site-power.ts";

/** A strategy decided for a demand, in that demand. */
export interface Decided {
  strategy: string;
  offers: Offer[];
  apis: ReadonlyMap<string, Api>;
  /** Tokens per second by class and month, caches in front included. */
  asked: ReadonlyMap<string, Float64Array>;
  lots: Lot[];
  blocks: BlockLot[];
  procurement: Procurement;
  rows: PlanRow[];
}

/** One strategy at one quantile. */
export interface PlanCase extends Decided {
  quantile: number;
}

export interface PlanOutput {
  plan: ResolvedPlan;
  /** The same inputs, the same id. */
  runId: string;
  cases: PlanCase[];
  /** Of all sources at all sites. */
  offers: Offer[];
  impossible: Offers["impossible"];
  /** By class: what a session or request of it asks for. */
  sessionTokens: Offers["sessionTokens"];
  units: KnownUnits;
}

/** Share of the time that simulations take; programs take the rest. */
const SIMULATING = 0.4;

/** Plans every strategy at every quantile; yields what is being done and the fraction done. */
export function* makePlan(
  plan: ResolvedPlan,
  highs: Highs,
): Generator<{ doing: string; fraction: number }, PlanOutput> {
  const units: KnownUnits = new Map();
  const search = makeOffers(plan, units);
  let step = search.next();
  while (!step.done) {
    yield { doing: "simulating capacity", fraction: SIMULATING * step.value };
    step = search.next();
  }
  const { offers, impossible, sessionTokens } = step.value;
  const { file } = plan;
  const cases: PlanCase[] = [];
  const total = Object.keys(file.strategies).length * file.quantiles.length;
  for (const strategy of Object.keys(file.strategies))
    for (const quantile of file.quantiles) {
      const fraction = SIMULATING + (1 - SIMULATING) * (cases.length / total);
      yield { doing: `planning ${strategy}`, fraction };
      cases.push({ quantile, ...decide(plan, offers, strategy, demandAt(plan, quantile), highs) });
    }
  return { plan, runId: runIdOf(plan), cases, offers, impossible, sessionTokens, units };
}

/** A hash of everything a plan depends on: its file, the profiles it names and this version. */
function runIdOf({ file, models, engines, hardware }: ResolvedPlan): string {
  const inputs = [version, file, [...models.values()], [...engines.values()], [...hardware.values()]];
  return contentHash(JSON.stringify(inputs));
}

/** What a strategy orders when it expects this demand, and its books if that demand comes. */
export function decide(
  { file }: ResolvedPlan,
  all: readonly Offer[],
  strategy: string,
  asked: ReadonlyMap<string, Float64Array>,
  highs: Highs,
): Decided {
  const { sources, from = file.start } = file.strategies[strategy]!;
  const held = new Set(file.fleet.map(({ source }) => source));
  // A strategy buys from its sources; what is in service already serves whatever the strategy.
  const until = (source: string) => untilMonths(file, strategy, source);
  const offers = all
    .filter(({ source }) => sources.includes(source) || held.has(source))
    .map((offer) => ({ ...offer, capacities: capacitiesUntil(offer, until(offer.source)) }))
    .map((offer) =>
      sources.includes(offer.source)
        ? // Who waits to buy may still rent.
          {
            ...offer,
            firstMonth: Math.max(offer.firstMonth, offer.procure === "buy" ? from - file.start : 0),
          }
        : { ...offer, firstMonth: file.horizon, supplyDevices: () => 0 },
    );
  const existing = offers.map((offer) => existingDevices(file, offer));
  const apis = new Map(
    sources.flatMap((name): [string, Api][] => {
      const source = file.sources[name]!;
      return source.procure === "api" ? [[name, { ...source, untilMonths: until(name) }]] : [];
    }),
  );
  const computed = computedOf(file, asked);
  const procurement = procure(highs, { file, offers, existing, apis, demand: computed });
  const lots = lotsOf(offers, existing, procurement);
  const blocks = blockLotsOf(file, procurement);
  const input = { file, offers, lots, blocks, procurement, asked, computed, apis };
  const rows = Array.from({ length: file.horizon }, (_, m) => monthRows(input, m)).flat();
  return { strategy, offers, apis, asked, lots, blocks, procurement, rows };
}

/** By class, the month of the plan from which on a strategy has it served by other sources only. */
function untilMonths({ strategies, start }: PlanFile, strategy: string, source: string): Map<string, number> {
  return new Map(
    Object.entries(strategies[strategy]!.only).flatMap(([name, { sources, from = start }]) =>
      sources.includes(source) ? [] : [[name, from - start]],
    ),
  );
}

const capacitiesUntil = ({ capacities }: Offer, until: ReadonlyMap<string, number>): Offer["capacities"] =>
  new Map([...capacities].map(([name, each]) => [name, { ...each, untilMonth: until.get(name) }]));

function existingDevices({ fleet, start }: PlanFile, offer: Offer): ExistingDevices[] {
  return fleet
    .filter(({ source, site }) => source === offer.source && site === offer.site)
    .map(({ devices, since }) => ({ devices, endMonth: since - start + offer.lifeMonths }))
    .filter(({ endMonth }) => endMonth > 0);
}
