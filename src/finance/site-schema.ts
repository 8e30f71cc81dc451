// Where devices may stand: what power there is and can be had, what fits, what it costs.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { scenarioSchema } from "../scenario/schema.ts";
import { durationInMonths, month } from "./calendar.ts";

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
  electricity: z
    .union([
      quantity("usdPerJoule"),
      z.strictObject({
        peak: quantity("usdPerJoule"),
        offPeak: quantity("usdPerJoule"),
        peakShare: fraction().meta({ description: "of hours that are at the peak price" }),
      }),
    ])
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
