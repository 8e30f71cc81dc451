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

const HOURS_PER_DAY = 24;
const inWindows = (windows: readonly { from: number; to: number }[], hour: number): boolean =>
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
  .transform(({ peak, offPeak, peakShare, peakHours }) => {
    const atPeak = Array.from({ length: HOURS_PER_DAY }, (_, h) => inWindows(peakHours ?? [], h));
    const share = peakShare ?? atPeak.filter(Boolean).length / HOURS_PER_DAY;
    return {
      tiers: [
        { at: ["offPeak"], usdPerJoule: offPeak, share: 1 - share },
        { at: ["peak"], usdPerJoule: peak, share },
      ],
      // Windows may overlap.
      byHour: peakHours && atPeak.map((isPeak) => (isPeak ? peak : offPeak)),
    };
  });

const tierPrice = { price: quantity("usdPerJoule") };
const byTiers = z
  .strictObject({
    tiers: z
      .tuple([z.strictObject(tierPrice).meta({ description: "all day" })])
      .rest(hoursOfDay.safeExtend(tierPrice))
      .refine((tiers) => tiers.length > 1, "expected a price of the day and windows of others")
      .meta({
        description:
          "any number of prices: first that of the day, `{ price: 0.05 USD/kWh }`, then those of windows; a later one wins",
      }),
  })
  .transform(({ tiers: [day, ...windows] }) => {
    const at = Array.from({ length: HOURS_PER_DAY }, (_, h) =>
      windows.findLastIndex((window) => inWindows([window], h)),
    );
    const all = [day, ...windows];
    return {
      tiers: all.map(({ price }, index) => ({
        at: ["tiers", index, "price"],
        usdPerJoule: price,
        share: at.filter((each) => each === index - 1).length / HOURS_PER_DAY,
      })),
      byHour: at.map((index) => all[index + 1]!.price),
    };
  });

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
    .union([quantity("usdPerJoule"), byTimeOfUse, byTiers])
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
