// What inputs.csv says of a site: power and what it may grow by, halls, electricity by time of use, colocation, carbon.
import { firstDay, MONTHS_PER_YEAR } from "../../finance/calendar.ts";
import type { Offer } from "../../finance/offers.ts";
import type { PlanSite } from "../../finance/site-schema.ts";
import type { PlanCell } from "./columns.ts";

export type Input = [input: string, value: PlanCell, unit: string, live?: "yes" | undefined, source?: string];

const JOULES_PER_KILOWATT_HOUR = 3.6e6;
/** Of a mean year. */
const SECONDS_PER_MONTH = (365.25 * 86_400) / MONTHS_PER_YEAR;
/** Free of the noise that conversion to SI and back leaves. */
export const clean = (value: number) => Number(value.toPrecision(12));
const kilowatts = (watts: number | undefined) => (watts === undefined ? null : clean(watts / 1e3));

const tierNames: Record<string, string> = { peak: "at the peak", offPeak: "off-peak" };
const tierName = ([kind, index]: readonly (string | number)[]) =>
  tierNames[kind!] ?? `in tier ${Number(index) + 1}`;

export const siteInputs = (place: PlanSite, offer: Offer | undefined): Input[] => [
  ["power", clean(place.power / 1e6), "MW, facility"],
  ["power from", place.powerFrom === undefined ? null : firstDay(place.powerFrom), ""],
  ...(place.blocks
    ? ([
        ["power block", clean(place.blocks.size / 1e6), "MW, facility"],
        ["cost of a power block", place.blocks.cost, "USD"],
        ["life of a power block", place.blocks.life, "months"],
        ["lead time of a power block", place.blocks.leadTime, "months"],
        ["most power blocks", place.blocks.most ?? null, ""],
      ] as Input[])
    : []),
  ["rack power", kilowatts(place.rackPower), "kW"],
  ["PUE", place.pue, "facility over IT"],
  ...Object.entries(place.cooling ?? {}).flatMap(([kind, hall]): Input[] => [
    [`${kind} cooling: PUE`, hall.pue ?? place.pue, "facility over IT"],
    [`${kind} cooling: rack power`, kilowatts(hall.rackPower ?? place.rackPower), "kW"],
  ]),
  ...(typeof place.electricity === "object"
    ? place.electricity.tiers.flatMap(({ at, usdPerJoule, share }): Input[] => [
        [`electricity ${tierName(at)}`, clean(usdPerJoule * JOULES_PER_KILOWATT_HOUR), "USD/kWh"],
        [`hours ${tierName(at)}`, clean(share), "of the day"],
      ])
    : []),
  ...(offer
    ? ([
        [
          "electricity",
          clean(offer.usdPerJoule * JOULES_PER_KILOWATT_HOUR),
          "USD/kWh",
          "yes",
          place.electricity === undefined ? "default: EIA, US industrial, January 2026" : "plan file",
        ],
        [
          "colocation",
          clean(offer.coloUsdPerWattSecond * 1e3 * SECONDS_PER_MONTH),
          "USD/kW-month of IT power",
          undefined,
          place.colo === undefined ? "default: CBRE 2026, tier 1" : "plan file",
        ],
      ] as Input[])
    : []),
  ["carbon intensity", place.carbonGramsPerKilowattHour ?? 0, "g CO2/kWh", "yes"],
  ["network", clean(place.network * 1e3), "ms, off the TTFT limits"],
];
