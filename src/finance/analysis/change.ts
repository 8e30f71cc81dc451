// The ways in which a world can differ from the plan: each takes what operates and gives a changed copy. Orders stay as they are.
import { power } from "../../base/power.ts";
import { MONTHS_PER_YEAR } from "../calendar.ts";
import type { PlanClass } from "../class-schema.ts";
import type { Lot } from "../lots.ts";
import type { Offer, OfferCapacity } from "../offers.ts";
import type { PlanFile } from "../schema.ts";
import type { UnitCapacity } from "../unit-capacity.ts";
import type { Operating } from "./operating.ts";

export type Change = (state: Operating) => Operating;

const withOffers = (state: Operating, change: (offer: Offer) => Offer): Operating => ({
  ...state,
  offers: state.offers.map(change),
});
const withLots = (state: Operating, change: (lot: Lot) => Lot): Operating => ({
  ...state,
  lots: state.lots.map(change),
});
const withFile = (state: Operating, change: Partial<PlanFile>): Operating => ({
  ...state,
  file: { ...state.file, ...change },
});
const withClasses = (state: Operating, change: (each: PlanClass) => PlanClass): Operating =>
  withFile(state, {
    classes: Object.fromEntries(
      Object.entries(state.file.classes).map(([name, each]) => [name, change(each)]),
    ),
  });
const withCapacities = (offer: Offer, change: (capacity: OfferCapacity) => OfferCapacity): Offer => ({
  ...offer,
  capacities: new Map(
    [...offer.capacities].map(([name, capacity]) => [name, { ...capacity, ...change(capacity) }]),
  ),
});

/** Demand of every class and month. */
export const asking =
  (asked: Operating["asked"]): Change =>
  (state) => ({ ...state, asked });

export const demandTimes =
  (ratioIn: (month: number) => number): Change =>
  (state) => ({
    ...state,
    asked: new Map([...state.asked].map(([name, path]) => [name, path.map((rate, m) => rate * ratioIn(m))])),
  });

/** Tokens per second of devices, by offer and the unit a class uses. */
export const throughputTimes =
  (ratioOf: (offer: Offer, unit: UnitCapacity) => number): Change =>
  (state) =>
    withOffers(state, (offer) =>
      withCapacities(offer, ({ unit, plannedTokensPerSecond }) => {
        const ratio = ratioOf(offer, unit);
        return {
          unit: { ...unit, tokensPerSecond: unit.tokensPerSecond * ratio },
          plannedTokensPerSecond: plannedTokensPerSecond * ratio,
        };
      }),
    );

/** What is planned with, of what devices can do. */
export const headroom =
  (targetUtilisation: number): Change =>
  (state) =>
    withOffers(state, (offer) =>
      withCapacities(offer, ({ unit, plannedTokensPerSecond }) => ({
        unit,
        plannedTokensPerSecond:
          (plannedTokensPerSecond * targetUtilisation) / state.file.policy.targetUtilisation,
      })),
    );

/** Watts drawn, idle and at work; nameplates stay. */
export const drawTimes =
  (ratioOf: (offer: Offer, unit: UnitCapacity) => number): Change =>
  (state) =>
    withOffers(state, (offer) => {
      const [first] = offer.capacities.values();
      const changed = withCapacities(offer, ({ unit, plannedTokensPerSecond }) => {
        const ratio = ratioOf(offer, unit);
        return {
          plannedTokensPerSecond,
          unit: {
            ...unit,
            operatingWatts: unit.operatingWatts * ratio,
            idleWatts: unit.idleWatts * ratio,
          },
        };
      });
      return { ...changed, idleItWattsPerDevice: offer.idleItWattsPerDevice * ratioOf(offer, first!.unit) };
    });

/** Purchases, by the month they are made in. */
export const capexTimes =
  (ratioIn: (month: number, source: string) => number): Change =>
  (state) =>
    withLots(state, (lot) => {
      const ratio = lot.entryMonth < 0 ? 1 : ratioIn(lot.entryMonth, state.offers[lot.offer]!.source);
      return { ...lot, capexCents: lot.capexCents * ratio, residualCents: lot.residualCents * ratio };
    });

/** Demand of one class, as it is in `other`. */
export const askingFor =
  (planClass: string, other: Operating["asked"]): Change =>
  (state) => ({ ...state, asked: new Map([...state.asked, [planClass, other.get(planClass)!]]) });

/** A share of the time in which devices rented by the quarter are taken away, beside the plan's. */
export const interrupted =
  (share: number): Change =>
  (state) =>
    withOffers(state, (offer) =>
      offer.isCommitted
        ? offer
        : withCapacities(offer, ({ unit, plannedTokensPerSecond }) => ({
            unit,
            plannedTokensPerSecond: plannedTokensPerSecond * (1 - share),
          })),
    );

