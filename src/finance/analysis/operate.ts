// A case in a world: orders as decided, demand and prices as they come. The rules of `ledger.ts` in dollars instead of cents, so
// that a thousand worlds take seconds; held against the ledger to the cent of every rounding in tests. No program is solved
// again: what is served where follows `dispatch.ts`, what is rented by the quarter follows demand.
import { power } from "../../base/power.ts";
import { hoursOf, MONTHS_PER_YEAR } from "../calendar.ts";
import { isOpen, loadUsdPerJoule, type Offer } from "../offers.ts";
import { discount } from "../periods.ts";
import { peakOf, supplyIn } from "../procurement.ts";
import { poweredUsdPerSecond } from "../procurement-cost.ts";
import { siteWatts } from "../site-power.ts";
import { switchedOn } from "../switched-on.ts";
import { type Dispatch, type DispatchClass, type DispatchInput, dispatch } from "./dispatch.ts";
import { lotMoney } from "./lot-money.ts";
import { computedIn, type Operating, protectedPeak } from "./operating.ts";
import type { WorldOutcome } from "./result.ts";

const SECONDS_PER_HOUR = 3600;
const MILLION = 1e6;

/** By month, beside the totals. */
export interface Operation {
  outcome: WorldOutcome;
  demandTokens: Float64Array;
  unmetTokens: Float64Array;
  cashUsd: Float64Array;
  /** The same but interest: what is discounted. */
  unfinancedUsd: Float64Array;
  /** On the books at the end of the month. */
  bookUsd: Float64Array;
  /** Of the cash, purchases and rent. */
  procuredUsd: Float64Array;
  facilityWatts: Float64Array;
  inServiceDevices: Float64Array;
  provisionedWatts: Float64Array;
  /** Of batch classes, above idle. */
  batchWatts: Float64Array;
}

