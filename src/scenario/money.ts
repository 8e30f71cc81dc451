// What a deployment costs: rent or ownership per pool, then by use and by kind of token (docs/concepts/cost.md).
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "../cost/step-model.ts";
import {
  type CostParts,
  costByUse,
  ownParts,
  rentParts,
  tokenPrices,
  totalUsdPerHour,
  usdPerMillion,
} from "../metrics/cost.ts";
import type { PoolPower } from "../metrics/power.ts";
import type { WorkTotals } from "../metrics/recorder.ts";
import type { DeploymentMetrics, PoolCost } from "../metrics/result.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import { addChunk } from "../serving/prompt-chunks.ts";
import type { BuiltPool } from "./build-pool.ts";
import { holdsRequests, type PlacedPool, type ScenarioFile } from "./schema.ts";

/** Rent per hour or purchase of one device; undefined where neither the scenario nor the profile states it. */
export function devicePrice(
  file: ScenarioFile,
  pool: PlacedPool,
  { price }: HardwareProfile,
): number | undefined {
  const cost = costOf(file, pool);
  if (cost.basis === "rent") return cost.perDevice ?? price.rent?.value;
  return cost.capex ?? price.capex?.value;
}

/** A pool's own terms, or the scenario's. */
export const costOf = (file: ScenarioFile, pool: PlacedPool): ScenarioFile["cost"] => pool.cost ?? file.cost;

type Tokens = DeploymentMetrics["tokens"];

interface Measured {
  power: PoolPower;
  totals: WorkTotals;
  busyFraction: number;
}

export function deploymentCost(
  file: ScenarioFile,
  pools: readonly BuiltPool[],
  measured: readonly Measured[],
  seconds: number,
  { tokens, requests }: { tokens: Tokens; requests: { completed: number } },
): { cost: DeploymentMetrics["cost"]; poolCosts: (PoolCost | null)[] } {
  const poolCosts = pools.map((built, index) => poolCost(file, built, measured[index]!));
  const bases = new Set(pools.map(({ pool }) => costOf(file, pool).basis));
  const basis = bases.size === 1 ? [...bases][0]! : "mixed";
  const known = poolCosts.filter((each) => each !== null);
  const rate = (of: (totals: WorkTotals) => number) =>
    measured.reduce((sum, { totals }) => sum + of(totals), 0) / seconds;
  const outputTokensPerSecond = rate(({ outputTokens }) => outputTokens);
  const computedInputTokensPerSecond = rate(({ promptTokens }) => promptTokens);
  if (known.length < pools.length)
    return {
      poolCosts,
      cost: {
        basis,
        usdPerHour: null,
        usdPerMillionOutputTokens: null,
        usdPerMillionTokens: null,
        idleUsdPerHour: null,
        byToken: null,
      },
    };
  const usdPerHour = known.reduce((sum, each) => sum + each.usdPerHour, 0);
  const computedTokens = tokens.input - tokens.cachedInput;
  const cachedTokenShare = cachedWeight(pools, tokens, requests.completed);
  return {
    poolCosts,
    cost: {
      basis,
      usdPerHour,
      usdPerMillionOutputTokens: usdPerMillion(usdPerHour, outputTokensPerSecond),
      usdPerMillionTokens: usdPerMillion(usdPerHour, outputTokensPerSecond + computedInputTokensPerSecond),
      idleUsdPerHour: known.reduce((sum, each) => sum + each.idleUsdPerHour, 0),
      byToken: {
        ...tokenPrices(known, {
          computedInputTokensPerSecond,
          cachedInputTokensPerSecond:
            computedTokens > 0 ? (computedInputTokensPerSecond * tokens.cachedInput) / computedTokens : 0,
          outputTokensPerSecond,
          cachedTokenShare,
        }),
        cachedTokenShare,
      },
    },
  };
}

function poolCost(
  file: ScenarioFile,
  built: BuiltPool,
  { power, totals, busyFraction }: Measured,
): PoolCost | null {
  const { pool } = built;
  const parts = poolCostParts(file, built, power);
  if (parts === null) return null;
  const usdPerHour = totalUsdPerHour(parts);
  const prefillShare = totals.busySeconds > 0 ? Math.min(1, totals.prefillSeconds / totals.busySeconds) : 0;
  return {
    basis: costOf(file, pool).basis,
    usdPerHour,
    ...parts,
    ...costByUse(usdPerHour, busyFraction, prefillShare),
  };
}

/** What an hour of the pool pays for at this power; null where its devices have no price. */
export function poolCostParts(
  file: ScenarioFile,
  { pool, hardware, devices }: BuiltPool,
  power: PoolPower,
): CostParts | null {
  const price = devicePrice(file, pool, hardware);
  if (price === undefined) return null;
  const usd = devices * price;
  const cost = costOf(file, pool);
  if (cost.basis === "rent") return rentParts(usd);
  return ownParts({
    capexUsd: usd,
    lifeSeconds: cost.life,
    annualRate: cost.financing,
    electricityUsdPerJoule: cost.electricity ?? file.facility.electricity,
    facilityMeanWatts: power.itMeanWatts * file.facility.pue,
    coloUsdPerWattSecond: cost.colo,
    itProvisionedWatts: power.itProvisionedWatts,
  });
}

/** Device-time of one cached prompt token over that of a computed one, at the mean prompt: attention still reads it. */
function cachedWeight(
  pools: readonly BuiltPool[],
  { input, cachedInput }: Tokens,
  completed: number,
): number {
  if (cachedInput === 0 || cachedInput >= input) return 0;
  const { model } = pools.find(({ pool }) => pool.role !== "decode" && holdsRequests(pool))!.config.instance;
  const fresh = Math.max(1, Math.round((input - cachedInput) / completed));
  const prior = Math.max(1, Math.round(cachedInput / completed));
  const alone = promptSeconds(model, fresh, 0);
  const behind = promptSeconds(model, fresh, prior);
  return Math.max(0, ((behind - alone) / prior / alone) * fresh);
}

function promptSeconds(model: StepModel, chunkTokens: number, priorTokens: number): number {
  const shape: BatchShape = emptyBatchShape();
  addChunk(shape, priorTokens, chunkTokens, model);
  shape.prefillCompleted = 1;
  const cost: StepCost = { seconds: 0, joules: 0, bound: "host" };
  model.step(shape, cost);
  return cost.seconds;
}
