// What stays fixed when the world turns out otherwise: the orders of a case and who they were meant for. Everything else (demand,
// prices, what devices are worth, rates) is a copy that an input of `inputs.ts` may change before `operate.ts` runs it.
import { computedOf } from "../demand.ts";
import { isProtected } from "../failover.ts";
import type { Lot } from "../lots.ts";
import type { Api, Offer } from "../offers.ts";
import type { Period } from "../periods.ts";
import type { Decided } from "../plan.ts";
import { peakOf } from "../procurement.ts";
import type { PlanFile } from "../schema.ts";
import type { BlockLot } from "../site-power.ts";

export interface Operating {
  file: PlanFile;
  offers: readonly Offer[];
  apis: ReadonlyMap<string, Api>;
  /** Tokens per second by class and month, caches in front included. */
  asked: ReadonlyMap<string, Float64Array>;
  /** Bought, reserved and inherited devices; what is rented by the quarter follows the demand that comes. */
  lots: readonly Lot[];
  blocks: readonly BlockLot[];
  intent: Intent;
}

/** Devices of each offer that each class was meant to have, by quarter: fixed where ordered ahead, else where to rent if sites cost the same. */
export interface Intent {
  periods: readonly Period[];
  /** By class, offer and quarter. */
  devices: ReadonlyMap<string, readonly Float64Array[]>;
  /** Devices kept on for the loss of a site, by offer and quarter. */
  standbyDevices: readonly Float64Array[];
  /** Peak of the classes they are kept for, by quarter, in the demand that was decided for. */
  protectedTokensPerSecond: Float64Array;
}

export function operatingOf(
  file: PlanFile,
  { offers, apis, asked, lots, blocks, procurement: { periods, served, standbyDevices } }: Decided,
): Operating {
  const devices = new Map(
    [...served].map(([name, own]) => [
      name,
      own.map((peaks, index) => {
        const { capacities } = offers[index]!;
        const planned = capacities.get(name)?.plannedTokensPerSecond;
        return peaks.map((peak) => (planned !== undefined ? peak / planned : 0));
      }),
    ]),
  );
  return {
    file,
    offers,
    apis,
    asked,
    lots: lots.filter(({ offer }) => offers[offer]!.isCommitted),
    blocks,
    intent: {
      periods,
      devices,
      standbyDevices,
      protectedTokensPerSecond: Float64Array.from(periods, (period) =>
        protectedPeak(file, computedOf(file, asked), period),
      ),
    },
  };
}

/** Tokens per second to compute, by class and month. */
export const computedIn = ({ file, asked }: Operating) => computedOf(file, asked);

/** Peak of the classes that must survive the loss of a site. */
export const protectedPeak = (
  file: PlanFile,
  computed: ReadonlyMap<string, Float64Array>,
  period: Period,
): number =>
  [...computed].reduce(
    (sum, [name, path]) => sum + (isProtected(file, name) ? peakOf(file, name, path, period) : 0),
    0,
  );
