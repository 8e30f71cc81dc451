// Devices bought together, and what the books say of them month by month: straight-line depreciation to the residual,
// interest on what is not yet depreciated. Depreciation is a difference of rounded running totals, so it sums to the cent.
import { hoursOf, MONTHS_PER_YEAR } from "./calendar.ts";
import { toCents } from "./money.ts";
import type { Offer } from "./offers.ts";
import type { ExistingDevices, Procurement } from "./procurement.ts";
import type { PlanFile } from "./schema.ts";

export interface Lot extends Booked {
  offer: number;
}

/** What the books need to know. */
export interface Booked {
  /** Months of the plan; an existing lot entered before it and has no order in it. */
  orderMonth: number;
  entryMonth: number;
  /** First month out of service. */
  endMonth: number;
  devices: number;
  /** 0 for what is rented or was there before. */
  capexCents: number;
  residualCents: number;
}

/** Everything that is ever in service under a procurement. */
export function lotsOf(
  offers: readonly Offer[],
  existing: readonly (readonly ExistingDevices[])[],
  { periods, steps }: Procurement,
): Lot[] {
  return offers.flatMap((offer, index): Lot[] => [
    ...existing[index]!.map(({ devices, endMonth }) => ({
      offer: index,
      orderMonth: -1,
      entryMonth: -1,
      endMonth,
      devices,
      capexCents: 0,
      residualCents: 0,
    })),
    ...[...steps[index]!].flatMap((count, q): Lot[] => {
      if (count === 0) return [];
      const period = periods[q]!;
      const entry = period.from;
      const devices = count * offer.stepDevices;
      const capexCents = offer.procure === "buy" ? toCents(devices * offer.capexUsd(entry)) : 0;
      return [
        {
          offer: index,
          orderMonth: entry - offer.leadMonths,
          entryMonth: entry,
          endMonth: offer.isCommitted ? entry + offer.lifeMonths : period.to,
          devices,
          capexCents,
          residualCents: Math.round(capexCents * offer.residualShare),
        },
      ];
    }),
  ]);
}

/** Depreciated by the end of month `m`, out of capex less residual. */
export function depreciatedCents(
  { entryMonth: entry, endMonth, capexCents, residualCents }: Booked,
  m: number,
): number {
  const life = endMonth - entry;
  const months = Math.min(life, Math.max(0, m + 1 - entry));
  return Math.round(((capexCents - residualCents) * months) / life);
}

/** What the books still hold at the end of month `m`. */
export const bookCents = (lot: Booked, m: number): number =>
  m < lot.entryMonth ? 0 : lot.capexCents - depreciatedCents(lot, m);

export const depreciationCents = (lot: Booked, m: number): number =>
  depreciatedCents(lot, m) - depreciatedCents(lot, m - 1);

/** Interest of month `m` on the value at its start. */
export function interestCents(lot: Booked, m: number, annualRate: number): number {
  if (m < lot.entryMonth || m >= lot.endMonth) return 0;
  const start = m === lot.entryMonth ? lot.capexCents : bookCents(lot, m - 1);
  return Math.round((start * annualRate) / MONTHS_PER_YEAR);
}

/** Rent of a term that is owed after the plan ends; nothing of what is rented by the quarter. */
export function rentAfterCents(
  lot: Lot,
  { procure, isCommitted, rentUsdPerHour }: Offer,
  file: PlanFile,
): number {
  if (procure !== "rent" || !isCommitted || lot.entryMonth < 0) return 0;
  let cents = 0;
  for (let m = file.horizon; m < lot.endMonth; m++)
    cents += toCents(lot.devices * rentUsdPerHour(lot.entryMonth) * hoursOf(file.start + m));
  return cents;
}
