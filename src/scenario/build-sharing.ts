// Several models on the devices of a pool: an engine for each, as if it were alone, on what the others leave. With R of N models
// resident, a model's KV cache is its share s of what is left beside the weights and workspaces of the R - 1 largest others, and
// beside the runtime of all that sleep: s = its weight over that of itself and the R - 1 heaviest others. So whoever is resident
// together, their bytes fit (a law). Tiers are divided by the weights of all, for what is there stays; their links are shared. A load takes latency + weight bytes of a device / bandwidth of its link.
import type { MemoryPlan } from "../cost/memory-plan.ts";
import type { Assumption } from "../metrics/result.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { SharedPoolConfig, SharingConfig } from "../serving/shared/sharing-config.ts";
import { requestKinds } from "../workload/sessions/kinds.ts";
import { PoolLinks, type TierShare } from "./build-cache.ts";
import type { BuiltPool } from "./build-pool.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Pool } from "./schema.ts";
import type { Swap } from "./sharing-schema.ts";

/** Of the host link's nominal bandwidth, for copies of whole weights from pinned memory. */
const hostLinkShare = { value: 0.8, low: 0.6, high: 0.9 };

/** What a model on shared devices has to do without. */
export interface SetAside {
  bytesPerDevice: number;
  /** Of the KV memory that is left. */
  kvShare: number;
  tiers?: TierShare | undefined;
}

export interface ServedModel {
  profile: ModelProfile;
  /** Of its own, on the shared devices. */
  built: BuiltPool;
  loadSeconds: number;
}

/** The pool as its first model's, with all of them; `build` makes it for one. */
export function buildSharedPool(
  scenario: ResolvedScenario,
  pool: Pool,
  build: (alone: ResolvedScenario, pool: Pool, aside: SetAside) => BuiltPool,
): BuiltPool {
  const { models = {}, swap } = pool;
  const served = Object.entries(models).map(
    ([name, { precision = scenario.file.precision, kvShare, speculative }]) => {
      const ownPool: Pool = { ...pool, speculative };
      const model = scenario.models.get(name)!;
      const own: ResolvedScenario = { ...scenario, model, file: { ...scenario.file, precision } };
      return { own, ownPool, kvShare, alone: build(own, ownPool, { bytesPerDevice: 0, kvShare: 1 }).memory };
    },
  );
  const others = Math.min(swap?.resident ?? served.length, served.length) - 1;
  const largest = (values: number[]) =>
    values
      .toSorted((a, b) => b - a)
      .slice(0, others)
      .reduce((sum, value) => sum + value, 0);
  const links = new PoolLinks();
  const sharesSum = served.reduce((sum, { kvShare }) => sum + kvShare, 0);
  const runtimeBytes = scenario.engine.memory.runtime;
  const all = served.map(({ own, ownPool, kvShare }, i): ServedModel => {
    const rest = served.filter((_, j) => j !== i);
    const asleep = rest.length - others;
    const built = build(own, ownPool, {
      bytesPerDevice: largest(rest.map((each) => heldBytes(each.alone))) + asleep * runtimeBytes,
      kvShare: kvShare / (kvShare + largest(rest.map((each) => each.kvShare))),
      tiers: { capacityFraction: kvShare / sharesSum, links },
    });
    return { profile: own.model, built, loadSeconds: swap ? loadSeconds(swap, built) : 0 };
  });
  const first = all[0]!.built;
  const shortest = all.toSorted((a, b) => b.built.memory.shortBytes - a.built.memory.shortBytes)[0]!;
  return {
    ...first,
    memory: shortest.built.memory,
    notes: all.flatMap(({ built }) => built.notes),
    assumptions: [...first.assumptions, ...(swap ? linkAssumption(swap, first.hardware) : [])],
    models: all,
  };
}

const heldBytes = ({ weightBytesPerDevice, reserveBytesPerDevice }: MemoryPlan): number =>
  weightBytesPerDevice + reserveBytesPerDevice;

function loadSeconds({ latency, bandwidth }: Swap, { memory, hardware }: BuiltPool): number {
  const bytesPerSecond = bandwidth ?? hostLinkShare.value * hardware.links.host.bandwidth.value;
  return latency + memory.weightBytesPerDevice / bytesPerSecond;
}

function linkAssumption({ bandwidth }: Swap, { links }: HardwareProfile): Assumption[] {
  if (bandwidth !== undefined) return [];
  const of = (share: number) => `${Number(((share * links.host.bandwidth.value) / 1e9).toPrecision(3))} GB/s`;
  return [
    {
      path: "swap.bandwidth",
      value: of(hostLinkShare.value),
      confidence: "assumed",
      low: of(hostLinkShare.low),
      high: of(hostLinkShare.high),
      source: `60 to 90 % of ${links.host.technology}, for large copies from pinned host memory; no measurement at hand`,
    },
  ];
}

/** For the engine; undefined where every pool serves the scenario's model alone. */
export function sharingOf(
  scenario: ResolvedScenario,
  pools: readonly BuiltPool[],
): SharingConfig | undefined {
  if (pools.some(({ models }) => models === undefined)) return undefined;
  const all = pools.flatMap(({ models }) => models!);
  const indexOf = (name: string | undefined) => {
    const { id } = modelOf(scenario, name);
    return all.findIndex(({ profile }) => profile.id === id);
  };
  const { classes, sessions } = scenario.file.workload;
  const ofClass = Object.values(classes ?? {}).map(({ model }) => indexOf(model));
  const agents = sessions?.agents ?? {};
  const ofKind = requestKinds(Object.keys(agents)).map(({ role }) => indexOf(agents[role]!.model));
  const ofOthers = indexOf(undefined);
  const byClass = classes !== undefined && ofKind.length === 0;
  return {
    pools: pools.map(sharedPool),
    modelOf: byClass
      ? (table, slot) => ofClass[table.classIndex[slot]!]!
      : (table, slot) => ofKind[table.kind[slot]!] ?? ofOthers,
  };
}

/** Who wants a model, by name: classes, or the roles of agents; one without a name where there are neither. */
export function wanting({
  workload: { classes, sessions },
}: ResolvedScenario["file"]): [name: string, model: string | undefined][] {
  const agents = sessions?.agents ?? {};
  const named = Object.entries(Object.keys(agents).length > 0 ? agents : (classes ?? {})).map(
    ([name, { model }]): [string, string | undefined] => [name, model],
  );
  return named.length > 0 ? named : [["", undefined]];
}

function sharedPool({ pool, models = [] }: BuiltPool): SharedPoolConfig {
  return {
    residentCount: Math.min(pool.swap?.resident ?? models.length, models.length),
    preempts: pool.swap?.policy === "preempt",
    minResidencySeconds: pool.swap?.minResidency,
    models: models.map(({ built, loadSeconds: seconds, profile }) => ({
      pool: built.config,
      loadSeconds: seconds,
      maxContextTokens:
        pool.maxContext === "unlimited"
          ? Number.POSITIVE_INFINITY
          : (pool.maxContext ?? profile.maxContextTokens),
    })),
  };
}

/** The model that a class names, or the scenario's. */
export function modelOf(
  { model, models }: Pick<ResolvedScenario, "model" | "models">,
  name: string | undefined,
): ModelProfile {
  return name === undefined ? model : models.get(name)!;
}
