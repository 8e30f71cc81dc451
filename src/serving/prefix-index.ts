// Which prompt blocks are cached, by hash: equal hash means equal prefix up to there, so a prompt can reuse its leading
// run of known hashes. Blocks in use are pinned; idle ones stay until memory, capacity or time to live takes them,
// least recently used first and the end of a prefix before its beginning. By priority, the least priority goes first, and among
// equals the least recently used (TensorRT-LLM's retention priorities); a block has the highest of those who used it.
// A chained hash table on columns: with blocks coming and going by the million, objects in a Map cost over twice as much.

export interface PrefixIndexConfig {
  /** Most idle blocks kept (in prompt blocks); Infinity for an index that never forgets. */
  capacityBlocks: number;
  ttlSeconds: number;
  /** Default: what the workload says of priorities counts for nothing. */
  byPriority?: boolean;
}

/** How much a prompt's blocks are worth keeping, 0 to 100: those of its head, and the others; never more than the head. */
export interface Retention {
  headBlocks: number;
  headLevel: number;
  restLevel: number;
}

const levels = 101;
/** Of blocks nobody says anything of, as in TensorRT-LLM. */
export const usualLevel = 35;

const NONE = -1;
/** Most chains are empty then: looking for a new block reads no other. */
const CHAINS_PER_BLOCK = 4;

export class PrefixIndex {
  /** Told of blocks that came, that went, and of those evicted for lack of room (before they go). */
  onAdd: ((hash: number, nowSeconds: number) => void) | undefined;
  onDelete: ((hash: number, nowSeconds: number) => void) | undefined;
  /** Of a block nobody uses any more. */
  onIdle: ((hash: number, nowSeconds: number) => void) | undefined;
  onEvict: ((hash: number, nowSeconds: number) => void) | undefined;
  /** Prompt blocks looked up and found, over the run. */
  lookedUp = 0;
  hits = 0;
  /** Idle prompt blocks. */
  idle = 0;
  readonly #config: PrefixIndexConfig;
  /** Of the last call that says. */
  #nowSeconds = 0;
  /** First block of each chain; a power of two of them. */
  #heads = new Int32Array(0);
  /** Next block of the same chain, or of the free ones. */
  #next = new Int32Array(0);
  #free = NONE;
  #hashes = new Float64Array(0);
  /** Sequences that hold the block now. */
  #users = new Int32Array(0);
  #lastUsedSeconds = new Float64Array(0);
  /** Neighbours in order of last use, of idle blocks. */
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  /** Ends of that order, by level. */
  readonly #oldest = new Int32Array(levels).fill(NONE);
  readonly #newest = new Int32Array(levels).fill(NONE);
  #levelOf = new Uint8Array(0);

  constructor(config: PrefixIndexConfig) {
    this.#config = config;
    this.#grow();
  }

