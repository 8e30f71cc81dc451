// Where prompt blocks go when device memory needs their place: host memory, local disk, a remote pool, in this order.
// What one tier evicts the next takes in; a block that is needed again is loaded, or computed again where that is sooner.
// Loads of a tier take turns on its port, each at full width, so that sequences share its bandwidth; what is written down goes
// over the same port, in the background, and loads wait behind it; a duplex link has a way of its own for it. Private tiers
// hand a block over; shared ones get a copy of each block as soon as its request ends, for everybody (as Mooncake's store
// does), and keep it. A tier that cannot keep up with what is written is never worth loading from.
import type { BlockStore } from "./prefix/block-store.ts";

export interface TierConfig {
  name: string;
  bytesPerSecond: number;
  /** From asking to the first byte, per load. */
  latencySeconds: number;
  /** Share of a load's transfer that hides under computing, layer by layer. */
  overlapFraction: number;
  /** Writing and reading do not share the bandwidth: each has all of it. */
  duplex: boolean;
  /** One store and one port for all instances. */
  shared: boolean;
}

export class KvTier {
  readonly config: TierConfig;
  readonly blocks: BlockStore;
  /** Prompt blocks loaded, and what that took. */
  loadedBlocks = 0;
  loadedBytes = 0;
  busySeconds = 0;
  /** Prompt blocks taken in, and dropped for lack of room; what writing them took. */
  storedBlocks = 0;
  storedBytes = 0;
  evictedBlocks = 0;
  portFreeSeconds = 0;

  constructor(config: TierConfig, blocks: BlockStore) {
    this.config = config;
    this.blocks = blocks;
  }

  store(hash: number, blockBytes: number, nowSeconds: number): void {
    if (!this.blocks.insert(hash, nowSeconds)) return;
    this.storedBlocks++;
    this.storedBytes += blockBytes;
    if (this.config.duplex) return;
    const wire = blockBytes / this.config.bytesPerSecond;
    this.portFreeSeconds = Math.max(nowSeconds, this.portFreeSeconds) + wire;
    this.busySeconds += wire;
  }
}

/** A load that was decided on. */
export interface Load {
  /** Prompt blocks, from the first one that the device lacks. */
  blocks: number;
  readySeconds: number;
}

const NO_LOAD: Load = { blocks: 0, readySeconds: 0 };

export class KvTiers {
  readonly tiers: readonly KvTier[];
  readonly #blockBytes: number;
  /** Blocks wanted of each tier by the load being weighed. */
  readonly #wanted: Int32Array;

  constructor(tiers: readonly KvTier[], blockBytes: number) {
    this.tiers = tiers;
    this.#blockBytes = blockBytes;
    this.#wanted = new Int32Array(tiers.length);
    // A shared tier is chained to the next one by whoever comes first: they share that, too.
    for (const [i, tier] of tiers.entries()) {
      tier.blocks.onEvict = (hash, nowSeconds) => {
        tier.evictedBlocks++;
        tiers[i + 1]?.store(hash, blockBytes, nowSeconds);
      };
    }
  }

  /** Shared tiers copy a block that nobody on the device uses any more; undefined without such tiers. */
  get copy(): ((hash: number, nowSeconds: number) => void) | undefined {
    const shared = this.tiers.filter(({ config }) => config.shared);
    if (shared.length === 0) return undefined;
    return (hash, nowSeconds) => {
      for (const tier of shared) tier.store(hash, this.#blockBytes, nowSeconds);
    };
  }

  /** A block that the device evicts. */
  demote(hash: number, nowSeconds: number): void {
    this.tiers[0]!.store(hash, this.#blockBytes, nowSeconds);
  }

  /**
   * Loads the run of blocks from `from` up to `to` as far as it pays: the end at which loading and computing the rest
   * is done soonest, among those where the run passes from one tier to another. `prefillSeconds(blocks)` is the time
   * to compute the prompt's rest when so many blocks are there.
   */
  load(
    hashes: readonly number[],
    from: number,
    to: number,
    nowSeconds: number,
    prefillSeconds: (blocks: number) => number,
  ): Load {
    let end = from;
    let best = from;
    let bestSeconds = Number.POSITIVE_INFINITY;
    let holder = this.#holder(hashes, from, to, nowSeconds);
    if (holder < 0) return NO_LOAD;
    this.#wanted.fill(0);
    bestSeconds = prefillSeconds(from);
    while (holder >= 0) {
      this.#wanted[holder]!++;
      end++;
      const next = this.#holder(hashes, end, to, nowSeconds);
      if (next !== holder) {
        const seconds = this.#readySeconds(nowSeconds) - nowSeconds + prefillSeconds(end);
        if (seconds < bestSeconds) {
          best = end;
          bestSeconds = seconds;
        }
      }
      holder = next;
    }
    return best === from ? NO_LOAD : this.#book(hashes, from, best, nowSeconds);
  }

  /** The first tier that holds the block; -1 for none. */
  #holder(hashes: readonly number[], block: number, to: number, nowSeconds: number): number {
    if (block >= to) return -1;
    return this.tiers.findIndex((tier) => tier.blocks.has(hashes[block]!, nowSeconds));
  }

  /** When all wanted blocks would be there; tiers load side by side. */
  #readySeconds(nowSeconds: number): number {
    let ready = nowSeconds;
    for (const [i, { config, portFreeSeconds }] of this.tiers.entries()) {
      if (this.#wanted[i] === 0) continue;
      const wire = (this.#wanted[i]! * this.#blockBytes) / config.bytesPerSecond;
      const end = Math.max(nowSeconds, portFreeSeconds) + config.latencySeconds + wire;
      ready = Math.max(ready, end - config.overlapFraction * wire);
    }
    return ready;
  }

  #book(hashes: readonly number[], from: number, end: number, nowSeconds: number): Load {
    this.#wanted.fill(0);
    for (let block = from; block < end; block++) {
      const holder = this.#holder(hashes, block, end, nowSeconds);
      this.#wanted[holder]!++;
      const tier = this.tiers[holder]!;
      if (tier.config.shared) tier.blocks.insert(hashes[block]!, nowSeconds);
      else tier.blocks.take(hashes[block]!);
    }
    const readySeconds = this.#readySeconds(nowSeconds);
    for (const [i, tier] of this.tiers.entries()) {
      const blocks = this.#wanted[i]!;
      if (blocks === 0) continue;
      const wire = (blocks * this.#blockBytes) / tier.config.bytesPerSecond;
      tier.portFreeSeconds = Math.max(nowSeconds, tier.portFreeSeconds) + tier.config.latencySeconds + wire;
      tier.busySeconds += wire;
      tier.loadedBlocks += blocks;
      tier.loadedBytes += blocks * this.#blockBytes;
    }
    return { blocks: end - from, readySeconds };
  }
}
