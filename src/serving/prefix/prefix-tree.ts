// A radix tree of prompts (the idea of SGLang's RadixAttention, Zheng et al. 2024). A node is a run of blocks which nobody has told
// apart so far: a prompt costs as many operations as there are places where others left its path, not as many as it has
// blocks. Nodes are columns; a child is found by its parent and the hash of its first block, in a chained hash table.
import { NONE } from "../request-table.ts";

/** Most chains are empty then: looking for a new run reads no other. */
const CHAINS_PER_RUN = 4;
const NO_HASHES: readonly number[] = [];

export class PrefixTree {
  /** Places in the prompt of a run's first block, and behind its last. */
  from = new Int32Array(0);
  to = new Int32Array(0);
  /** NONE at the beginning of prompts. */
  parent = new Int32Array(0);
  /** How many runs go on from it. */
  children = new Int32Array(0);
  /** Sequences that hold it now, when it was used last, and what it is worth keeping. */
  users = new Int32Array(0);
  lastUsedSeconds = new Float64Array(0);
  level = new Uint8Array(0);
  /** Hashes of a prompt with the run in it, and the place in the prompt of the first of them. */
  readonly #hashes: (readonly number[])[] = [];
  #offset = new Int32Array(0);
  #firstHash = new Float64Array(0);
  /** First run of each chain, a power of two of them; next run of the same chain, or of the free ones. */
  #heads = new Int32Array(1).fill(NONE);
  #next = new Int32Array(0);
  #free = NONE;

  /** The run behind `parent` that begins with `hash`. */
  child(parent: number, hash: number): number {
    let run = this.#heads[this.#chainOf(parent, hash)]!;
    while (run !== NONE && (this.#firstHash[run] !== hash || this.parent[run] !== parent))
      run = this.#next[run]!;
    return run;
  }

  /** Up to where a prompt follows the run, of which it has the first block. */
  follow(run: number, hashes: readonly number[], count: number): number {
    const own = this.#hashes[run]!;
    const end = Math.min(this.to[run]!, count);
    if (own === hashes) return end;
    const offset = this.#offset[run]!;
    let at = this.from[run]! + 1;
    while (at < end && own[at - offset] === hashes[at]) at++;
    return at;
  }

  hashAt(run: number, place: number): number {
    return this.#hashes[run]![place - this.#offset[run]!]!;
  }

  /** A new run behind `parent`, which nobody uses yet. */
  add(parent: number, hashes: readonly number[], from: number, to: number): number {
    const run = this.#take(parent, from, to);
    // A long prompt is not kept for a short end of it.
    const whole = 2 * (to - from) >= hashes.length;
    this.#hashes[run] = whole ? hashes : hashes.slice(from, to);
    this.#offset[run] = whole ? 0 : from;
    this.users[run] = 0;
    this.level[run] = 0;
    this.children[run] = 0;
    if (parent !== NONE) this.children[parent]!++;
    this.#chain(run);
    return run;
  }

  /** Cuts a run in two at a place within it; returns the first part, which is new, and all that hangs on it stays with the second. */
  split(run: number, place: number): number {
    // Room first: growing chains every run anew, and one in two chains would close a circle.
    const head = this.#take(this.parent[run]!, this.from[run]!, place);
    this.#unchain(run);
    this.#hashes[head] = this.#hashes[run]!;
    this.#offset[head] = this.#offset[run]!;
    this.users[head] = this.users[run]!;
    this.level[head] = this.level[run]!;
    this.lastUsedSeconds[head] = this.lastUsedSeconds[run]!;
    this.children[head] = 1;
    this.#chain(head);
    this.from[run] = place;
    this.parent[run] = head;
    this.#chain(run);
    return head;
  }

  /** Only one without children. */
  remove(run: number): void {
    this.#unchain(run);
    const parent = this.parent[run]!;
    if (parent !== NONE) this.children[parent]!--;
    this.#hashes[run] = NO_HASHES;
    this.#next[run] = this.#free;
    this.#free = run;
  }

  #take(parent: number, from: number, to: number): number {
    if (this.#free === NONE) this.#grow();
    const run = this.#free;
    this.#free = this.#next[run]!;
    this.parent[run] = parent;
    this.from[run] = from;
    this.to[run] = to;
    return run;
  }

  /** Fibonacci hashing of parent and all 53 bits. */
  #chainOf(parent: number, hash: number): number {
    const low = hash | 0;
    const high = low === hash ? 0 : (hash / 2 ** 32) | 0;
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b) ^ Math.imul(parent, 0xc2b2ae35), 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }

  #chain(run: number): void {
    const hash = this.hashAt(run, this.from[run]!);
    this.#firstHash[run] = hash;
    const chain = this.#chainOf(this.parent[run]!, hash);
    this.#next[run] = this.#heads[chain]!;
    this.#heads[chain] = run;
  }

  #unchain(run: number): void {
    const next = this.#next;
    const chain = this.#chainOf(this.parent[run]!, this.#firstHash[run]!);
    let before = this.#heads[chain]!;
    if (before === run) this.#heads[chain] = next[run]!;
    else {
      while (next[before] !== run) before = next[before]!;
      next[before] = next[run]!;
    }
  }

  /** Twice the room; only when every run is taken. */
  #grow(): void {
    const before = this.from.length;
    const to = Math.max(256, before * 2);
    this.from = widen(this.from, new Int32Array(to));
    this.to = widen(this.to, new Int32Array(to));
    this.parent = widen(this.parent, new Int32Array(to));
    this.children = widen(this.children, new Int32Array(to));
    this.users = widen(this.users, new Int32Array(to));
    this.lastUsedSeconds = widen(this.lastUsedSeconds, new Float64Array(to));
    this.level = widen(this.level, new Uint8Array(to));
    this.#offset = widen(this.#offset, new Int32Array(to));
    this.#firstHash = widen(this.#firstHash, new Float64Array(to));
    this.#next = new Int32Array(to);
    this.#heads = new Int32Array(CHAINS_PER_RUN * to).fill(NONE);
    for (let run = 0; run < before; run++) this.#chain(run);
    for (let run = to - 1; run >= before; run--) {
      this.#next[run] = this.#free;
      this.#free = run;
    }
  }
}

function widen<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
