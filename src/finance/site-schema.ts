// Where devices may stand: what power there is and can be had, what fits, what it costs.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { scenarioSchema } from "../scenario/schema.ts";
import { durationInMonths, month } from "./calendar.ts";

/** Hours of the day in which electricity is at its peak price. */
const hoursOfDay = z
  .strictObject({
    from: z.int().min(0).max(23).meta({ description: "hour of the day at the site" }),
    to: z.int().min(1).max(24).meta({ description: "exclusive; up to 24" }),
  })
  .refine(({ from, to }) => from < to, "from must be before to; a window over midnight is two of them");

/** Share of the day within windows, counted hour by hour: windows may overlap. */
export const inWindows = (windows: readonly { from: number; to: number }[], hour: number): boolean =>
  windows.some(({ from, to }) => hour >= from && hour < to);

const byTimeOfUse = z
  .strictObject({
    peak: quantity("usdPerJoule"),
    offPeak: quantity("usdPerJoule"),
    peakShare: fraction().optional().meta({
      description:
        "of hours that are at the peak price, where their time is not known: load is taken to be even",
    }),
    peakHours: z.array(hoursOfDay).min(1).optional().meta({
      description:
        "when they are: a class with `hours` pays for when its load is; others are taken to be even",
    }),
  })
  .refine(({ peakShare, peakHours }) => (peakShare === undefined) !== (peakHours === undefined), {
    path: ["peakHours"],
    message: "expected either peakHours or peakShare",
  })
  .transform((each) => ({
    ...each,
    peakShare:
      each.peakShare ??
      Array.from({ length: 24 }, (_, h) => inWindows(each.peakHours!, h)).filter(Boolean).length / 24,
  }));

const hall = (kind: string) =>
  z
    .strictObject({
      pue: scenarioSchema.shape.facility.unwrap().shape.pue.unwrap().optional(),
      rackPower: quantity("watts", { above: 0 }).optional().meta({ description: "most a rack may draw" }),
    })
    .optional()
    .meta({ description: `halls cooled by ${kind}, where pue and rackPower are their own` });

export const siteSchema = z.strictObject({
  power: quantity("watts", { above: 0 }).meta({ description: "facility power, cooling included" }),
  powerFrom: month().optional().meta({ description: "no power before" }),
  blocks: z
    .strictObject({
      size: quantity("watts", { above: 0 }).meta({ description: "facility power of a block" }),
      cost: quantity("usd", { above: 0 }).meta({ description: "of a block, paid when it enters service" }),
      life: durationInMonths().meta({ description: "over which it is written off" }),
      leadTime: durationInMonths().default(0).meta({ description: "from order to service" }),
      from: month().optional().meta({ description: "first month one can be in service" }),
      most: z.int().min(1).optional().meta({ description: "how many there can be; default: no limit" }),
    })
    .optional()
    .meta({ description: "power beyond that, ordered in whole blocks; default: none" }),
  rackPower: quantity("watts", { above: 0 }).optional().meta({ description: "most a rack may draw" }),
  pue: scenarioSchema.shape.facility.unwrap().shape.pue,
  cooling: z
    .strictObject({ air: hall("air"), liquid: hall("liquid") })
    .refine(({ air, liquid }) => air !== undefined || liquid !== undefined, "expected air, liquid or both")
    .optional()
    .meta({
      description: "what cools its racks; hardware that needs another kind is refused; default: both",
    }),
  electricity: z
    .union([quantity("usdPerJoule"), byTimeOfUse])
    .optional()
    .meta({
      description: "one price, or by time of use; default: 0.0929 USD/kWh (EIA, US industrial, January 2026)",
    }),
  colo: quantity("usdPerWattSecond")
    .optional()
    .meta({ description: "on provisioned IT power; default: 150 USD/kW/month (CBRE, tier 1, 2026)" }),
  priceDate: month()
    .optional()
    .meta({ description: "as of when electricity and colo are; older than a year before the start warns" }),
  carbonGramsPerKilowattHour: z
    .number()
    .min(0)
    .optional()
    .meta({ description: "g CO2/kWh of its electricity; default: 0, and no carbon is told" }),
  network: quantity("seconds").default(0).meta({ description: "to users: taken off the TTFT limits" }),
});
export type PlanSite = z.output<typeof siteSchema>;
