// The index of runs against the obvious one of single blocks, over any course of events: who is told apart late, and how far
// prompts share their beginnings, makes no difference.
import fc from "fast-check";
import { expect, it } from "vitest";
import { randomStream } from "../../../src/base/random.ts";
import {
  PrefixIndex,
  type PrefixIndexConfig,
  type Retention,
  usualLevel,
} from "../../../src/serving/prefix/prefix-index.ts";

type Event = readonly ["add" | "delete" | "idle" | "evict", number];

/** Blocks by hash; idle ones in the order of last use, which is the order of insertion. */
class ObviousIndex {
  readonly events: Event[] = [];
  readonly #blocks = new Map<number, { users: number; usedSeconds: number; level: number; after: number }>();
  readonly #idle = new Set<number>();
  readonly #config: PrefixIndexConfig;

  constructor(config: PrefixIndexConfig) {
    this.#config = config;
  }

  get idle(): number {
    return this.#idle.size;
  }

  match(hashes: readonly number[], now: number): number {
    return leading(hashes, (hash) => {
      const block = this.#blocks.get(hash);
      return block !== undefined && (block.users > 0 || now - block.usedSeconds <= this.#config.ttlSeconds);
    });
  }

  inUse(hashes: readonly number[]): number {
    return leading(hashes, (hash) => (this.#blocks.get(hash)?.users ?? 0) > 0);
  }

  pin(hashes: readonly number[], now: number, retention?: Retention): number {
    let taken = 0;
    for (const [place, hash] of hashes.entries()) {
      const block = this.#blockAt(hashes, place);
      if (block.users++ === 0) taken++;
      this.#idle.delete(hash);
      block.usedSeconds = now;
      this.#raise(block, place, retention);
    }
    return taken;
  }

  unpin(hashes: readonly number[], now: number, computed: number): number {
    let released = 0;
    for (const [place, hash] of [...hashes.entries()].reverse()) {
      const block = this.#blocks.get(hash)!;
      block.usedSeconds = now;
      if (--block.users > 0) continue;
      released++;
      if (place < computed || [...this.#blocks.values()].some(({ after }) => after === hash))
        this.#keep(hash);
      else this.#delete(hash);
    }
    this.shrinkTo(this.#config.capacityBlocks);
    return released;
  }

  keep(hashes: readonly number[], from: number, now: number, retention?: Retention): void {
    for (const place of hashes.keys()) this.#blockAt(hashes, place);
    for (const [place, hash] of [...hashes.entries()].slice(from).reverse()) {
      const block = this.#blocks.get(hash)!;
      this.#raise(block, place, retention);
      if (block.users > 0) continue;
      block.usedSeconds = now;
      this.#keep(hash);
    }
    this.shrinkTo(this.#config.capacityBlocks);
  }

  shrinkTo(blocks: number): void {
    while (this.#idle.size > blocks) {
      let first: number | undefined;
      for (const hash of this.#idle)
        if (first === undefined || this.#blocks.get(hash)!.level < this.#blocks.get(first)!.level)
          first = hash;
      this.events.push(["evict", first!]);
      this.#idle.delete(first!);
      this.#delete(first!);
    }
  }

  #blockAt(hashes: readonly number[], place: number) {
    const hash = hashes[place]!;
    let block = this.#blocks.get(hash);
    if (block === undefined) {
      block = { users: 0, usedSeconds: 0, level: 0, after: hashes[place - 1] ?? -1 };
      this.#blocks.set(hash, block);
      this.events.push(["add", hash]);
    }
    return block;
  }

  #raise(block: { level: number }, place: number, retention: Retention | undefined): void {
    if (!this.#config.byPriority) return;
    const { headBlocks, headLevel, restLevel } = retention ?? {
      headBlocks: 0,
      headLevel: 0,
      restLevel: usualLevel,
    };
    block.level = Math.max(block.level, place < headBlocks ? headLevel : restLevel);
  }

  #keep(hash: number): void {
    this.#idle.delete(hash);
    this.#idle.add(hash);
    this.events.push(["idle", hash]);
  }

  #delete(hash: number): void {
    this.#blocks.delete(hash);
    this.events.push(["delete", hash]);
  }
}

function leading(hashes: readonly number[], good: (hash: number) => boolean): number {
  const bad = hashes.findIndex((hash) => !good(hash));
  return bad < 0 ? hashes.length : bad;
}

const configs = fc.record({
  capacityBlocks: fc.constantFrom(Number.POSITIVE_INFINITY, 5, 300),
  ttlSeconds: fc.constantFrom(Number.POSITIVE_INFINITY, 20),
  byPriority: fc.boolean(),
});

/** Hashes stand for all that comes before them: one for every path. */
function promptsOf(random: () => number, spread: number) {
  const hashes = new Map<string, number>();
  const below = (most: number) => Math.floor(random() * most);
  return () => {
    // Conversations, that leave each other at any place, and paths of their own behind.
    const words = Array.from({ length: 1 + below(40) }, () => 0);
    if (random() < 0.9) words.fill(1 + below(4), below(12));
    if (random() < 0.7) words.fill(10 + below(30), below(40));
    return words.map((_, place) => {
      const path = words.slice(0, place + 1).join();
      if (!hashes.has(path)) hashes.set(path, hashes.size * spread);
      return hashes.get(path)!;
    });
  };
}

it("answers and tells like an obvious index over any course of events, however large the hashes", () => {
  const seen = { evict: 0, delete: 0, add: 0, idle: 0, kept: 0 };
  fc.assert(
    fc.property(
      configs,
      fc.nat(1e6),
      fc.constantFrom(1, 1024, 2 ** 32, 2 ** 36 + 3),
      (config, seed, spread) => {
        const random = randomStream(seed, "prefix index");
        const below = (most: number) => Math.floor(random() * most);
        const index = new PrefixIndex(config);
        const obvious = new ObviousIndex(config);
        const events: Event[] = [];
        index.onAdd = (hash) => events.push(["add", hash]);
        index.onDelete = (hash) => events.push(["delete", hash]);
        index.onIdle = (hash) => events.push(["idle", hash]);
        index.onEvict = (hash) => events.push(["evict", hash]);
        const prompt = promptsOf(random, spread);
        const retain = (): Retention | undefined => {
          const headLevel = below(101);
          if (random() < 0.3) return undefined;
          return { headBlocks: below(20), headLevel, restLevel: below(headLevel + 1) };
        };
        const held: { hashes: number[]; count: number; retention: Retention | undefined }[] = [];
        for (let now = 0; now < 120; now++) {
          const hashes = prompt();
          expect(index.inUse(hashes, hashes.length)).toBe(obvious.inUse(hashes));
          expect(index.match(hashes, now)).toBe(obvious.match(hashes, now));
          const what = random();
          if (what < 0.55) {
            const count = random() < 0.7 ? hashes.length : 1 + below(hashes.length);
            const retention = retain();
            expect(index.pin(hashes, count, now, retention)).toBe(
              obvious.pin(hashes.slice(0, count), now, retention),
            );
            held.push({ hashes, count, retention });
          } else if (what < 0.95 && held.length > 0) {
            const [{ hashes, count, retention }] = held.splice(below(held.length), 1) as [
              (typeof held)[number],
            ];
            if (random() < 0.3) {
              index.keep(hashes, count, now, retention);
              obvious.keep(hashes, count, now, retention);
              seen.kept += hashes.length - count;
            }
            const computed = random() < 0.7 ? count : below(count);
            expect(index.unpin(hashes, count, now, computed)).toBe(
              obvious.unpin(hashes.slice(0, count), now, computed),
            );
          } else {
            const blocks = below(200);
            index.shrinkTo(blocks);
            obvious.shrinkTo(blocks);
          }
          expect(index.idle).toBe(obvious.idle);
        }
        // Blocks that come together are told in either order.
        const inOrder = (told: readonly Event[]) => told.filter(([what]) => what !== "add");
        expect(inOrder(events)).toEqual(inOrder(obvious.events));
        expect(events.length).toBe(obvious.events.length);
        for (const [what] of events) seen[what]++;
      },
    ),
    { numRuns: 200 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000);
}, 60_000);
