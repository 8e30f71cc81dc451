// Megawatts of a site: the nameplate of what is switched on there, whole servers and racks, is within what the site has. What is
// off draws none, and what is rented stands in its owner's hall.
import type { LinearProgram } from "./linear-program.ts";
import type { Offer } from "./offers.ts";
import type { Period } from "./periods.ts";
import type { ProcurementInput } from "./procurement.ts";
import { inService } from "./steps.ts";

interface Sites extends Pick<ProcurementInput, "file" | "offers" | "existing"> {
  periods: readonly Period[];
  /** Devices switched on by offer and quarter. */
  powered: readonly (readonly number[])[];
  /** Blocks of power that a site may have besides. */
  more: ReadonlyMap<string, { own: readonly (number | undefined)[]; soFar: readonly (number | undefined)[] }>;
}

/** Constrains the program. Returns, by offer, the devices that are on where `powered` of them are used. */
export function limitSites(
  program: LinearProgram,
  { file, offers, existing, periods, powered, more }: Sites,
): ((powered: Float64Array) => Float64Array)[] {
  // While an old fleet is there that is no whole number of servers, it is switched off by the device (switched-on.ts).
  const isWhole = ({ procure, stepDevices }: Offer, index: number, { to }: Period) =>
    procure === "buy" &&
    stepDevices > 1 &&
    existing[index]!.reduce((sum, lot) => sum + (lot.endMonth >= to ? lot.devices : 0), 0) % stepDevices ===
      0;
  /** What an offer takes of the site. Steps that are on cost nothing beside what is used of them: to round them up is no loss. */
  const taken = (offer: Offer, index: number, q: number): [number, number] => {
    const { stepDevices, provisionedFacilityWattsPerDevice: watts } = offer;
    const used = powered[index]![q]!;
    if (!isWhole(offer, index, periods[q]!)) return [used, watts];
    const steps = program.variable(0, { integer: true });
    program.constrain(
      [
        [used, 1],
        [steps, -stepDevices],
      ],
      "<=",
      0,
    );
    return [steps, stepDevices * watts];
  };
  for (const [site, { power, powerFrom, blocks }] of Object.entries(file.sites)) {
    periods.forEach((period, q) => {
      const live = powerFrom === undefined || file.start + period.from >= powerFrom;
      const terms = offers.flatMap((offer, index) =>
        offer.site === site && offer.procure === "buy" ? [taken(offer, index, q)] : [],
      );
      const built = more.get(site);
      if (built && blocks)
        for (const [variable, count] of inService(
          { lifeMonths: blocks.life },
          periods,
          built.own,
          built.soFar,
          q,
        ))
          terms.push([variable, -count * blocks.size]);
      program.constrain(terms, "<=", live ? power : 0);
    });
  }
  return offers.map((offer, index) => (used) => {
    const whole = (devices: number) => Math.ceil(devices / offer.stepDevices - 1e-6) * offer.stepDevices;
    return used.map((devices, q) => (isWhole(offer, index, periods[q]!) ? whole(devices) : devices));
  });
}
