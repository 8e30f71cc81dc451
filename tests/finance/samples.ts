// Plans without simulation: offers of made-up capacity, so that procurement and ledger can be tried by the hundred.
import type { Highs } from "highs";
import { demandAt } from "../../src/finance/demand.ts";
import type { Offer } from "../../src/finance/offers.ts";
import { decide, type PlanOutput } from "../../src/finance/plan.ts";
import { type PlanFile, planSchema } from "../../src/finance/schema.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const h100 = shipped.hardware("h100-sxm");

export function planFile(changes: Record<string, unknown> = {}): PlanFile {
  return planSchema.parse({
    schema: "forewatt.plan/1",
    start: "2027-01",
    horizon: "12mo",
    quantiles: [0.5],
    policy: { redundantSteps: 0, targetUtilisation: 1, unmetPerMillionTokens: "20 USD" },
    classes: {
      chat: {
        tokens: { now: "1000 tokens/s", growth: { p10: 1, p50: 2, p90: 4 } },
        peakToMean: 1.5,
        model: "llama-3.1-8b",
        lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
        price: { perMillionTokens: "1 USD" },
      },
    },
    sources: { own: { procure: "buy", hardware: "h100-sxm" } },
    sites: { here: { power: "1 MW", electricity: "0.08 USD/kWh" } },
    strategies: { only: { sources: ["own"] } },
    ...changes,
  });
}

interface Growth {
  p10: number;
  p50: number;
  p90: number;
}

/** A chat class, and a batch class of a third of its demand. */
export function chatAndBatch(growth: Growth, avoided: number) {
  const chat = (now: string) => ({
    tokens: { now, growth },
    avoided,
    model: "llama-3.1-8b",
    lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
    price: { perMillionTokens: "0.5 USD" },
  });
  return { chat: chat("9000 tokens/s"), batch: { ...chat("3000 tokens/s"), batch: true } };
}

export interface Figures {
  tokensPerSecondPerDevice?: number;
  capexUsd?: number;
  stepDevices?: number;
  firstMonth?: number;
  leadMonths?: number;
  supplyDevices?: number;
  /** The same by month, and where it changes. */
  supplyFrom?: (month: number) => number;
  supplyMonths?: number[];
  provisionedWatts?: number;
  procure?: "buy" | "rent";
  rentUsdPerHour?: number;
  /** Reserved so long. */
  termMonths?: number;
  lifeMonths?: number;
  classes?: string[];
}

export function offer(source: string, site: string, figures: Figures = {}): Offer {
  const { tokensPerSecondPerDevice = 1000, provisionedWatts = 1000, classes = ["chat"] } = figures;
  const unit = {
    configuration: "TP1",
    devices: 1,
    devicesByHardware: { "h100-sxm": 1 },
    tokensPerSecond: tokensPerSecondPerDevice,
    cachedInputShare: 0,
    operatingWatts: 700,
    idleWatts: 200,
    provisionedWatts,
    band: { p10: 0.9, p90: 1.1 },
    powerBand: { p10: 0.8, p90: 1.25 },
    basis: "first-principles" as const,
    bindingLimit: "tpot p90",
  };
  return {
    source,
    site,
    procure: figures.procure ?? "buy",
    isCommitted: figures.procure !== "rent" || figures.termMonths !== undefined,
    stepDevices: figures.stepDevices ?? 1,
    capacities: new Map(
      classes.map((name) => [name, { unit, plannedTokensPerSecond: tokensPerSecondPerDevice }]),
    ),
    provisionedFacilityWattsPerDevice: provisionedWatts * 1.25,
    idleItWattsPerDevice: 200,
    pue: 1.25,
    usdPerJoule: 0.08 / 3.6e6,
    loadPriceRatios: new Map(),
    coloUsdPerWattSecond: 0,
    gramsPerJoule: 0,
    firstMonth: figures.firstMonth ?? 0,
    leadMonths: figures.leadMonths ?? 0,
    supplyDevices: figures.supplyFrom ?? (() => figures.supplyDevices ?? Number.POSITIVE_INFINITY),
    supplyMonths: figures.supplyMonths ?? [],
    lifeMonths: figures.termMonths ?? figures.lifeMonths ?? 60,
    residualShare: 0,
    capexUsd: () => figures.capexUsd ?? 20_000,
    rentUsdPerHour: () => figures.rentUsdPerHour ?? 2,
  };
}

/** A plan of made-up offers: every strategy at every quantile, without simulation. */
export function decidedPlan(file: PlanFile, offers: Offer[], highs: Highs): PlanOutput {
  const plan = {
    name: "test",
    file,
    models: new Map(),
    engines: new Map(),
    hardware: new Map(h100.found ? [["h100-sxm", h100.profile]] : []),
    forecasts: new Map(),
    warnings: [],
    levers: [],
  };
  const cases = Object.keys(file.strategies).flatMap((strategy) =>
    file.quantiles.map((quantile) => ({
      quantile,
      ...decide(plan, offers, strategy, demandAt(plan, quantile), highs),
    })),
  );
  return { plan, runId: "test", cases, offers, impossible: [], sessionTokens: new Map(), units: new Map() };
}
