// How many worlds are drawn for a plan, and how far prices may be from what it says: ranges with their sources.
import { z } from "zod";
import { fraction } from "../base/quantity.ts";

/** Of a price: 10 % and 90 % of worlds stay below these shares of the plan's own figure. */
const priceRange = (low: number, high: number, source: string) =>
  z
    .strictObject({
      low: fraction({ min: 0.01, max: 1 }).meta({ description: "10 % of worlds stay below, x planned" }),
      high: fraction({ min: 1, max: 100 }).meta({ description: "90 % of worlds stay below, x planned" }),
      source: z.string().default("the plan").meta({ description: "where the range is from" }),
    })
    .default({ low, high, source })
    .meta({ description: `default: ${source}` });

export const uncertaintySchema = z
  .strictObject({
    draws: z.int().min(100).max(100_000).default(1000).meta({ description: "worlds of the Monte Carlo" }),
    capex: priceRange(
      0.8,
      1.15,
      "B200 32,000-46,000 around 40,000 USD; a VR NVL72 rack 7.8-9.1 M USD (facts/hardware.md)",
    ),
    rent: priceRange(
      0.72,
      1.38,
      "H100 reserved for a year: 1.70 to 2.35 USD/h between October 2025 and March 2026 (SemiAnalysis)",
    ),
    api: priceRange(0.72, 1.38, "assumed: as rent, on which APIs run"),
    electricity: priceRange(
      0.85,
      1.57,
      "7.90 c (Ohio, industrial) and 14.6 c (US, commercial) around 9.29 c/kWh (EIA 2025-2026)",
    ),
    colo: priceRange(
      0.77,
      1.23,
      "115 USD (tier 2, 2026) and 184 USD (US primary, CBRE 2024) around 150 USD/kW/month",
    ),
  })
  .prefault({});