  /** How many leading hashes are cached. No side effect but forgetting the expired. */
  match(hashes: readonly number[], nowSeconds: number): number {
    this.#nowSeconds = nowSeconds;
    let found = 0;
    for (let block = NONE; found < hashes.length; found++) {
      block = this.#findAt(block + 1, hashes[found]!);
      if (block === NONE || !this.#lives(block)) break;
    }
    return found;
  }

  /** Whether the block is cached; forgets it if it has expired. */
  has(hash: number, nowSeconds: number): boolean {
    this.#nowSeconds = nowSeconds;
    const block = this.#find(hash);
    return block !== NONE && this.#lives(block);
  }

  #lives(block: number): boolean {
    if (this.#users[block]! > 0) return true;
    if (this.#nowSeconds - this.#lastUsedSeconds[block]! <= this.#config.ttlSeconds) return true;
    this.#unlink(block);
    this.#delete(block);
    return false;
  }

  /** Takes one block in among the idle; returns whether it is new. */
  insert(hash: number, nowSeconds: number): boolean {
    const known = this.#find(hash) !== NONE;
    this.keep([hash], 0, nowSeconds);
    return !known;
  }

  /** Gives an idle block up. */
  take(hash: number): void {
    const block = this.#find(hash);
    this.#unlink(block);
    this.#delete(block);
  }

  /** How many of the first `count` hashes sequences hold now: who holds one holds all before it. */
  inUse(hashes: readonly number[], count: number): number {
    let held = 0;
    for (let block = NONE; held < count; held++) {
      block = this.#findAt(block + 1, hashes[held]!);
      if (block === NONE || this.#users[block] === 0) break;
    }
    return held;
  }

  /** Pins the hashes for one more sequence, adding those that are new; returns how many were not in use before. */
  pin(hashes: readonly number[], count: number, nowSeconds: number, retention?: Retention): number {
    let taken = 0;
    const { byPriority } = this.#config;
    this.#nowSeconds = nowSeconds;
    for (let i = 0, block = NONE; i < count; i++) {
      block = this.#findAt(block + 1, hashes[i]!);
      if (block === NONE) {
        block = this.#add(hashes[i]!);
        taken++;
      } else if (this.#users[block] === 0) {
        this.#unlink(block);
        taken++;
      }
      this.#users[block]!++;
      this.#lastUsedSeconds[block] = nowSeconds;
      if (byPriority) this.#raise(block, i, retention);
    }
    return taken;
  }

  /**
   * Gives the pins back; returns how many blocks nobody uses any more. The first `computed` of them stay cached, as far
   * as capacity goes; the others never held anything.
   */
  unpin(hashes: readonly number[], count: number, nowSeconds: number, computed = count): number {
    let released = 0;
    this.#nowSeconds = nowSeconds;
    for (let i = count - 1, block = NONE; i >= 0; i--) {
      block = this.#findAt(block - 1, hashes[i]!);
      this.#lastUsedSeconds[block] = nowSeconds;
      if (--this.#users[block]! > 0) continue;
      released++;
      if (i < computed) this.#append(block);
      else this.#delete(block);
    }
    this.shrinkTo(this.#config.capacityBlocks);
    return released;
  }

  /** Takes the hashes from `from` on into the idle ones: what a sequence leaves behind beyond what it has pinned. */
  keep(hashes: readonly number[], from: number, nowSeconds: number, retention?: Retention): void {
    this.#nowSeconds = nowSeconds;
    for (let i = hashes.length - 1; i >= from; i--) {
      let block = this.#find(hashes[i]!);
      if (block === NONE) block = this.#add(hashes[i]!);
      else if (this.#users[block]! > 0) continue;
      else this.#unlink(block);
      this.#lastUsedSeconds[block] = nowSeconds;
      if (this.#config.byPriority) this.#raise(block, i, retention);
      this.#append(block);
    }
    this.shrinkTo(this.#config.capacityBlocks);
  }

  /** Forgets idle blocks, oldest first, until at most `blocks` are left. */
  shrinkTo(blocks: number, nowSeconds = this.#nowSeconds): void {
    this.#nowSeconds = nowSeconds;
    for (let level = 0; this.idle > blocks; ) {
      const block = this.#oldest[level]!;
      if (block === NONE) {
        level++;
        continue;
      }
      this.onEvict?.(this.#hashes[block]!, nowSeconds);
      this.#unlink(block);
      this.#delete(block);
    }
  }

  /** In use, or about to be kept: no list holds it while its level changes. */
  #raise(block: number, place: number, retention: Retention | undefined): void {
    const level =
      retention === undefined
        ? usualLevel
        : place < retention.headBlocks
          ? retention.headLevel
          : retention.restLevel;
    if (level > this.#levelOf[block]!) this.#levelOf[block] = level;
  }

  /** Becomes the most recently used of the idle of its level. */
  #append(block: number): void {
    const level = this.#levelOf[block]!;
    const newest = this.#newest[level]!;
    this.#older[block] = newest;
    this.#newer[block] = NONE;
    if (newest === NONE) this.#oldest[level] = block;
    else this.#newer[newest] = block;
    this.#newest[level] = block;
    this.idle++;
    this.onIdle?.(this.#hashes[block]!, this.#nowSeconds);
  }

  /** Is idle no longer. */
  #unlink(block: number): void {
    const older = this.#older[block]!;
    const newer = this.#newer[block]!;
    const level = this.#levelOf[block]!;
    if (older === NONE) this.#oldest[level] = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest[level] = older;
    else this.#older[newer] = older;
    this.idle--;
  }

  /**
   * Fibonacci hashing of all 53 bits but that hashes which differ in their last six only, often the blocks of one prompt, get
   * neighbouring chains: looking up a prompt touches a few cache lines, not one a block.
   */
  #chainOf(hash: number): number {
    const low = hash | 0;
    const high = low === hash ? 0 : Math.imul((hash / 2 ** 32) | 0, 0x85ebca6b);
    const mixed = Math.imul((low >>> 6) ^ high, 0x9e3779b1);
    const spread = mixed ^ (mixed >>> 15);
    return ((spread << 6) ^ (spread >>> 26) ^ (low & 63)) & (this.#heads.length - 1);
  }

  #find(hash: number): number {
    const hashes = this.#hashes;
    const next = this.#next;
    let block = this.#heads[this.#chainOf(hash)]!;
    while (block !== NONE && hashes[block] !== hash) block = next[block]!;
    return block;
  }

  /**
   * The same, where it is likely to be `guess`: blocks of a prompt come one after the other, and go in such an order that those
   * who take their place do, too.
   */
  #findAt(guess: number, hash: number): number {
    const hashes = this.#hashes;
    return guess >= 0 && guess < hashes.length && hashes[guess] === hash ? guess : this.#find(hash);
  }

  #add(hash: number): number {
    if (this.#free === NONE) this.#grow();
    const block = this.#free;
    this.#free = this.#next[block]!;
    this.#hashes[block] = hash;
    this.#users[block] = 0;
    this.#levelOf[block] = 0;
    this.#chain(block);
    this.onAdd?.(hash, this.#nowSeconds);
    return block;
  }

  #chain(block: number): void {
    const chain = this.#chainOf(this.#hashes[block]!);
    this.#next[block] = this.#heads[chain]!;
    this.#heads[chain] = block;
  }

  #delete(block: number): void {
    this.onDelete?.(this.#hashes[block]!, this.#nowSeconds);
    const next = this.#next;
    const chain = this.#chainOf(this.#hashes[block]!);
    let before = this.#heads[chain]!;
    if (before === block) this.#heads[chain] = next[block]!;
    else {
      while (next[before] !== block) before = next[before]!;
      next[before] = next[block]!;
    }
    next[block] = this.#free;
    this.#free = block;
    this.#hashes[block] = Number.NaN;
  }

  /** Twice the room; only when every block is taken. */
  #grow(): void {
    const from = this.#hashes.length;
    const to = Math.max(256, from * 2);
    this.#hashes = widen(this.#hashes, new Float64Array(to).fill(Number.NaN));
    this.#lastUsedSeconds = widen(this.#lastUsedSeconds, new Float64Array(to));
    this.#users = widen(this.#users, new Int32Array(to));
    this.#levelOf = widen(this.#levelOf, new Uint8Array(to));
    this.#older = widen(this.#older, new Int32Array(to));
    this.#newer = widen(this.#newer, new Int32Array(to));
    this.#next = new Int32Array(to);
    this.#heads = new Int32Array(CHAINS_PER_BLOCK * to).fill(NONE);
    for (let block = 0; block < from; block++) this.#chain(block);
    for (let block = to - 1; block >= from; block--) {
      this.#next[block] = this.#free;
      this.#free = block;
    }
  }
}

function widen<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
