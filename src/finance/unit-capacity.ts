// What a unit of capacity is worth: the largest load that one deployment of a source carries within a class's service level,
// found by simulation, and the power it draws there. Never a peak, never a datasheet figure.
import type { Band, DeploymentMetrics } from "../metrics/result.ts";
import { bracketCapacity } from "../planner/capacity.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { type Deployment, deploymentSchema, scenarioSchema } from "../scenario/schema.ts";
import { simulate } from "../scenario/simulate.ts";
import type { PlanClass } from "./class-schema.ts";
import type { ResolvedPlan } from "./resolved.ts";
import type { PlanSource } from "./schema.ts";

export interface UnitCapacity {
  /** How the unit is set up: "TP2", "prefill + decode". */
  configuration: string;
  /** Devices of the unit, and how many of each hardware profile. */
  devices: number;
  devicesByHardware: Record<string, number>;
  /** Input and output together, at the service level. */
  tokensPerSecond: number;
  /** Of the input there, what was found in a prefix cache. */
  cachedInputShare: number;
  /** IT watts of the unit: at that load, with nothing to do, and nameplate. */
  operatingWatts: number;
  idleWatts: number;
  provisionedWatts: number;
  /** Measured over predicted throughput, p10 and p90. */
  band: Band;
  /** The same of power. */
  powerBand: Band;
  basis: DeploymentMetrics["confidence"]["basis"];
  bindingLimit: string;
}

export type UnitAnswer = UnitCapacity | { impossible: string };

/** Requests of the first simulation; runs grow from there until their verdict is stable. */
const REQUESTS = 400;

type Device = Exclude<PlanSource, { procure: "api" }>;

/** The best configuration of a source for a class, by tokens per second and device; `tokensEach` are those of a session. */
export function unitCapacity(
  plan: ResolvedPlan,
  planClass: PlanClass,
  tokensEach: number,
  source: Device,
  networkSeconds: number,
): UnitAnswer {
  const answers = configurations(plan, planClass, source).map(({ configuration, deployment }) =>
    capacityOfUnit(plan, planClass, tokensEach, configuration, deployment, networkSeconds),
  );
  const possible = answers.filter((answer): answer is UnitCapacity => !("impossible" in answer));
  if (possible.length === 0) return answers[0]!;
  return possible.reduce((best, each) =>
    each.tokensPerSecond / each.devices > best.tokensPerSecond / best.devices ? each : best,
  );
}

interface Configuration {
  configuration: string;
  deployment: Deployment;
}

/** The pools given, or mixed pools of the hardware at each tensor parallelism to try. */
function configurations(plan: ResolvedPlan, planClass: PlanClass, source: Device): Configuration[] {
  if (source.pools) {
    const { pools, transfer } = source;
    const configuration = pools.map((pool) => `${pool.instances} x ${pool.role}`).join(" + ");
    const deployment = deploymentSchema.parse({ pools: [{ name: "unit", hardware: pools[0]!.hardware }] });
    return [{ configuration, deployment: { ...deployment, pools, ...(transfer && { transfer }) } }];
  }
  const domain = plan.hardware.get(source.hardware!)!.links.scaleUp.domainDevices;
  const tensors = source.tensor ?? [1, 2, 4, 8].filter((tensor) => tensor <= domain);
  const made = tensors.map((tensor) => ({
    configuration: `TP${tensor}`,
    deployment: deploymentSchema.parse({
      pools: [{ name: "serve", hardware: source.hardware, parallel: { tensor } }],
    }),
  }));
  if (source.tensor) return made;
  // More ranks than twice the fewest that hold the model cost more communication than they save.
  const first = made.findIndex(({ deployment }) => fits(scenarioOf(plan, planClass, deployment, 0)));
  return first < 0 ? made.slice(-1) : made.slice(first, first + 2);
}

const fits = (scenario: ResolvedScenario) =>
  !("infeasible" in simulate(scenario, { seed: 1, requests: 1 }).result.deployments[0]!);