export function operate(state: Operating): Operation {
  const { file, offers, asked, apis, intent } = state;
  const { horizon, start, money, policy } = file;
  const names = Object.keys(file.classes);
  const computed = computedIn(state);
  const zeros = () => new Float64Array(horizon);
  const own = lotMoney(state);
  const [demandTokens, unmetTokens, facilityWatts, batchWatts] = [zeros(), zeros(), zeros(), zeros()];
  const [inServiceDevices, provisionedWatts, unfinancedUsd] = [zeros(), zeros(), zeros()];
  const { cashUsd, amortisedUsd, procuredUsd } = own;
  const worth = zeros().map((_, m) => discount(money.discountRate, m));
  let [revenueUsd, netPresentUsd, unmetPresentUsd, joules, carbonGrams] = [0, 0, 0, 0, 0];
  const apiList = [...apis.values()];
  const classes = names.map((name) => file.classes[name]!);
  const paths = names.map((name) => ({ asked: asked.get(name)!, computed: computed.get(name)! }));
  const prepared = prepare(state, names);
  const { planned, wattsPerToken, priceRatio } = prepared;

  intent.periods.forEach((period, q) => {
    const input = quarterInput(state, prepared, own.devices, computed, names, q);
    const { served, called, unmet } = dispatch(input);
    const rented = rentedDevices(state, input, served);
    for (let m = period.from; m < period.to; m++) {
      const seconds = hoursOf(start + m) * SECONDS_PER_HOUR;
      let paidUsd = 0;
      let soldUsd = 0;
      let monthUnmet = 0;
      // Tokens: a month is served in the proportions of its quarter's busiest.
      const scale = classes.map(({ price, batch, peakToMean }, c) => {
        const rate = paths[c]!.computed[m]!;
        const busiest = input.classes[c]!.peakTokensPerSecond;
        const tokens = rate * seconds;
        const demand = paths[c]!.asked[m]! * seconds;
        const missing = busiest > 0 ? (tokens * unmet[c]!) / busiest : 0;
        apiList.forEach(({ perMillionTokens, priceChange }, k) => {
          const bought = busiest > 0 ? (tokens * called[c]![k]!) / busiest : 0;
          if (bought > 0)
            paidUsd += (bought / MILLION) * perMillionTokens * power(1 + priceChange, m / MONTHS_PER_YEAR);
        });
        demandTokens[m]! += demand;
        monthUnmet += missing;
        soldUsd += ((demand - missing) / MILLION) * (price?.perMillionTokens ?? 0);
        return busiest > 0 ? (rate * (batch ? 1 : peakToMean)) / busiest : 0;
      });
      unmetTokens[m] = monthUnmet;
      unmetPresentUsd += (monthUnmet / MILLION) * policy.unmetPerMillionTokens * worth[m]!;
      // Devices, power and what it costs.
      for (let o = 0; o < offers.length; o++) {
        const offer = offers[o]!;
        const devices = offer.isCommitted ? own.devices[o]![m]! : rented[o]!;
        if (devices === 0) continue;
        let exact = 0;
        let aboveIdle = 0;
        // The same, by what a joule of each class costs over the mean of the day.
        let priced = 0;
        for (let c = 0; c < names.length; c++) {
          const peak = served[c]![o]! * scale[c]!;
          if (peak === 0) continue;
          const watts = peak * wattsPerToken[c]![o]!;
          exact += peak / planned[c]![o]!;
          aboveIdle += watts;
          priced += watts * priceRatio[c]![o]!;
          if (classes[c]!.batch) batchWatts[m]! += watts * offer.pue;
        }
        const needed = Math.min(devices, Math.ceil(exact - 1e-6));
        const standby = Math.ceil(input.standbyDevices[o]! - 1e-6);
        const kept = Math.max(needed > 0 ? policy.redundantSteps * offer.stepDevices : 0, standby);
        const spare = Math.min(devices - needed, kept);
        const on = switchedOn(file, offer, devices, needed + spare);
        const watts = (aboveIdle + on * offer.idleItWattsPerDevice) * offer.pue;
        inServiceDevices[m]! += devices;
        provisionedWatts[m]! += devices * offer.provisionedFacilityWattsPerDevice;
        facilityWatts[m]! += watts;
        joules += watts * seconds;
        carbonGrams += watts * seconds * offer.gramsPerJoule;
        if (offer.procure === "buy") {
          const itWatts = (on * offer.provisionedFacilityWattsPerDevice) / offer.pue;
          const paying = (priced + on * offer.idleItWattsPerDevice) * offer.pue;
          paidUsd += (paying * offer.usdPerJoule + itWatts * offer.coloUsdPerWattSecond) * seconds;
        } else if (!offer.isCommitted) {
          const rent = (devices * offer.rentUsdPerHour(period.from) * seconds) / SECONDS_PER_HOUR;
          paidUsd += rent;
          procuredUsd[m]! += rent;
        }
      }
      cashUsd[m]! += paidUsd;
      amortisedUsd[m]! += paidUsd;
      revenueUsd += soldUsd;
      unfinancedUsd[m] = cashUsd[m]! - own.financingUsd[m]!;
      netPresentUsd += (soldUsd - unfinancedUsd[m]!) * worth[m]!;
    }
  });

  const total = (of: Float64Array) => of.reduce((sum, each) => sum + each, 0);
  const [demand, unmet, amortised] = [total(demandTokens), total(unmetTokens), total(amortisedUsd)];
  const paidPresentUsd = unfinancedUsd.reduce((sum, each, m) => sum + each * worth[m]!, 0);
  const endValueUsd = own.bookUsd.at(-1)! * worth[horizon - 1]!;
  const outcome: WorldOutcome = {
    demandTokens: demand,
    servedTokens: demand - unmet,
    unmetTokens: unmet,
    capexUsd: own.capexUsd,
    cashUsd: total(cashUsd),
    amortisedUsd: amortised,
    revenueUsd,
    netPresentUsd,
    endValueUsd,
    unmetCostUsd: unmetPresentUsd,
    costUsd: paidPresentUsd + unmetPresentUsd - endValueUsd,
    usdPerMillionTokens: demand > unmet ? (amortised / (demand - unmet)) * MILLION : null,
    joules,
    carbonGrams,
    peakFacilityWatts: Math.max(...facilityWatts),
    peakProvisionedWatts: Math.max(...provisionedWatts),
  };
  return {
    outcome,
    demandTokens,
    unmetTokens,
    cashUsd,
    unfinancedUsd,
    bookUsd: own.bookUsd,
    procuredUsd,
    facilityWatts,
    inServiceDevices,
    provisionedWatts,
    batchWatts,
  };
}

/** What does not change from quarter to quarter. */
interface Prepared {
  planned: Float64Array[];
  /** Above idle, for a token per second at the peak. */
  wattsPerToken: Float64Array[];
  /** Of electricity for that, over the mean of the day. */
  priceRatio: Float64Array[];
  /** Dollars per second for a token per second at the peak: electricity of its load, and the device it keeps switched on. */
  ownUsdPerToken: Float64Array[];
  reserveDevices: Float64Array;
  siteNames: string[];
  siteIndex: Int32Array;
}

function prepare({ file, offers }: Operating, names: readonly string[]): Prepared {
  const siteNames = Object.keys(file.sites);
  const planned = names.map((name) =>
    Float64Array.from(offers, ({ capacities }) => capacities.get(name)?.plannedTokensPerSecond ?? 0),
  );
  return {
    planned,
    wattsPerToken: names.map((name) => {
      const { batch, peakToMean } = file.classes[name]!;
      return Float64Array.from(offers, ({ capacities }) => {
        const unit = capacities.get(name)?.unit;
        if (unit === undefined) return 0;
        return (unit.operatingWatts - unit.idleWatts) / unit.tokensPerSecond / (batch ? 1 : peakToMean);
      });
    }),
    priceRatio: names.map((name) =>
      Float64Array.from(offers, ({ loadPriceRatios }) => loadPriceRatios.get(name) ?? 1),
    ),
    ownUsdPerToken: names.map((name, c) => {
      const { batch, peakToMean } = file.classes[name]!;
      return Float64Array.from(offers, (offer, o) =>
        offer.procure === "rent" || planned[c]![o] === 0
          ? 0
          : ownUsdPerToken(offer, name, batch ? 1 : peakToMean, file.policy.fleet === "hold"),
      );
    }),
    reserveDevices: Float64Array.from(offers, ({ stepDevices }) => file.policy.redundantSteps * stepDevices),
    siteNames,
    siteIndex: Int32Array.from(offers, ({ site }) => siteNames.indexOf(site)),
  };
}