/** The yearly change of rental prices, so much more or less than planned. */
export const rentChangeBy =
  (perYear: number): Change =>
  (state) =>
    withOffers(state, (offer) => ({
      ...offer,
      rentUsdPerHour: (month) => offer.rentUsdPerHour(month) * power(1 + perYear, month / MONTHS_PER_YEAR),
    }));

/** The same of API prices. */
export const apiChangeBy =
  (perYear: number): Change =>
  (state) => ({
    ...state,
    apis: new Map(
      [...state.apis].map(([name, api]) => [
        name,
        { ...api, priceChange: (1 + api.priceChange) * (1 + perYear) - 1 },
      ]),
    ),
  });

/** By source. */
export const rentTimes =
  (ratioOf: (source: string) => number): Change =>
  (state) =>
    withOffers(state, (offer) => {
      if (offer.procure === "buy") return offer;
      const ratio = ratioOf(offer.source);
      return { ...offer, rentUsdPerHour: (month) => ratio * offer.rentUsdPerHour(month) };
    });

export const apiTimes =
  (ratioOf: (source: string) => number): Change =>
  (state) => ({
    ...state,
    apis: new Map(
      [...state.apis].map(([name, api]) => [
        name,
        { ...api, perMillionTokens: api.perMillionTokens * ratioOf(name) },
      ]),
    ),
  });

export const electricityTimes =
  (ratio: number): Change =>
  (state) =>
    withOffers(state, (offer) => ({ ...offer, usdPerJoule: offer.usdPerJoule * ratio }));

export const coloTimes =
  (ratio: number): Change =>
  (state) =>
    withOffers(state, (offer) => ({ ...offer, coloUsdPerWattSecond: offer.coloUsdPerWattSecond * ratio }));

export const pueOf =
  (pue: number): Change =>
  (state) =>
    withOffers(state, (offer) => ({
      ...offer,
      pue,
      provisionedFacilityWattsPerDevice: (offer.provisionedFacilityWattsPerDevice / offer.pue) * pue,
    }));

export const priceTimes =
  (ratio: number): Change =>
  (state) =>
    withClasses(state, (each) =>
      each.price ? { ...each, price: { perMillionTokens: each.price.perMillionTokens * ratio } } : each,
    );

/** The same of one class. */
export const priceTimesOf =
  (planClass: string, ratio: number): Change =>
  (state) => {
    const { [planClass]: own } = priceTimes(ratio)(state).file.classes;
    return withFile(state, { classes: { ...state.file.classes, [planClass]: own! } });
  };

/** What stands above the mean at the peak. */
export const peakTimes =
  (ratio: number): Change =>
  (state) =>
    withClasses(state, (each) => ({ ...each, peakToMean: 1 + (each.peakToMean - 1) * ratio }));

export const avoidedTimes =
  (ratio: number): Change =>
  (state) =>
    withClasses(state, (each) => ({ ...each, avoided: Math.min(0.99, each.avoided * ratio) }));

export const moneyOf =
  (change: Partial<PlanFile["money"]>): Change =>
  (state) =>
    withFile(state, { money: { ...state.file.money, ...change } });

export const policyOf =
  (change: Partial<PlanFile["policy"]>): Change =>
  (state) =>
    withFile(state, { policy: { ...state.file.policy, ...change } });

/** Bought devices leave service, and are depreciated, after so many months. */
export const lifeOf =
  (months: number): Change =>
  (state) =>
    withLots(state, (lot) =>
      lot.entryMonth < 0 || state.offers[lot.offer]!.procure === "rent"
        ? lot
        : { ...lot, endMonth: lot.entryMonth + months },
    );

export const residualOf =
  (share: number): Change =>
  (state) =>
    withLots(state, (lot) => ({ ...lot, residualCents: lot.capexCents * share }));

/** Every delivery so much later than ordered for. */
export const deliveriesLate =
  (months: number): Change =>
  (state) =>
    withLots(state, (lot) =>
      lot.entryMonth < 0
        ? lot
        : { ...lot, entryMonth: lot.entryMonth + months, endMonth: lot.endMonth + months },
    );

/** The yearly change of purchase prices, so much more or less than planned. */
export const capexChangeBy = (perYear: number): Change =>
  capexTimes((month) => power(1 + perYear, month / MONTHS_PER_YEAR));

export const all =
  (changes: readonly Change[]): Change =>
  (state) =>
    changes.reduce((changed, change) => change(changed), state);
