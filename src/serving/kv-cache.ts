// KV blocks of one instance, counted rather than listed: what each request holds follows from its context, so growth
// over k steps is a sum over phases (DecodeBatch). With a prefix index, full prompt blocks are shared between
// sequences, and idle cached ones live in free memory until somebody needs it.
import { CacheView } from "./cache-view.ts";
import type { KvTiers, Load } from "./kv-tiers.ts";
import type { PrefixIndex } from "./prefix/prefix-index.ts";
import type { RequestTable } from "./request-table.ts";

export interface KvConfig {
  blockTokens: number;
  /** KV blocks of the instance, and how many of them admission leaves free. */
  blocks: number;
  watermarkBlocks: number;
  /** Blocks charged once per sequence: sliding-window layers, constant state. */
  blocksPerSequence: number;
  /** Sequences that never get so long are charged in proportion: their windows do not fill. Absent: state, charged in full. */
  fullWindowTokens?: number | undefined;
  /** Reserve prompt and stated output at admission instead of growing block by block. */
  reserveAll: boolean;
  prefixes?: PrefixCaching | undefined;
}

export interface PrefixCaching {
  /** The index of one more instance: its own, or one that all share. */
  openIndex(): PrefixIndex;
  /** Tokens per prompt block hash, as the workload has them. */
  hashTokens: number;
  /** Kept outside device memory: hits save computation, not memory. */
  external: boolean;
  /** Tiers below the device of one more instance. */
  openTiers?: (() => KvTiers) | undefined;
  /** Seconds that `tokens` of a prompt take to compute behind `beforeTokens`: what a load has to beat. */
  prefillSeconds?: ((beforeTokens: number, tokens: number) => number) | undefined;
  /** How late routers hear of what is cached; undefined where none asks. */
  viewDelaySeconds?: number | undefined;
}

/** Blocks that a sequence of at most `longestTokens` is charged once. */
export function sequenceBlocks(
  { blocksPerSequence, fullWindowTokens = 0 }: Pick<KvConfig, "blocksPerSequence" | "fullWindowTokens">,
  longestTokens: number,
): number {
  if (longestTokens >= fullWindowTokens) return blocksPerSequence;
  return Math.ceil((blocksPerSequence * longestTokens) / fullWindowTokens);
}

export class KvCache {
  freeBlocks: number;
  /** Sum over all changes of blocks taken (or, negative, given back) times when. */
  #takenBlockSeconds = 0;
  readonly config: KvConfig;
  readonly prefixes: PrefixIndex | undefined;
  readonly tiers: KvTiers | undefined;
  /** What routers know of it. */
  readonly view: CacheView | undefined;
  readonly #table: RequestTable;
  /** KV blocks per prompt block of the index. */
  readonly #blocksPerHash: number;

  constructor(config: KvConfig, table: RequestTable) {
    this.config = config;
    this.freeBlocks = config.blocks;
    this.#table = table;
    this.prefixes = config.prefixes?.openIndex();
    this.tiers = config.prefixes?.openTiers?.();
    if (this.prefixes && config.prefixes?.viewDelaySeconds !== undefined) {
      const view = new CacheView(config.prefixes.viewDelaySeconds);
      this.view = view;
      this.prefixes.onAdd = (hash, nowSeconds) => view.came(hash, nowSeconds);
      this.prefixes.onDelete = (hash, nowSeconds) => view.went(hash, nowSeconds);
    }
    if (this.prefixes && this.tiers) {
      const { tiers } = this;
      this.prefixes.onIdle = tiers.copy;
      this.prefixes.onEvict = (hash, nowSeconds) => tiers.demote(hash, nowSeconds);
    }
    this.#blocksPerHash = Math.floor((config.prefixes?.hashTokens ?? 0) / config.blockTokens);
  }

  get usedBlocks(): number {
    return this.config.blocks - this.freeBlocks;
  }

  /** Integral over time of the blocks in use, up to now. */
  blockSeconds(nowSeconds: number): number {
    return this.usedBlocks * nowSeconds - this.#takenBlockSeconds;
  }