function ownUsdPerToken(offer: Offer, name: string, peakToMean: number, alwaysOn: boolean): number {
  const { unit, plannedTokensPerSecond } = offer.capacities.get(name)!;
  const joulesPerToken = (unit.operatingWatts - unit.idleWatts) / unit.tokensPerSecond;
  const load = (joulesPerToken / peakToMean) * offer.pue * loadUsdPerJoule(offer, name);
  if (alwaysOn) return load;
  return load + poweredUsdPerSecond(offer) / plannedTokensPerSecond;
}

function quarterInput(
  { file, offers, apis, intent, blocks }: Operating,
  { planned, ownUsdPerToken, reserveDevices, siteNames, siteIndex }: Prepared,
  devices: readonly Float64Array[],
  computed: ReadonlyMap<string, Float64Array>,
  names: readonly string[],
  q: number,
): DispatchInput {
  const period = intent.periods[q]!;
  const classes = names.map((name, c): DispatchClass => {
    const { batch, peakToMean } = file.classes[name]!;
    const mean = batch ? 1 : 1 / peakToMean;
    const meantDevices = intent.devices.get(name)!.map((own) => own[q]!);
    const usdPerToken = ownUsdPerToken[c]!.slice();
    const ableNow = planned[c]!.map((each, o) =>
      isOpen(offers[o]!.capacities.get(name)?.untilMonth, period.from) ? each : 0,
    );
    offers.forEach((offer, o) => {
      if (!offer.isCommitted && ableNow[o]! > 0)
        // Among sites that cost the same, the one that was meant comes first.
        usdPerToken[o] =
          ((meantDevices[o]! > 0 ? 1 : 1 + 1e-9) * offer.rentUsdPerHour(period.from)) /
          (SECONDS_PER_HOUR * ableNow[o]!);
    });
    return {
      peakTokensPerSecond: peakOf(file, name, computed.get(name)!, period),
      plannedTokensPerSecondPerDevice: ableNow,
      meantDevices,
      usdPerToken,
      apiUsdPerToken: Float64Array.from(apis.values(), ({ perMillionTokens, priceChange, untilMonths }) =>
        isOpen(untilMonths?.get(name), period.from)
          ? (mean * perMillionTokens * power(1 + priceChange, period.from / MONTHS_PER_YEAR)) / MILLION
          : Number.POSITIVE_INFINITY,
      ),
      unmetUsdPerToken: (mean * file.policy.unmetPerMillionTokens) / MILLION,
    };
  });
  // What stands by for a site follows the demand that came: rent in full, while devices there serve before they stand by.
  const meant = intent.protectedTokensPerSecond[q]!;
  const ratio = meant > 0 ? protectedPeak(file, computed, period) / meant : 1;
  const standbyDevices = Float64Array.from(
    intent.standbyDevices,
    (own, o) => own[q]! * (offers[o]!.isCommitted ? Math.min(1, ratio) : ratio),
  );
  return {
    offers,
    // Devices serve in the quarters that they are there to the end of.
    ownedDevices: Float64Array.from(devices, (own) => Math.min(own[period.from]!, own[period.to - 1]!)),
    reserveDevices,
    standbyDevices,
    siteWatts: Float64Array.from(siteNames, (site) => siteWatts(file, blocks, site, period.from, period.to)),
    siteIndex,
    classes,
    rentableDevices: Float64Array.from(offers, (offer, o) =>
      !offer.isCommitted && period.from >= offer.firstMonth
        ? Math.max(0, supplyIn(offer, period) - Math.max(reserveDevices[o]!, standbyDevices[o]!))
        : 0,
    ),
  };
}

/** Whole steps of every offer that is rented by the quarter, redundancy included. */
function rentedDevices(
  { offers }: Operating,
  { classes, reserveDevices, standbyDevices }: DispatchInput,
  served: Dispatch["served"],
): Float64Array {
  return Float64Array.from(offers, ({ isCommitted, stepDevices }, o) => {
    if (isCommitted) return 0;
    const needed = classes.reduce(
      (sum, { plannedTokensPerSecondPerDevice }, c) =>
        served[c]![o]! > 0 ? sum + served[c]![o]! / plannedTokensPerSecondPerDevice[o]! : sum,
      0,
    );
    const kept = Math.max(needed > 0 ? reserveDevices[o]! : 0, standbyDevices[o]!);
    return Math.ceil((needed + kept) / stepDevices - 1e-6) * stepDevices;
  });
}
