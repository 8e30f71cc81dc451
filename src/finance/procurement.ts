// What to buy, rent or call, when and where: a mixed-integer program over quarters that minimises the present value of all
// cash and of what is left unserved, under megawatts, lead times, supply and whole servers. The existing fleet comes first
// because it is paid for. Solved by HiGHS; small cases are held against brute force.

import type { Highs } from "highs";
import { power } from "../base/power.ts";
import { addFailover } from "./failover.ts";
import { LinearProgram } from "./linear-program.ts";
import { type Api, isOpen, type Offer } from "./offers.ts";
import { discount, MONTHS_PER_QUARTER, type Period, quartersOf } from "./periods.ts";
import { poweredCost, purchaseCost, servedCost, stepCost } from "./procurement-cost.ts";
import type { PlanFile } from "./schema.ts";
import { limitSites } from "./site-limit.ts";
import { firstBlockMonth } from "./site-power.ts";
import { countSoFar, inService } from "./steps.ts";

/** Devices of an offer that are in service when the plan starts, until they reach the end of their life. */
export interface ExistingDevices {
  devices: number;
  endMonth: number;
}

export interface ProcurementInput {
  file: PlanFile;
  offers: readonly Offer[];
  /** By offer. */
  existing: readonly (readonly ExistingDevices[])[];
  /** API sources by name. */
  apis: ReadonlyMap<string, Api>;
  /** Tokens per second by class and month: computed, after avoidance. */
  demand: ReadonlyMap<string, Float64Array>;
}

/** By quarter. */
export interface Procurement {
  periods: Period[];
  /** How far its cost may be above the least there is, relative. */
  gapRatio: number;
  /** New or rented steps by offer and quarter. */
  steps: Int32Array[];
  /** New blocks of power by site and quarter, of the sites that can have them. */
  blocks: Map<string, Int32Array>;
  /** Devices switched on by offer and quarter, redundancy included. */
  poweredDevices: Float64Array[];
  /** Of them, what the loss of a site takes beyond those that serve. */
  standbyDevices: Float64Array[];
  /** Peak tokens per second that are served and that no other site could take over, by class and quarter. */
  unprotected: Map<string, Float64Array>;
  /** Peak tokens per second served by class, offer and quarter. */
  served: Map<string, Float64Array[]>;
  /** Peak tokens per second through each API by class. */
  bought: Map<string, Map<string, Float64Array>>;
  /** Peak tokens per second that nothing serves, by class and quarter. */
  unmet: Map<string, Float64Array>;
}

/** The busiest month of a quarter, at its busiest hour; a batch class waits for the trough. */
export function peakOf(
  { classes }: PlanFile,
  name: string,
  path: Float64Array,
  { from, to }: Period,
): number {
  const { batch, peakToMean } = classes[name]!;
  return Math.max(...path.subarray(from, to)) * (batch ? 1 : peakToMean);
}

/** Mean over peak of a class. */
export function meanShare({ classes }: PlanFile, name: string): number {
  const { batch, peakToMean } = classes[name]!;
  return batch ? 1 : 1 / peakToMean;
}

