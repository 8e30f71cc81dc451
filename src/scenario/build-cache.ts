// From `kv.prefixCache` and `kv.tiers` of a pool to what its instances keep of prompts, in blocks and bytes per second.
import { InputError } from "../base/errors.ts";
import type { MemoryPlan } from "../cost/memory-plan.ts";
import { emptyBatchShape, type StepCost, type StepModel } from "../cost/step-model.ts";
import type { PrefixCaching } from "../serving/kv-cache.ts";
import { KvTier, KvTiers, type TierLinks, tierLinks } from "../serving/kv-tiers.ts";
import { BlockStore } from "../serving/prefix/block-store.ts";
import { PrefixIndex } from "../serving/prefix/prefix-index.ts";
import { addChunk, clearPrompts } from "../serving/prompt-chunks.ts";
import type { Tier } from "./cache-schema.ts";
import type { Deployment, Pool } from "./schema.ts";

/** On the device idle prompt blocks live in free memory; an unbounded cache is one ideal store that all instances share. */
export function prefixCaching(
  { kv, role, instances }: Pool,
  { router, indexDelay }: Deployment,
  built: {
    memory: MemoryPlan;
    model: StepModel;
    hashTokens: number;
    blockTokens: number;
    /** Of the tiers, where other models have the rest of them. */
    tierShare: TierShare | undefined;
  },
): PrefixCaching | undefined {
  const { hashTokens, blockTokens } = built;
  if (kv.prefixCache === false || hashTokens === 0 || role === "decode") return undefined;
  if (hashTokens % blockTokens !== 0)
    throw InputError.of(
      "",
      "kv.blockTokens",
      `prompt blocks of ${hashTokens} tokens do not consist of KV blocks of ${blockTokens}: no block could be shared`,
    );
  const options: Exclude<Pool["kv"]["prefixCache"], boolean> =
    kv.prefixCache === true ? { eviction: "lru" } : kv.prefixCache;
  const ttlSeconds = options.ttl ?? Number.POSITIVE_INFINITY;
  if (options.capacity === "unbounded") {
    const index = new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds });
    return { openIndex: () => index, hashTokens, external: true };
  }
  const hashBytes = built.memory.kvTransferBytesPerToken * hashTokens;
  const capacityBlocks =
    options.capacity === undefined ? Number.POSITIVE_INFINITY : Math.floor(options.capacity / hashBytes);
  return {
    openIndex: () =>
      new PrefixIndex({ capacityBlocks, ttlSeconds, byPriority: options.eviction === "priority" }),
    hashTokens,
    external: false,
    openTiers: kv.tiers && tiersOpener(kv.tiers, hashBytes, built.tierShare),
    prefillSeconds: prefillTime(built.model),
    viewDelaySeconds: router === "kv-aware" && instances > 1 ? indexDelay : undefined,
  };
}

/** Links of a pool's tiers, known by all models on its devices: of each instance by its number, or one of all. */
export class PoolLinks {
  readonly #links = new Map<string, TierLinks>();

  of(tier: Tier, instance: number): TierLinks {
    const key = JSON.stringify([tier.name, tier.shared ? "all" : instance]);
    const links = this.#links.get(key) ?? tierLinks(tier);
    this.#links.set(key, links);
    return links;
  }
}

/** What a model has of tiers that others use too: a share of their capacity, and the same links. */
export interface TierShare {
  capacityFraction: number;
  links: PoolLinks;
}

/** Private tiers anew for every instance, shared ones once. */
function tiersOpener(tiers: readonly Tier[], hashBytes: number, share: TierShare | undefined): () => KvTiers {
  const { capacityFraction, links } = share ?? { capacityFraction: 1, links: new PoolLinks() };
  const open = (tier: Tier, instance: number) => {
    const { name, capacity, bandwidth, latency, overlap, duplex, ttl, shared } = tier;
    return new KvTier(
      { name, bytesPerSecond: bandwidth, latencySeconds: latency, overlapFraction: overlap, duplex, shared },
      new BlockStore({
        capacityBlocks: Math.floor((capacityFraction * capacity) / hashBytes),
        ttlSeconds: ttl ?? Number.POSITIVE_INFINITY,
      }),
      links.of(tier, instance),
    );
  };
  const common = tiers.map((tier) => (tier.shared ? open(tier, 0) : undefined));
  let instances = 0;
  return () => {
    const instance = instances++;
    return new KvTiers(
      tiers.map((tier, i) => common[i] ?? open(tier, instance)),
      hashBytes,
    );
  };
}

/** Of one prompt's tokens in a step of their own. */
function prefillTime(model: StepModel): (beforeTokens: number, tokens: number) => number {
  const shape = emptyBatchShape();
  const cost: StepCost = { seconds: 0, joules: 0, bound: "host" };
  return (beforeTokens, tokens) => {
    clearPrompts(shape);
    addChunk(shape, beforeTokens, tokens, model);
    shape.prefillCompleted = 1;
    model.step(shape, cost);
    return cost.seconds;
  };
}