function capacityOfUnit(
  plan: ResolvedPlan,
  planClass: PlanClass,
  tokensEach: number,
  configuration: string,
  deployment: Deployment,
  networkSeconds: number,
): UnitAnswer {
  const scenario = scenarioOf(plan, planClass, deployment, networkSeconds);
  const limits = Object.values(scenario.file.slo.ttft ?? {});
  if (limits.some((limit) => limit! <= 0))
    return { impossible: `the network alone takes ${networkSeconds} s, more than a TTFT limit` };
  const { seed } = plan.file;
  const search = bracketCapacity(scenario, "unit", { seed, startScale: startScaleOf(planClass, tokensEach) });
  let step = search.next();
  while (!step.done) step = search.next();
  const answer = step.value;
  if ("infeasible" in answer) return { impossible: answer.infeasible.reason };
  const { low, high } = answer;
  const bindingLimit = high?.verdict.limit ?? "none found";
  if (low === undefined)
    return { impossible: `no load meets the service level: ${bindingLimit} (${configuration})` };
  const { tokens, requests, power, pools, confidence } = low.verdict.metrics;
  const refusedShare = requests.rejected / requests.arrived;
  if (planClass.sessions && refusedShare > MOST_REFUSED)
    return {
      impossible: `sessions outgrow the context or the memory: ${(100 * refusedShare).toFixed(1)} % of requests are refused, and end them; state compaction or truncation (${configuration})`,
    };
  const devicesByHardware: Record<string, number> = {};
  let idleWatts = 0;
  for (const pool of pools) {
    devicesByHardware[pool.hardware] = (devicesByHardware[pool.hardware] ?? 0) + pool.devices;
    const { idle, hostPerDevice } = plan.hardware.get(pool.hardware)!.power;
    idleWatts += pool.devices * (idle.value + hostPerDevice.value);
  }
  return {
    configuration,
    devices: power.devices,
    devicesByHardware,
    // The load is in arrivals: requests, of the lengths that came, or sessions.
    tokensPerSecond:
      low.scale * (planClass.sessions ? tokensEach : (tokens.input + tokens.output) / requests.arrived),
    cachedInputShare: tokens.cachedInput / tokens.input,
    operatingWatts: power.itMeanWatts,
    idleWatts: Math.min(idleWatts, power.itMeanWatts),
    provisionedWatts: power.facilityProvisionedWatts / scenario.file.facility.pue,
    band: confidence.throughput,
    powerBand: confidence.power,
    basis: confidence.basis,
    bindingLimit,
  };
}

/** A refused request ends its session: what it would have asked for is not served. */
const MOST_REFUSED = 0.001;

/** Sessions are looked for from below: too many of them take long to simulate. One request per second is little for any unit. */
const startScaleOf = ({ sessions }: PlanClass, tokensEach: number): number =>
  sessions ? FEW_TOKENS_PER_SECOND / tokensEach : 1;
const FEW_TOKENS_PER_SECOND = 20_000;

function scenarioOf(
  plan: ResolvedPlan,
  planClass: PlanClass,
  deployment: Deployment,
  networkSeconds: number,
): ResolvedScenario {
  const file = scenarioSchema.parse({
    schema: "forewatt.scenario/1",
    model: planClass.model,
    engine: planClass.engine,
    workload: {
      arrivals: { process: "poisson", rate: "1 /s" },
      lengths: { input: { fixed: 1 }, output: { fixed: 1 } },
      requests: REQUESTS,
    },
    deployments: { unit: { pools: [{ name: "unit", hardware: "any" }] } },
  });
  const { ttft, tpot } = planClass.slo;
  const nearer = Object.fromEntries(
    Object.entries(ttft ?? {}).map(([statistic, limit]) => [statistic, limit! - networkSeconds]),
  );
  return {
    name: "unit",
    file: {
      ...file,
      precision: planClass.precision,
      workload: {
        ...file.workload,
        lengths: planClass.lengths,
        sessions: planClass.sessions,
        queries: planClass.queries,
      },
      slo: { ...(ttft && { ttft: nearer }), ...(tpot && { tpot }) },
      deployments: { unit: equipped(deployment, planClass) },
    },
    model: plan.models.get(planClass.model)!,
    models: new Map(),
    draftModels: plan.models,
    engine: plan.engines.get(planClass.engine)!,
    hardware: plan.hardware,
    trace: undefined,
    empirical: new Map(),
  };
}

/** With what the class has in front of the engines and in their caches; pools that say otherwise keep it. */
function equipped(deployment: Deployment, { front, prefixCache }: PlanClass): Deployment {
  const pools = deployment.pools.map((pool) => ({
    ...pool,
    kv: { ...pool.kv, prefixCache: pool.kv.prefixCache || prefixCache },
  }));
  return { ...deployment, pools, ...(front && { front }) };
}