const SECONDS_PER_HOUR = 3600;
export function procure(highs: Highs, input: ProcurementInput): Procurement {
  const { file, offers, existing, apis, demand } = input;
  const { policy, money, start, horizon } = file;
  const blockSites = Object.entries(file.sites).flatMap(([site, place]) =>
    place.blocks ? [{ site, place, blocks: place.blocks }] : [],
  );
  const periods = quartersOf(start, horizon, [
    ...offers.flatMap(({ firstMonth, supplyMonths, capacities }) => [
      firstMonth,
      ...supplyMonths,
      ...[...capacities.values()].flatMap(({ untilMonth = 0 }) => untilMonth),
    ]),
    ...existing.flatMap((lots) => lots.map(({ endMonth }) => endMonth)),
    ...blockSites.map(({ place, blocks }) => firstBlockMonth(file, place, blocks)),
  ]);
  const program = new LinearProgram();
  const value = ({ to }: Period) => discount(money.discountRate, to - 1);

  const steps = offers.map((offer) =>
    periods.map((period, q) =>
      period.from < offer.firstMonth
        ? undefined
        : program.variable(stepCost(file, offer, periods, q), {
            upper: Math.floor(supplyIn(offer, period) / offer.stepDevices),
          }),
    ),
  );
  // Whole are the steps bought so far, not those of a quarter: their number is what capacity hangs on, so that is what to branch
  // on. What is rented by the quarter is rounded up afterwards: too little hangs on it to search for.
  const soFar = offers.map((offer, index) =>
    offer.isCommitted ? countSoFar(program, steps[index]!) : undefined,
  );
  const powered = offers.map((offer) =>
    periods.map((period) => program.variable(poweredCost(offer, period) * value(period))),
  );
  // Redundancy is whole steps wherever an offer is used at all.
  const spare =
    policy.redundantSteps > 0
      ? offers.map(() => periods.map(() => program.variable(0, { integer: true, upper: 1 })))
      : undefined;
  const served = new Map<string, number[][]>();
  const bought = new Map<string, Map<string, number[]>>();
  const unmet = new Map<string, number[]>();

  for (const [name, path] of demand) {
    const mean = meanShare(file, name);
    const own = offers.map((offer) =>
      periods.map((period) => {
        const capacity = offer.capacities.get(name);
        return capacity === undefined || !isOpen(capacity.untilMonth, period.from)
          ? -1
          : program.variable(servedCost(offer, name, mean, period) * value(period));
      }),
    );
    served.set(name, own);
    const calls = new Map(
      [...apis].map(([api, { perMillionTokens, priceChange, untilMonths }]) => [
        api,
        periods.map((period) => {
          if (!isOpen(untilMonths?.get(name), period.from)) return -1;
          const price = perMillionTokens * power(1 + priceChange, period.from / 12);
          return program.variable((price / 1e6) * mean * period.hours * SECONDS_PER_HOUR * value(period));
        }),
      ]),
    );
    bought.set(name, calls);
    const missing = periods.map((period) =>
      program.variable(
        (policy.unmetPerMillionTokens / 1e6) * mean * period.hours * SECONDS_PER_HOUR * value(period),
      ),
    );
    unmet.set(name, missing);
    periods.forEach((period, q) => {
      const terms: [number, number][] = [[missing[q]!, 1]];
      for (const offer of own) if (offer[q]! >= 0) terms.push([offer[q]!, 1]);
      for (const call of calls.values()) if (call[q]! >= 0) terms.push([call[q]!, 1]);
      program.constrain(terms, "=", peakOf(file, name, path, period));
    });
  }

  offers.forEach((offer, index) => {
    periods.forEach((period, q) => {
      const needed: [number, number][] = [];
      for (const [name, own] of served) {
        const variable = own[index]![q]!;
        if (variable < 0) continue;
        const { plannedTokensPerSecond } = offer.capacities.get(name)!;
        needed.push([variable, 1 / plannedTokensPerSecond]);
        if (spare)
          program.constrain(
            [
              [variable, 1],
              [spare[index]![q]!, -peakOf(file, name, demand.get(name)!, period)],
            ],
            "<=",
            0,
          );
      }
      const redundant: [number, number][] = spare
        ? [[spare[index]![q]!, policy.redundantSteps * offer.stepDevices]]
        : [];
      program.constrain([...needed, ...redundant, [powered[index]![q]!, -1]], "<=", 0);
      const there = existing[index]!.reduce(
        (sum, { devices, endMonth }) => sum + (endMonth >= period.to ? devices : 0),
        0,
      );
      const fleet = inService(offer, periods, steps[index]!, soFar[index], q).map(
        ([variable, count]): [number, number] => [variable, -offer.stepDevices * count],
      );
      program.constrain([[powered[index]![q]!, 1], ...fleet], policy.fleet === "hold" ? "=" : "<=", there);
    });
  });

  const failover = addFailover(program, { file, offers, periods, hasApi: apis.size > 0, served, powered });

  const built = new Map(
    blockSites.map(({ site, place, blocks }) => {
      const { most, cost, life } = blocks;
      const first = firstBlockMonth(file, place, blocks);
      const terms = { residualShare: 0, lifeMonths: life, operations: 0 };
      const own = periods.map(({ from }) =>
        from < first ? undefined : program.variable(purchaseCost(file, cost, terms, from), { upper: most }),
      );
      return [site, { own, soFar: countSoFar(program, own, most) }];
    }),
  );
  const on = limitSites(program, { file, offers, existing, periods, powered, more: built });
  // What a source's makers deliver in a quarter is shared by the sites.
  for (const source of new Set(offers.map((offer) => offer.source))) {
    const own = offers.flatMap((offer, index) => (offer.source === source ? [{ offer, index }] : []));
    if (own.length < 2) continue;
    periods.forEach((period, q) => {
      const most = supplyIn(own[0]!.offer, period);
      if (!Number.isFinite(most)) return;
      const terms = own.flatMap(({ offer, index }): [number, number][] => {
        const variable = steps[index]![q];
        return variable === undefined ? [] : [[variable, offer.stepDevices]];
      });
      program.constrain(terms, "<=", most);
    });
  }

  const { values, gapRatio } = program.minimise(highs);
  const at = (variables: readonly number[]) =>
    Float64Array.from(variables, (variable) => (variable < 0 ? 0 : values[variable]!));
  return {
    periods,
    gapRatio,
    steps: steps.map((own, index) =>
      Int32Array.from(own, (variable) => {
        const count = variable === undefined ? 0 : values[variable]!;
        return offers[index]!.isCommitted ? Math.round(count) : Math.ceil(count - 1e-6);
      }),
    ),
    blocks: new Map(
      [...built].map(([site, { own }]) => [
        site,
        Int32Array.from(own, (variable) => (variable === undefined ? 0 : Math.round(values[variable]!))),
      ]),
    ),
    poweredDevices: powered.map((own, index) => on[index]!(at(own))),
    standbyDevices: failover?.standbyDevices(values) ?? offers.map(() => new Float64Array(periods.length)),
    unprotected: failover?.unprotected(values) ?? new Map(),
    served: new Map([...served].map(([name, own]) => [name, own.map(at)])),
    bought: new Map(
      [...bought].map(([name, calls]) => [name, new Map([...calls].map(([api, own]) => [api, at(own)]))]),
    ),
    unmet: new Map([...unmet].map(([name, own]) => [name, at(own)])),
  };
}

/** Makers deliver a quarter's supply evenly. */
export const supplyIn = ({ supplyDevices }: Offer, { from, to }: Period): number =>
  (supplyDevices(from) * (to - from)) / MONTHS_PER_QUARTER;
