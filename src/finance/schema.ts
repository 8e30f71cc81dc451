// The plan file, forewatt.plan/1: demand by class, what capacity can be bought, rented or called, where it may stand, and
// what money costs. Every figure it gives replaces a sourced default (docs/guides/plan.md).
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { coolings } from "../profiles/hardware.ts";
import { deploymentSchema } from "../scenario/schema.ts";
import { durationInMonths, MONTHS_PER_YEAR, month } from "./calendar.ts";
import { classSchema } from "./class-schema.ts";
import { leversSchema } from "./levers.ts";
import { moneySchema, policySchema } from "./policy-schema.ts";
import { siteSchema } from "./site-schema.ts";
import { uncertaintySchema } from "./uncertainty-schema.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots");
const count = () => z.int().min(0);
const yearlyChange = () =>
  fraction({ min: -0.9, max: 5 }).default(0).meta({
    description: "of the price, per year from the start of the plan; -10 % is a tenth cheaper each year",
  });
const priceDate = () =>
  month()
    .optional()
    .meta({ description: "as of when the price is; older than a year before the start warns" });

/** By month, as text: `{ 2027-01: 45000 USD, 2028-07: 39000 USD }`. */
const dated = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "expected a month such as 2027-01"), value)
    .refine((values) => Object.keys(values).length > 0, "at least one month");

const ownable = {
  available: month().optional().meta({ description: "first month it can be in service" }),
  leadTime: durationInMonths().default(0).meta({ description: "from order to service" }),
  step: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "devices bought together; default: the profile's server or rack" }),
  supply: z
    .union([count(), dated(count())])
    .optional()
    .meta({
      description:
        "most devices that can enter service in a quarter, or such ceilings from each month on, none before",
    }),
};

const datedPrices = (dimension: "usd" | "usdPerHour") => dated(quantity(dimension, { above: 0 }));

/** What capacity is made of: one hardware at some parallelism, or pools of several. */
const unit = {
  hardware: z.string().optional().meta({ description: "profile of a mixed pool; or give pools" }),
  tensor: z.array(z.int().min(1)).min(1).optional().meta({
    description:
      "tensor parallelism to try; the best is planned with; default: the smallest that fits, and twice that",
  }),
  cooling: z.enum(coolings).optional().meta({
    description: "what its servers or racks take; default: the profile's, else air",
  }),
  pools: deploymentSchema.shape.pools.optional(),
  transfer: deploymentSchema.shape.transfer.optional(),
};

export const sourceSchema = z.discriminatedUnion("procure", [
  z.strictObject({
    procure: z.literal("buy"),
    ...unit,
    ...ownable,
    capexPerDevice: quantity("usd", { above: 0 }).optional().meta({ description: "default: the profile's" }),
    capexChange: yearlyChange(),
    priceDate: priceDate(),
    life: durationInMonths().optional().meta({ description: "default: of money" }),
    residual: fraction().optional().meta({ description: "share of the purchase; default: of money" }),
    prices: datedPrices("usd").optional().meta({
      description: "per device, from each month on, in place of capexPerDevice and capexChange",
    }),
  }),
  z.strictObject({
    procure: z.literal("rent"),
    ...unit,
    ...ownable,
    perDeviceHour: quantity("usdPerHour", { above: 0 })
      .optional()
      .meta({ description: "default: the profile's" }),
    rentChange: yearlyChange(),
    priceDate: priceDate(),
    prices: datedPrices("usdPerHour").optional().meta({
      description: "per device, from each month on, in place of perDeviceHour and rentChange",
    }),
    term: durationInMonths().optional().meta({
      description:
        "reserved: at the price of its first month, paid for so long whether used or not; default: by the quarter, as needed",
    }),
    interruption: fraction({ max: 0.9 })
      .default(0)
      .meta({ description: "share of time that spot capacity is taken away" }),
  }),
  z.strictObject({
    procure: z.literal("api"),
    perMillionTokens: quantity("usd", { above: 0 }).meta({ description: "input and output together" }),
    priceChange: yearlyChange(),
    priceDate: priceDate(),
  }),
]);
export type PlanSource = z.output<typeof sourceSchema>;

/** The yearly factors of growth and prices stay finite, and the program stays solvable. */
const LONGEST_MONTHS = 20 * MONTHS_PER_YEAR;

export const PLAN_SCHEMA = "forewatt.plan/1";

export const planSchema = z.strictObject({
  schema: z.literal(PLAN_SCHEMA),
  title: z.string().optional().meta({ description: "heads the reports; default: the file's name" }),
  start: month().meta({ description: "first month of the plan" }),
  horizon: durationInMonths()
    .refine((months) => months <= LONGEST_MONTHS, {
      error: ({ input }) =>
        `expected at most ${LONGEST_MONTHS / MONTHS_PER_YEAR} years, got ${(Number(input) / MONTHS_PER_YEAR).toFixed(1)}: no growth or price holds longer`,
    })
    .default(60)
    .meta({ description: "how long the plan is; at most 20y" }),
  seed: count().default(1).meta({ description: "of simulations and draws" }),
  quantiles: z
    .array(fraction({ min: 0.01, max: 0.99 }))
    .min(1)
    .default([0.1, 0.5, 0.9])
    .meta({
      description: "of demand, rising: every strategy is planned for each; hardware at its central estimate",
    }),
  money: moneySchema,
  policy: policySchema,
  uncertainty: uncertaintySchema,
  classes: z.record(name, classSchema).refine((c) => Object.keys(c).length > 0, "at least one class"),
  sources: z.record(name, sourceSchema).refine((s) => Object.keys(s).length > 0, "at least one source"),
  sites: z.record(name, siteSchema).refine((s) => Object.keys(s).length > 0, "at least one site"),
  fleet: z
    .array(
      z.strictObject({
        source: name.meta({ description: "a name of sources" }),
        site: name.meta({ description: "a name of sites" }),
        devices: z.int().min(1),
        since: month().meta({ description: "in service since; gone at the end of its life" }),
      }),
    )
    .default([])
    .meta({ description: "what is in service at the start" }),
  strategies: z
    .record(
      name,
      z.strictObject({
        sources: z.array(name).min(1).meta({ description: "what it may buy, rent or call" }),
        from: month().optional().meta({ description: "waits: nothing that is bought enters service before" }),
        only: z
          .record(
            name,
            z.strictObject({
              sources: z.array(name).min(1).meta({ description: "of those above" }),
              from: month().optional().meta({ description: "default: the start of the plan" }),
            }),
          )
          .default({})
          .meta({ description: "classes that only some of its sources may serve, whatever costs less" }),
      }),
    )
    .refine((s) => Object.keys(s).length > 0, "at least one strategy"),
  levers: leversSchema,
});
export type PlanFile = z.output<typeof planSchema>;
