// Which prompt blocks are cached, by hash: equal hash means equal prefix up to there, so a prompt can reuse its leading
// run of known hashes. Blocks in use are pinned; idle ones stay until memory, capacity or time to live takes them,
// least recently used first and the end of a prefix before its beginning.

interface CachedBlock {
  hash: number;
  /** Sequences that hold it now. */
  users: number;
  lastUsedSeconds: number;
  older: CachedBlock | undefined;
  newer: CachedBlock | undefined;
}

export interface PrefixIndexConfig {
  /** Most idle blocks kept (in prompt blocks); Infinity for an index that never forgets. */
  capacityBlocks: number;
  ttlSeconds: number;
}

export class PrefixIndex {
  /** Prompt blocks looked up and found, over the run. */
  lookedUp = 0;
  hits = 0;
  /** Idle prompt blocks. */
  idle = 0;
  readonly #config: PrefixIndexConfig;
  readonly #blocks = new Map<number, CachedBlock>();
  #oldest: CachedBlock | undefined;
  #newest: CachedBlock | undefined;

  constructor(config: PrefixIndexConfig) {
    this.#config = config;
  }

  /** How many leading hashes are cached. No side effect but forgetting the expired. */
  match(hashes: readonly number[], nowSeconds: number): number {
    let found = 0;
    for (const hash of hashes) {
      const block = this.#blocks.get(hash);
      if (block === undefined) break;
      if (block.users === 0 && nowSeconds - block.lastUsedSeconds > this.#config.ttlSeconds) {
        this.#forget(block);
        break;
      }
      found++;
    }
    return found;
  }

  /** How many of the first `count` hashes sequences hold now: who holds one holds all before it. */
  inUse(hashes: readonly number[], count: number): number {
    let held = 0;
    while (held < count && (this.#blocks.get(hashes[held]!)?.users ?? 0) > 0) held++;
    return held;
  }

  /** Pins the hashes for one more sequence, adding those that are new; returns how many were not in use before. */
  pin(hashes: readonly number[], count: number, nowSeconds: number): number {
    let taken = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i]!;
      let block = this.#blocks.get(hash);
      if (block === undefined) {
        block = { hash, users: 0, lastUsedSeconds: nowSeconds, older: undefined, newer: undefined };
        this.#blocks.set(hash, block);
        taken++;
      } else if (block.users === 0) {
        this.#unlink(block);
        this.idle--;
        taken++;
      }
      block.users++;
      block.lastUsedSeconds = nowSeconds;
    }
    return taken;
  }

  /**
   * Gives the pins back; returns how many blocks nobody uses any more. The first `computed` of them stay cached, as far
   * as capacity goes; the others never held anything.
   */
  unpin(hashes: readonly number[], count: number, nowSeconds: number, computed = count): number {
    let released = 0;
    for (let i = count - 1; i >= 0; i--) {
      const block = this.#blocks.get(hashes[i]!)!;
      block.lastUsedSeconds = nowSeconds;
      if (--block.users > 0) continue;
      released++;
      if (i >= computed) {
        this.#blocks.delete(block.hash);
        continue;
      }
      this.#append(block);
      this.idle++;
    }
    this.shrinkTo(this.#config.capacityBlocks);
    return released;
  }

  /** Forgets idle blocks, oldest first, until at most `blocks` are left. */
  shrinkTo(blocks: number): void {
    while (this.idle > blocks) this.#forget(this.#oldest!);
  }

  #forget(block: CachedBlock): void {
    this.#unlink(block);
    this.#blocks.delete(block.hash);
    this.idle--;
  }

  #append(block: CachedBlock): void {
    block.older = this.#newest;
    block.newer = undefined;
    if (this.#newest) this.#newest.newer = block;
    else this.#oldest = block;
    this.#newest = block;
  }

  #unlink(block: CachedBlock): void {
    if (block.older) block.older.newer = block.newer;
    else this.#oldest = block.newer;
    if (block.newer) block.newer.older = block.older;
    else this.#newest = block.older;
    block.older = undefined;
    block.newer = undefined;
  }
}