  #take(blocks: number, nowSeconds: number, blockSeconds: number = blocks * nowSeconds): void {
    this.freeBlocks -= blocks;
    this.#takenBlockSeconds += blockSeconds;
  }

  /** Blocks of a prompt on an empty instance; more than `blocks` can never be served. */
  blocksFor(promptTokens: number, maxOutputTokens: number): number {
    const { blockTokens, reserveAll } = this.config;
    const longest = promptTokens + maxOutputTokens;
    return (
      Math.ceil((reserveAll ? longest : promptTokens) / blockTokens) + sequenceBlocks(this.config, longest)
    );
  }

  /** Blocks that must be free to admit the request now: its own, less the shared ones in use by others. */
  blocksNeeded(slot: number, blocks: number): number {
    const shared = this.#sharedHashes(slot);
    if (shared === 0) return blocks;
    return blocks - this.prefixes!.inUse(this.#table.blockHashes[slot]!, shared) * this.#blocksPerHash;
  }

  /** Whether `needed` blocks leave the watermark free; an otherwise empty instance may go below it. */
  admits(needed: number, alone: boolean): boolean {
    const left = this.freeBlocks - needed;
    return left >= this.config.watermarkBlocks || (alone && left >= 0);
  }

  /** Gives the request its `blocks`; prompt tokens found in the prefix cache count as prefilled. */
  admit(slot: number, blocks: number, nowSeconds: number): void {
    const table = this.#table;
    const index = this.prefixes;
    const hashes = table.blockHashes[slot];
    const shared = this.#sharedHashes(slot);
    table.reservedBlocks[slot] = blocks - shared * this.#blocksPerHash;
    this.#take(table.reservedBlocks[slot]!, nowSeconds);
    if (index === undefined || hashes === undefined) return;
    const { hashTokens, external } = this.config.prefixes!;
    const onDevice = index.match(hashes, nowSeconds);
    const load = this.tiers && this.#load(slot, hashes, onDevice, shared, nowSeconds);
    table.awaited[slot] = load?.awaitedCount ?? 0;
    const found = onDevice + (load?.blocks ?? 0);
    const firstTime = table.generatedTokens[slot] === 0 && table.preemptions[slot] === 0;
    if (firstTime) {
      index.lookedUp += hashes.length;
      index.hits += found;
    }
    const prompt = table.inputTokens[slot]! + table.generatedTokens[slot]!;
    // The last token is always computed: its output is what is asked for.
    const cachedTokens = Math.min(found * hashTokens, table.inputTokens[slot]!, prompt - 1);
    table.prefilledTokens[slot] = cachedTokens;
    if (firstTime) table.cachedTokens[slot] = cachedTokens;
    if (external) {
      index.pin(hashes, hashes.length, nowSeconds, table.retention[slot]);
      index.unpin(hashes, hashes.length, nowSeconds);
      return;
    }
    this.#take(
      index.pin(hashes, shared, nowSeconds, table.retention[slot]) * this.#blocksPerHash,
      nowSeconds,
    );
    this.#evictForUse(nowSeconds);
  }

  #load(slot: number, hashes: readonly number[], from: number, to: number, nowSeconds: number): Load {
    const { hashTokens, prefillSeconds } = this.config.prefixes!;
    const prompt = this.#table.inputTokens[slot]! + this.#table.generatedTokens[slot]!;
    return this.tiers!.load(slot, hashes, from, to, nowSeconds, (blocks) => {
      const there = Math.min(blocks * hashTokens, prompt - 1);
      return prefillSeconds!(there, prompt - there);
    });
  }

  /** Takes blocks for growth; `blockSeconds` sums up when, where that was not now. */
  grow(blocks: number, nowSeconds: number, blockSeconds?: number): void {
    this.#take(blocks, nowSeconds, blockSeconds);
    this.#evictForUse(nowSeconds);
  }

  /**
   * Blocks that decoding may take in one run: all free ones, idle cached ones too. Routers that look into the cache see
   * evictions when they happen, so with a view a run ends before the first one.
   */
  get blocksForRun(): number {
    if (this.view === undefined) return this.freeBlocks;
    return Math.max(0, this.freeBlocks - this.prefixes!.idle * this.#blocksPerHash);
  }

  /** Frees the `blocks` reserved at admission (of a request that has not decoded here) and its shares. */
  releaseReserved(slot: number, blocks: number, nowSeconds: number): void {
    this.#take(-blocks, nowSeconds);
    this.#unshare(slot, nowSeconds);
  }

  /** A request ends here, before it gives its blocks back: those of its answer stay cached for whoever goes on from it. */
  keepAnswer(slot: number, nowSeconds: number): void {
    const index = this.prefixes;
    const hashes = this.#table.answeredHashes[slot];
    if (index === undefined || hashes === undefined) return;
    const known = this.config.prefixes!.external ? 0 : this.#sharedHashes(slot);
    index.keep(hashes, known, nowSeconds, this.#table.retention[slot]);
  }

  /** Frees what a request holds whose cache has `cachedTokens` tokens. */
  releaseGrown(slot: number, cachedTokens: number, nowSeconds: number): void {
    const { reserveAll, blockTokens } = this.config;
    const table = this.#table;
    const longest = table.inputTokens[slot]! + table.maxOutputTokens[slot]!;
    const held =
      Math.ceil(cachedTokens / blockTokens) +
      sequenceBlocks(this.config, longest) -
      this.#sharedHashes(slot) * this.#blocksPerHash;
    this.#take(-(reserveAll ? this.#table.reservedBlocks[slot]! : held), nowSeconds);
    this.#unshare(slot, nowSeconds);
  }

  /** Idle cached blocks make room for what is in use. */
  #evictForUse(nowSeconds: number): void {
    const index = this.prefixes;
    if (index === undefined || this.config.prefixes!.external) return;
    const room = Math.floor(this.freeBlocks / this.#blocksPerHash);
    if (index.idle > room) index.shrinkTo(Math.max(0, room), nowSeconds);
  }

  #unshare(slot: number, nowSeconds: number): void {
    const shared = this.#sharedHashes(slot);
    if (shared === 0) return;
    const hashes = this.#table.blockHashes[slot]!;
    // Preempted in the middle of its prompt, it leaves only what it has computed.
    const computed = Math.floor(this.#table.prefilledTokens[slot]! / this.config.prefixes!.hashTokens);
    const released = this.prefixes!.unpin(hashes, shared, nowSeconds, computed);
    this.#take(-released * this.#blocksPerHash, nowSeconds);
  }

  /** Full prompt blocks that the request shares through the index while it is here. */
  #sharedHashes(slot: number): number {
    const { prefixes } = this.config;
    if (prefixes === undefined || prefixes.external) return 0;
    const hashes = this.#table.blockHashes[slot];
    if (hashes === undefined) return 0;
    return Math.min(hashes.length, Math.floor(this.#table.inputTokens[slot]! / prefixes.hashTokens));
  }
}
