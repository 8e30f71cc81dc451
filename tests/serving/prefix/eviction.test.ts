// Laws of eviction, whatever the policy: blocks are conserved; by priority the least goes first, among equals the least recently
// used, and never the beginning of a prefix before its end; equal priorities are LRU; what is shared is never written to.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../../src/base/random.ts";
import { KvCache } from "../../../src/serving/kv-cache.ts";
import { PrefixIndex, type Retention } from "../../../src/serving/prefix/prefix-index.ts";
import { RequestTable } from "../../../src/serving/request-table.ts";

const endless = Number.POSITIVE_INFINITY;

/** Any course of prompts over five conversations; returns the hashes in order of eviction. */
function evictions(
  byPriority: boolean,
  capacityBlocks: number,
  seed: number,
  retain: (conversation: number) => Retention | undefined,
) {
  const index = new PrefixIndex({ capacityBlocks, ttlSeconds: endless, byPriority });
  const random = randomStream(seed, "evictions");
  const below = (most: number) => Math.floor(random() * most);
  const held: { hashes: number[]; retention: Retention | undefined }[] = [];
  const evicted: number[] = [];
  let added = 0;
  let deleted = 0;
  index.onAdd = () => added++;
  index.onDelete = () => deleted++;
  index.onEvict = (hash) => evicted.push(hash);
  const inUse = () => new Set(held.flatMap(({ hashes }) => hashes));
  for (let now = 0; now < 150; now++) {
    if (random() < 0.55 || held.length === 0) {
      const conversation = below(5);
      const hashes = Array.from({ length: 1 + below(20) }, (_, block) => conversation * 1000 + block);
      const retention = retain(conversation);
      index.pin(hashes, hashes.length, now, retention);
      held.push({ hashes, retention });
    } else {
      const [{ hashes, retention }] = held.splice(below(held.length), 1) as [(typeof held)[number]];
      const before = evicted.length;
      if (random() < 0.5) index.keep([...hashes, hashes.at(-1)! + 1], hashes.length, now, retention);
      index.unpin(hashes, hashes.length, now);
      for (const hash of evicted.slice(before)) expect(inUse().has(hash)).toBe(false);
    }
    // Everything that came is in use, idle, or gone.
    expect(added - deleted).toBe(inUse().size + index.idle);
    expect(index.idle).toBeLessThanOrEqual(capacityBlocks);
  }
  return { evicted, index };
}

const capacity = fc.integer({ min: 0, max: 40 });
const seed = fc.nat(1e6);

