// What money costs, in which currencies prices come, and what the plan is to withstand: headroom, failures, the cost of being wrong.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { durationInMonths, month } from "./calendar.ts";
import { isCurrency } from "./exchange.ts";

const count = () => z.int().min(0);

export const moneySchema = z
  .strictObject({
    currency: z.string().refine(isCurrency, "expected a currency such as EUR").default("USD").meta({
      description:
        "of the bill, focus.csv, and of what is told beside the dollars; another than USD needs its rate below. Columns in USD stay so",
    }),
    exchange: z
      .record(
        z.string().refine((code) => isCurrency(code) && code !== "USD", "expected a currency such as EUR"),
        z.strictObject({
          usd: z.number().gt(0).meta({ description: "what one of it is worth in USD" }),
          date: month().meta({ description: "as of when; older than a year before the start warns" }),
        }),
      )
      .default({})
      .meta({ description: "rates at which prices in other currencies are read, held over the plan" }),
    discountRate: fraction({ max: 0.5 })
      .default(0.08)
      .meta({ description: "per year, of all cash but interest" }),
    financing: fraction({ max: 0.5 })
      .default(0.08)
      .meta({ description: "yearly, on what is not yet depreciated" }),
    life: durationInMonths().default(60).meta({
      description: "over which purchases are written off; 5 to 6 years in the 10-Ks of large clouds",
    }),
    residual: fraction()
      .default(0)
      .meta({ description: "share of the purchase left at the end of its life" }),
    operations: fraction()
      .default(0.08)
      .meta({ description: "staff, spares and support per year, of the purchase" }),
  })
  .refine(({ currency, exchange }) => currency === "USD" || exchange[currency] !== undefined, {
    path: ["currency"],
    error: ({ input }) => {
      const { currency } = input as { currency: string };
      return `needs its rate, got "${currency}": money.exchange: { ${currency}: { usd: …, date: 2026-11 } }`;
    },
  })
  .prefault({});

export const policySchema = z
  .strictObject({
    targetUtilisation: fraction({ min: 0.05 }).default(0.8).meta({
      description: "of simulated capacity at the peak; the rest is headroom",
    }),
    redundantSteps: count().default(1).meta({
      description: "servers or racks that may fail in each site and hardware: N+k",
    }),
    failover: z.enum(["none", "site"]).default("none").meta({
      description:
        "site: when any one site is lost, the others that residency allows must hold what it served; what rents stands at its site too",
    }),
    unprotectedPerMillionTokens: quantity("usd", { above: 0 }).optional().meta({
      description:
        "what a served token weighs that no other site could take over; default: half of unmetPerMillionTokens",
    }),
    unmetPerMillionTokens: quantity("usd", { above: 0 }).default(50).meta({
      description: "what not serving costs: newsvendor's cost of being under",
    }),
    buyTo: z
      .union([
        fraction({ min: 0.01, max: 0.99 }),
        z.strictObject({
          under: quantity("usd", { above: 0 }).meta({ description: "what a million tokens too few cost" }),
          over: quantity("usd", { above: 0 }).meta({
            description: "what capacity for a million tokens too many costs",
          }),
        }),
      ])
      .optional()
      .meta({
        description:
          "quantile of demand to order for, or costs whose newsvendor quantile it is: under / (under + over); default: the median",
      }),
    fleet: z.enum(["hold", "retire"]).default("retire").meta({
      description: "may devices be switched off before the end of their life",
    }),
  })
  .prefault({});
