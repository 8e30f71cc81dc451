// What owned and reserved devices and blocks of power cost month by month whatever they serve: the formulas of `lots.ts` without their rounding.
import { hoursOf, MONTHS_PER_YEAR } from "../calendar.ts";
import type { Booked } from "../lots.ts";
import type { Operating } from "./operating.ts";

export interface LotMoney {
  /** In service, by offer and month. */
  devices: Float64Array[];
  /** By month: purchases, reserved rent, interest and operations; and the same with depreciation instead of purchases. */
  cashUsd: Float64Array;
  amortisedUsd: Float64Array;
  /** Interest in both of them. */
  financingUsd: Float64Array;
  /** Purchases and reserved rent. */
  procuredUsd: Float64Array;
  capexUsd: number;
  /** On the books at the end of each month. */
  bookUsd: Float64Array;
}

export function lotMoney({
  file: { start, horizon, money },
  offers,
  lots,
  blocks,
}: Pick<Operating, "file" | "offers" | "lots" | "blocks">): LotMoney {
  const devices = offers.map(() => new Float64Array(horizon));
  const cashUsd = new Float64Array(horizon);
  const amortisedUsd = new Float64Array(horizon);
  const financingUsd = new Float64Array(horizon);
  const procuredUsd = new Float64Array(horizon);
  let capexUsd = 0;
  const bookUsd = new Float64Array(horizon);
  const purchase = (lot: Booked, operations: number) => {
    const capex = lot.capexCents / 100;
    if (capex === 0 || lot.entryMonth >= horizon) return;
    const to = Math.min(horizon, lot.endMonth);
    const monthly = (lot.capexCents - lot.residualCents) / 100 / (lot.endMonth - lot.entryMonth);
    let book = capex;
    cashUsd[lot.entryMonth]! += capex;
    procuredUsd[lot.entryMonth]! += capex;
    for (let m = lot.entryMonth; m < to; m++) {
      const interest = (book * money.financing) / MONTHS_PER_YEAR;
      const running = interest + (capex * operations) / MONTHS_PER_YEAR;
      financingUsd[m]! += interest;
      cashUsd[m]! += running;
      amortisedUsd[m]! += running + monthly;
      book -= monthly;
      bookUsd[m]! += book;
    }
    // The residual stays.
    for (let m = to; m < horizon; m++) bookUsd[m]! += book;
    capexUsd += capex;
  };
  for (const lot of lots) {
    const from = Math.max(0, lot.entryMonth);
    const to = Math.min(horizon, lot.endMonth);
    const own = devices[lot.offer]!;
    for (let m = from; m < to; m++) own[m]! += lot.devices;
    const offer = offers[lot.offer]!;
    if (offer.procure === "rent")
      for (let m = from; m < to; m++) {
        const rent = lot.devices * offer.rentUsdPerHour(lot.entryMonth) * hoursOf(start + m);
        cashUsd[m]! += rent;
        amortisedUsd[m]! += rent;
        procuredUsd[m]! += rent;
      }
    purchase(lot, money.operations);
  }
  for (const lot of blocks) purchase(lot, 0);
  return { devices, cashUsd, amortisedUsd, financingUsd, procuredUsd, capexUsd, bookUsd };
}
