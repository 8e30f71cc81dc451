// The index against the obvious one: a Map of blocks whose insertion order is the order of last use.
import fc from "fast-check";
import { expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { PrefixIndex, type PrefixIndexConfig } from "../../src/serving/prefix-index.ts";

class ObviousIndex {
  readonly users = new Map<number, number>();
  readonly idle = new Map<number, number>();
  readonly config: PrefixIndexConfig;

  constructor(config: PrefixIndexConfig) {
    this.config = config;
  }

  match(hashes: readonly number[], now: number): number {
    const missing = hashes.findIndex((hash) => {
      if (this.users.has(hash)) return false;
      const expired = now - (this.idle.get(hash) ?? now) > this.config.ttlSeconds;
      if (expired) this.idle.delete(hash);
      return !this.idle.has(hash);
    });
    return missing < 0 ? hashes.length : missing;
  }

  inUse(hashes: readonly number[]): number {
    const unused = hashes.findIndex((hash) => !this.users.has(hash));
    return unused < 0 ? hashes.length : unused;
  }

  pin(hashes: readonly number[]): number {
    let taken = 0;
    for (const hash of hashes) {
      if (!this.users.has(hash)) taken++;
      this.idle.delete(hash);
      this.users.set(hash, (this.users.get(hash) ?? 0) + 1);
    }
    return taken;
  }

  unpin(hashes: readonly number[], now: number, computed: number): number {
    let released = 0;
    for (const [i, hash] of [...hashes.entries()].reverse()) {
      const left = this.users.get(hash)! - 1;
      if (left > 0) this.users.set(hash, left);
      else {
        this.users.delete(hash);
        if (i < computed) this.idle.set(hash, now);
        released++;
      }
    }
    this.shrinkTo(this.config.capacityBlocks);
    return released;
  }

  shrinkTo(blocks: number): void {
    for (const hash of this.idle.keys()) {
      if (this.idle.size <= blocks) return;
      this.idle.delete(hash);
    }
  }
}

const configs = fc.record({
  capacityBlocks: fc.constantFrom(Number.POSITIVE_INFINITY, 5, 300),
  ttlSeconds: fc.constantFrom(Number.POSITIVE_INFINITY, 20),
});

it("answers like an obvious index over any course of events, however large the hashes", () => {
  let largest = 0;
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
        const held: number[][] = [];
        for (let now = 0; now < 200; now++) {
          const length = 1 + below(40);
          const shared = below(12);
          const own = (1 + below(50)) * 1000;
          const hashes = Array.from({ length }, (_, i) => (i < shared ? i : own + i) * spread);
          expect(index.inUse(hashes, length)).toBe(obvious.inUse(hashes));
          expect(index.match(hashes, now)).toBe(obvious.match(hashes, now));
          if (random() < 0.6) {
            expect(index.pin(hashes, length, now)).toBe(obvious.pin(hashes));
            held.push(hashes);
          } else if (held.length > 0) {
            const [released] = held.splice(below(held.length), 1) as [number[]];
            const computed = random() < 0.7 ? released.length : below(released.length);
            expect(index.unpin(released, released.length, now, computed)).toBe(
              obvious.unpin(released, now, computed),
            );
          } else {
            const blocks = below(200);
            index.shrinkTo(blocks);
            obvious.shrinkTo(blocks);
          }
          expect(index.idle).toBe(obvious.idle.size);
          largest = Math.max(largest, obvious.users.size + obvious.idle.size);
        }
      },
    ),
    { numRuns: 200 },
  );
  // Well past the room that the table begins with.
  expect(largest).toBeGreaterThan(600);
}, 60_000);
