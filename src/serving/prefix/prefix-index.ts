// Which prompt blocks are cached, by hash: equal hash means equal prefix up to there, so a prompt can reuse its leading
// run of known hashes. Blocks in use are pinned; idle ones stay until memory or capacity takes them, least recently used first and
// the end of a prefix before its beginning; those idle for longer than their time to live are not found any more. By
// priority, the least priority goes first, and among equals the least recently used (TensorRT-LLM's retention priorities); a
// block has the highest of those who used it. Blocks are kept as runs of a tree, and a prompt is a path of them.
import { NONE } from "../request-table.ts";
import { SlotList } from "../slot-list.ts";
import { PrefixTree } from "./prefix-tree.ts";
import { RecencyOrder } from "./recency-order.ts";

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
  readonly #tree = new PrefixTree();
  /** The idle runs. */
  readonly #order: RecencyOrder;
  /** Runs of the prompt at hand, from its beginning. */
  readonly #path = new SlotList();
  /** Of the last call that says. */
  #nowSeconds = 0;

  constructor(config: PrefixIndexConfig) {
    this.#config = config;
    this.#order = new RecencyOrder(config.byPriority ? levels : 1);
  }

  /** How many leading hashes are cached. No side effect. */
  match(hashes: readonly number[], nowSeconds: number): number {
    return this.#leading(hashes, hashes.length, nowSeconds, this.#config.ttlSeconds);
  }

  /** How many of the first `count` hashes sequences hold now: who holds one holds all before it. */
  inUse(hashes: readonly number[], count: number): number {
    return this.#leading(hashes, count, 0, Number.NEGATIVE_INFINITY);
  }

  /** How many of the first `count` hashes are in use, or have been idle for `mostSeconds` at most. */
  #leading(hashes: readonly number[], count: number, nowSeconds: number, mostSeconds: number): number {
    const tree = this.#tree;
    let at = 0;
    for (let run = NONE; at < count; ) {
      run = tree.child(run, hashes[at]!);
      if (run === NONE) break;
      if (tree.users[run] === 0 && nowSeconds - tree.lastUsedSeconds[run]! > mostSeconds) break;
      at = tree.follow(run, hashes, count);
      if (at < tree.to[run]!) break;
    }
    return at;
  }

  /** Pins the hashes for one more sequence, adding those that are new; returns how many were not in use before. */
  pin(hashes: readonly number[], count: number, nowSeconds: number, retention?: Retention): number {
    this.#nowSeconds = nowSeconds;
    const { users, lastUsedSeconds } = this.#open(hashes, count, retention);
    const path = this.#path;
    let taken = 0;
    for (let i = 0; i < path.length; i++) {
      const run = path.at(i);
      if (users[run] === 0) {
        taken += this.#size(run);
        if (this.#order.holds(run)) this.#withdraw(run);
      }
      users[run]!++;
      lastUsedSeconds[run] = nowSeconds;
      if (this.#config.byPriority) this.#raise(run, retention);
    }
    return taken;
  }

  /**
   * Gives the pins back; returns how many blocks nobody uses any more. The first `computed` of them stay cached, as far
   * as capacity goes; the others never held anything, but for those on which cached ones build.
   */
  unpin(hashes: readonly number[], count: number, nowSeconds: number, computed = count): number {
    this.#nowSeconds = nowSeconds;
    const tree = this.#tree;
    const path = this.#path;
    this.#walk(hashes, count);
    this.#cutAt(computed);
    let released = 0;
    for (let i = path.length - 1; i >= 0; i--) {
      const run = path.at(i);
      tree.lastUsedSeconds[run] = nowSeconds;
      if (--tree.users[run]! > 0) continue;
      released += this.#size(run);
      if (tree.from[run]! < computed || tree.children[run]! > 0) this.#append(run);
      else this.#delete(run, tree.from[run]!);
    }
    this.shrinkTo(this.#config.capacityBlocks);
    return released;
  }

  /** Takes the hashes from `from` on into the idle ones: what a sequence leaves behind beyond what it has pinned. */
  keep(hashes: readonly number[], from: number, nowSeconds: number, retention?: Retention): void {
    this.#nowSeconds = nowSeconds;
    const tree = this.#open(hashes, hashes.length, retention);
    const path = this.#path;
    this.#cutAt(from);
    for (let i = path.length - 1; i >= 0 && tree.from[path.at(i)]! >= from; i--) {
      const run = path.at(i);
      if (this.#order.holds(run)) this.#withdraw(run);
      if (this.#config.byPriority) this.#raise(run, retention);
      if (tree.users[run]! > 0) continue;
      tree.lastUsedSeconds[run] = nowSeconds;
      this.#append(run);
    }
    this.shrinkTo(this.#config.capacityBlocks);
  }

  /** Forgets idle blocks, oldest first, until at most `blocks` are left. */
  shrinkTo(blocks: number, nowSeconds = this.#nowSeconds): void {
    this.#nowSeconds = nowSeconds;
    const tree = this.#tree;
    while (this.idle > blocks) {
      const run = this.#order.first();
      if (tree.children[run]! > 0)
        throw new Error("prefix index: the beginning of a prefix goes before its end");
      const to = tree.to[run]!;
      const left = Math.max(tree.from[run]!, to - (this.idle - blocks));
      this.idle -= to - left;
      if (left === tree.from[run]!) this.#order.remove(run);
      this.#delete(run, left, this.onEvict);
    }
  }

  /** The path of a prompt, with what is new of it. */
  #open(hashes: readonly number[], count: number, retention: Retention | undefined): PrefixTree {
    const tree = this.#tree;
    const path = this.#path;
    const known = this.#walk(hashes, count);
    if (known < count) {
      path.push(tree.add(path.length > 0 ? path.at(path.length - 1) : NONE, hashes, known, count));
      if (this.onAdd) for (let i = known; i < count; i++) this.onAdd(hashes[i]!, this.#nowSeconds);
    }
    if (this.#config.byPriority && retention) this.#cutAt(retention.headBlocks);
    return tree;
  }

  /** Sets the path to the runs that the first `count` hashes are known by, the last cut where they leave it; returns how many are. */
  #walk(hashes: readonly number[], count: number): number {
    const tree = this.#tree;
    const path = this.#path;
    path.clear();
    let at = 0;
    for (let run = NONE; at < count; path.push(run)) {
      run = tree.child(run, hashes[at]!);
      if (run === NONE) break;
      at = tree.follow(run, hashes, count);
      if (at < tree.to[run]!) run = this.#split(run, at);
    }
    return at;
  }

  /** No run of the path goes on across a place. */
  #cutAt(place: number): void {
    const tree = this.#tree;
    const path = this.#path;
    let i = path.length - 1;
    while (i >= 0 && tree.from[path.at(i)]! >= place) i--;
    if (i >= 0 && tree.to[path.at(i)]! > place) path.insert(i, this.#split(path.at(i), place));
  }

  /** Returns the first part. */
  #split(run: number, place: number): number {
    const head = this.#tree.split(run, place);
    // The end of a prefix goes first.
    if (this.#order.holds(run)) this.#order.pushAfter(run, head);
    return head;
  }

  #size(run: number): number {
    return this.#tree.to[run]! - this.#tree.from[run]!;
  }

  /** In use, or about to be kept: no order holds it while its level changes. */
  #raise(run: number, retention: Retention | undefined): void {
    const tree = this.#tree;
    const level =
      retention === undefined
        ? usualLevel
        : tree.from[run]! < retention.headBlocks
          ? retention.headLevel
          : retention.restLevel;
    if (level > tree.level[run]!) tree.level[run] = level;
  }

  /** Becomes the most recently used of the idle of its level. */
  #append(run: number): void {
    const { from, to, level } = this.#tree;
    this.#order.push(run, level[run]!);
    this.idle += to[run]! - from[run]!;
    if (this.onIdle)
      for (let i = to[run]! - 1; i >= from[run]!; i--)
        this.onIdle(this.#tree.hashAt(run, i), this.#nowSeconds);
  }

  /** Is idle no longer. */
  #withdraw(run: number): void {
    this.#order.remove(run);
    this.idle -= this.#size(run);
  }

  /** Forgets the blocks of a run from a place on, the last of them first. */
  #delete(run: number, from: number, before?: (hash: number, nowSeconds: number) => void): void {
    const tree = this.#tree;
    if (before || this.onDelete)
      for (let i = tree.to[run]! - 1; i >= from; i--) {
        const hash = tree.hashAt(run, i);
        before?.(hash, this.#nowSeconds);
        this.onDelete?.(hash, this.#nowSeconds);
      }
    if (from > tree.from[run]!) tree.to[run] = from;
    else tree.remove(run);
  }
}
