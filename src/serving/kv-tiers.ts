// Where prompt blocks go when device memory needs their place: host memory, local disk, a remote pool, in this order.
// What one tier evicts the next takes in; a block that is needed again is loaded, or computed again where that is sooner, as far as
// can be known then. Those who load from a tier at once divide its bandwidth; what is written down goes over the same link, as
// one more of them, or has a way of its own where that is duplex, and is there to be loaded when all of it is written. Private tiers
// hand a block over; shared ones get a copy of each block as soon as its request ends, for everybody (as Mooncake's store
// does), and keep it. Left out: memory for what waits to be written.
import { SharedLink } from "../des/shared-link.ts";
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
  /** One store and one link for all instances. */
  shared: boolean;
}

/** One way to and from a tier, or one for each direction. */
export interface TierLinks {
  loading: SharedLink;
  writing: SharedLink;
}

export function tierLinks({ duplex }: Pick<TierConfig, "duplex">): TierLinks {
  const loading = new SharedLink();
  return { loading, writing: duplex ? new SharedLink() : loading };
}

export class KvTier {
  readonly config: TierConfig;
  readonly blocks: BlockStore;
  readonly link: SharedLink;
  /** Prompt blocks loaded, and what that took. */
  loadedBlocks = 0;
  loadedBytes = 0;
  busySeconds = 0;
  /** Prompt blocks taken in, and dropped for lack of room; what writing them took. */
  storedBlocks = 0;
  storedBytes = 0;
  evictedBlocks = 0;
  readonly #writing: SharedLink;
  /** Blocks on their way here: what the writing link will have carried when they are. In order. */
  readonly #unwritten = new Map<number, number>();

  /** `links` may be those of other tiers too, as where models share a host. */
  constructor(config: TierConfig, blocks: BlockStore, links: TierLinks = tierLinks(config)) {
    this.config = config;
    this.blocks = blocks;
    this.link = links.loading;
    this.#writing = links.writing;
  }

  /** Whether the block could be loaded. */
  has(hash: number, nowSeconds: number): boolean {
    if (!this.blocks.has(hash, nowSeconds)) return false;
    const written = this.#unwritten.get(hash);
    return written === undefined || written <= this.#writing.carriedSeconds(nowSeconds);
  }

  store(hash: number, blockBytes: number, nowSeconds: number): void {
    if (!this.blocks.insert(hash, nowSeconds)) return;
    this.storedBlocks++;
    this.storedBytes += blockBytes;
    const wire = blockBytes / this.config.bytesPerSecond;
    if (!this.config.duplex) this.busySeconds += wire;
    this.#forgetWritten(nowSeconds);
    this.#unwritten.delete(hash);
    this.#unwritten.set(hash, this.#writing.write(wire, nowSeconds));
  }

  #forgetWritten(nowSeconds: number): void {
    const carried = this.#writing.carriedSeconds(nowSeconds);
    for (const [hash, written] of this.#unwritten) {
      if (written > carried) return;
      this.#unwritten.delete(hash);
    }
  }
}

/** A load that was decided on. */
export interface Load {
  /** Prompt blocks, from the first one that the device lacks. */
  blocks: number;
  /** From how many tiers: whoever asked waits for each. */
  awaitedCount: number;
}

const NO_LOAD: Load = { blocks: 0, awaitedCount: 0 };

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
   * to compute the prompt's rest when so many blocks are there. The links tell of `slot` when it is done.
   */
  load(
    slot: number,
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
        const seconds = this.#loadSeconds(nowSeconds) + prefillSeconds(end);
        if (seconds < bestSeconds) {
          best = end;
          bestSeconds = seconds;
        }
      }
      holder = next;
    }
    return best === from ? NO_LOAD : this.#start(slot, hashes, from, best, nowSeconds);
  }

  /** The first tier that holds the block; -1 for none. */
  #holder(hashes: readonly number[], block: number, to: number, nowSeconds: number): number {
    if (block >= to) return -1;
    return this.tiers.findIndex((tier) => tier.has(hashes[block]!, nowSeconds));
  }

  /** Of all wanted blocks, if nobody else starts to load; tiers load side by side. */
  #loadSeconds(nowSeconds: number): number {
    let longest = 0;
    for (const [i, { link, config }] of this.tiers.entries()) {
      if (this.#wanted[i] === 0) continue;
      const exposed = (1 - config.overlapFraction) * this.#wireSeconds(i);
      longest = Math.max(longest, config.latencySeconds + link.secondsFor(exposed, nowSeconds));
    }
    return longest;
  }

  #wireSeconds(tier: number): number {
    return (this.#wanted[tier]! * this.#blockBytes) / this.tiers[tier]!.config.bytesPerSecond;
  }

  #start(slot: number, hashes: readonly number[], from: number, end: number, nowSeconds: number): Load {
    this.#wanted.fill(0);
    for (let block = from; block < end; block++) {
      const holder = this.#holder(hashes, block, end, nowSeconds);
      this.#wanted[holder]!++;
      const tier = this.tiers[holder]!;
      if (tier.config.shared) tier.blocks.insert(hashes[block]!, nowSeconds);
      else tier.blocks.take(hashes[block]!);
    }
    let awaitedCount = 0;
    for (const [i, tier] of this.tiers.entries()) {
      const blocks = this.#wanted[i]!;
      if (blocks === 0) continue;
      const wire = this.#wireSeconds(i);
      tier.busySeconds += wire;
      tier.loadedBlocks += blocks;
      tier.loadedBytes += blocks * this.#blockBytes;
      if (wire === 0 && tier.config.latencySeconds === 0) continue;
      awaitedCount++;
      tier.link.start(slot, wire, (1 - tier.config.overlapFraction) * wire, nowSeconds);
    }
    return { blocks: end - from, awaitedCount };
  }
}