describe("eviction", () => {
  it("conserves blocks, and with equal priorities is LRU", () => {
    fc.assert(
      fc.property(capacity, seed, fc.integer({ min: 0, max: 100 }), (blocks, draws, level) => {
        const equal = () => ({ headBlocks: 3, headLevel: level, restLevel: level });
        const lru = evictions(false, blocks, draws, equal).evicted;
        expect(evictions(true, blocks, draws, equal).evicted).toEqual(lru);
        expect(evictions(true, blocks, draws, () => undefined).evicted).toEqual(lru);
      }),
      { numRuns: 150 },
    );
  });

  it("by priority takes the least of all that is idle, and never the beginning of a prefix before its end", () => {
    const levels = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(capacity, seed, levels, (blocks, draws, given) => {
        const retain = (conversation: number): Retention => {
          const [a, b] = given[conversation]!;
          return { headBlocks: 4, headLevel: Math.max(a, b), restLevel: Math.min(a, b) };
        };
        const { index } = evictions(true, blocks, draws, retain);
        const levelOf = (hash: number) => {
          const { headBlocks, headLevel, restLevel } = retain(Math.floor(hash / 1000));
          return hash % 1000 < headBlocks ? headLevel : restLevel;
        };
        // Emptied from here on, levels never fall, and no block outlives the one before it in its prompt.
        const order: number[] = [];
        index.onEvict = (hash) => order.push(hash);
        index.shrinkTo(0);
        for (const [i, hash] of order.entries()) {
          if (i > 0) expect(levelOf(hash)).toBeGreaterThanOrEqual(levelOf(order[i - 1]!));
          expect(order.slice(i + 1).every((later) => later !== hash + 1)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps a system prompt that LRU loses to a stream of one-off prompts", () => {
    const survivors = (byPriority: boolean) => {
      const index = new PrefixIndex({ capacityBlocks: 10, ttlSeconds: endless, byPriority });
      const retention = { headBlocks: 4, headLevel: 90, restLevel: 10 };
      for (let request = 0; request < 20; request++) {
        const system = request % 10 === 0 ? [0, 1, 2, 3] : [];
        const own = [0, 1, 2].map((block) => 100 + 10 * request + block);
        const hashes = [...system, ...own];
        const priority = system.length > 0 ? retention : { headBlocks: 0, headLevel: 10, restLevel: 10 };
        index.pin(hashes, hashes.length, request, priority);
        index.unpin(hashes, hashes.length, request);
      }
      return index.match([0, 1, 2, 3], 20);
    };
    expect([survivors(false), survivors(true)]).toEqual([0, 4]);
  });
});

describe("copy on write", () => {
  it("never happens: what sequences share is whole blocks of equal prompts, and what they write is their own", () => {
    const prompt = fc.record({
      conversation: fc.integer({ min: 0, max: 2 }),
      shared: fc.integer({ min: 0, max: 6 }),
      own: fc.integer({ min: 0, max: 4 }),
      partial: fc.integer({ min: 1, max: 15 }),
      grows: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(prompt, { minLength: 1, maxLength: 12 }), (given) => {
        const table = new RequestTable();
        const openIndex = () => new PrefixIndex({ capacityBlocks: endless, ttlSeconds: endless });
        const [blocks, blockTokens, hashTokens] = [10_000, 4, 16];
        const cache = new KvCache(
          {
            blockTokens,
            blocks,
            watermarkBlocks: 0,
            blocksPerSequence: 0,
            reserveAll: false,
            prefixes: { openIndex, hashTokens, external: false },
          },
          table,
        );
        const live: { slot: number; context: number; hashes: number[] }[] = [];
        const distinct = () => new Set(live.flatMap(({ hashes }) => hashes)).size;
        const expected = () =>
          distinct() * (hashTokens / blockTokens) +
          live.reduce(
            (sum, { context, hashes }) =>
              sum + Math.ceil(context / blockTokens) - hashes.length * (hashTokens / blockTokens),
            0,
          );
        for (const [i, { conversation, shared, own, partial, grows }] of given.entries()) {
          const slot = table.take();
          const hashes = [
            ...Array.from({ length: shared }, (_, block) => conversation * 100 + block),
            ...Array.from({ length: own }, (_, block) => 10_000 + i * 100 + block),
          ];
          const prompt = hashes.length * hashTokens + partial;
          table.inputTokens[slot] = prompt;
          table.generatedTokens[slot] = 0;
          table.preemptions[slot] = 0;
          table.blockHashes[slot] = [...hashes, 1e6 + i];
          cache.admit(slot, cache.blocksFor(prompt, grows), i);
          live.push({ slot, context: prompt, hashes });
          expect(cache.usedBlocks).toBe(expected());
          // It writes: new blocks for itself alone, also where its prompt ends inside one.
          const context = prompt + grows;
          cache.grow(Math.ceil(context / blockTokens) - Math.ceil(prompt / blockTokens), i);
          live.at(-1)!.context = context;
          expect(cache.usedBlocks).toBe(expected());
        }
        for (const each of [...live]) {
          live.splice(live.indexOf(each), 1);
          table.prefilledTokens[each.slot] = table.inputTokens[each.slot]!;
          cache.releaseGrown(each.slot, each.context, 100);
          expect(cache.usedBlocks).toBe(expected());
        }
        expect(cache.freeBlocks).toBe(blocks);
      }),
      { numRuns: 200 },
    );
  });
});
