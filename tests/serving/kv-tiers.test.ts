// Tiers of the prefix cache: blocks are conserved on their way down and up, a load is chosen only where it beats computing,
// links are shared, and with tiers that cost nothing a small device cache hits as much as an endless one.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CacheView } from "../../src/serving/cache-view.ts";
import { KvTier, KvTiers, type TierConfig } from "../../src/serving/kv-tiers.ts";
import { BlockStore } from "../../src/serving/prefix/block-store.ts";
import { PrefixIndex } from "../../src/serving/prefix/prefix-index.ts";
import { routers } from "../../src/serving/routers/index.ts";
import {
  type GivenRequest,
  givenArrivals,
  linearStepModel,
  plainInstance,
  runSystem,
} from "../laws/queueing-system.ts";

const HASH_TOKENS = 16;
const endless = Number.POSITIVE_INFINITY;
const store = (capacityBlocks: number) => new BlockStore({ capacityBlocks, ttlSeconds: endless });
const model = linearStepModel({
  fixedSeconds: 0,
  secondsPerPromptToken: 1,
  secondsPerSequence: 0,
  secondsPerContextToken: 0,
});
const free: TierConfig = {
  name: "host",
  bytesPerSecond: endless,
  latencySeconds: 0,
  overlapFraction: 0,
  duplex: true,
  shared: false,
};

/** One instance with `deviceBlocks` idle prompt blocks at most; a block has 16 bytes and takes 16 s to compute. */
function serve(requests: readonly GivenRequest[], deviceBlocks: number, tiers: KvTier[] | undefined) {
  const device = new PrefixIndex({ capacityBlocks: deviceBlocks, ttlSeconds: endless });
  const { records, system } = runSystem(givenArrivals(requests, HASH_TOKENS), {
    instance: plainInstance(model, {
      maxBatchedTokens: 1e6,
      watermarkBlocks: 0,
      prefixes: {
        openIndex: () => device,
        hashTokens: HASH_TOKENS,
        external: false,
        openTiers: tiers && (() => new KvTiers(tiers, 16)),
        prefillSeconds: (_, tokens) => tokens,
      },
    }),
  });
  return { records, device, system };
}

const prompts = fc
  .array(
    fc.record({
      conversation: fc.integer({ min: 0, max: 5 }),
      blocks: fc.integer({ min: 1, max: 8 }),
      gapSeconds: fc.integer({ min: 0, max: 200 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .map((given) => {
    let atSeconds = 0;
    return given.map(({ conversation, blocks, gapSeconds }, i): GivenRequest => {
      atSeconds += gapSeconds;
      const blockHashes = Array.from({ length: blocks }, (_, k) => 100 * conversation + k);
      return {
        atSeconds,
        inputTokens: blocks * HASH_TOKENS + 3,
        outputTokens: 2,
        blockHashes: [...blockHashes, 1e6 + i],
      };
    });
  });

describe("cache tiers", () => {
  it("conserve blocks: what a tier took in it holds, passed on, or gave back up", () => {
    fc.assert(
      fc.property(
        prompts,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        (given, host, disk) => {
          const tiers = [
            new KvTier(free, store(host)),
            new KvTier({ ...free, name: "disk" }, store(disk)),
            new KvTier({ ...free, name: "pool", shared: true }, store(5)),
          ];
          const { device, system } = serve(given, 2, tiers);
          for (const { config, blocks, storedBlocks, evictedBlocks, loadedBlocks } of tiers)
            expect(storedBlocks).toBe(blocks.size + evictedBlocks + (config.shared ? 0 : loadedBlocks));
          expect(device.idle).toBeLessThanOrEqual(2);
          expect(system.instances[0]!.kv.freeBlocks).toBe(system.instances[0]!.config.blocks);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("that cost nothing and hold everything make a small device cache hit like an endless one", () => {
    fc.assert(
      fc.property(prompts, (given) => {
        const small = serve(given, 2, [new KvTier(free, store(3)), new KvTier(free, store(endless))]);
        const large = serve(given, endless, undefined);
        expect(small.device.hits).toBe(large.device.hits);
        expect(small.records.finishedSeconds).toEqual(large.records.finishedSeconds);
      }),
      { numRuns: 200 },
    );
  });

  /** Two prompts of 4 blocks, and long after both again, at once: 64 bytes to load each, 64 s to compute. */
  const again = [1, 2].flatMap((c): GivenRequest[] =>
    [0, 1000].map((atSeconds) => ({
      atSeconds,
      inputTokens: 67,
      outputTokens: 1,
      blockHashes: [0, 1, 2, 3].map((k) => 100 * c + k),
    })),
  );
  again.sort((a, b) => a.atSeconds - b.atSeconds);
  const secondTtfts = (config: Partial<TierConfig>) => {
    const tier = new KvTier({ ...free, ...config }, store(endless));
    const { records } = serve(again, 0, [tier]);
    return [2, 3].map((i) => records.firstTokenSeconds[i]! - records.arrivedSeconds[i]!);
  };

  it("load side by side: two that start together have half the bandwidth each, and end together", () => {
    // 64 bytes at 2 B/s after 2 s: 34 s; then 3 tokens of each are left, one step of 6 s.
    expect(secondTtfts({ bytesPerSecond: 4, latencySeconds: 2 })).toEqual([40, 40]);
    // Half of each transfer hides under computing.
    expect(secondTtfts({ bytesPerSecond: 4, latencySeconds: 2, overlapFraction: 0.5 })).toEqual([24, 24]);
  });

  it("load only where that beats computing, beside those who load already", () => {
    // 32 s to load + 3 s beats 67 s; beside the first it takes 64 s + 3 s, which does not beat it: the second computes while
    // the first loads by itself.
    expect(secondTtfts({ bytesPerSecond: 2 })).toEqual([67 + 3, 67]);
    expect(secondTtfts({ bytesPerSecond: 0.5 })).toEqual([134, 134]);
  });
});

describe("writing into a tier", () => {
  const pay = (blocks: number) => 1000 * (2 - blocks);

  it("shares the link with loading, or has a way of its own; what is not written cannot be loaded", () => {
    // 160 bytes are written from 50 s on, at 4 B/s; at 60 s two blocks of 16 bytes and a half are there.
    const tier = (duplex: boolean) => new KvTier({ ...free, bytesPerSecond: 4, duplex }, store(endless));
    const [shared, apart] = [tier(false), tier(true)];
    for (const each of [shared, apart]) {
      for (let hash = 0; hash < 10; hash++) each.store(hash, 16, 50);
      expect([1, 2].map((hash) => each.has(hash, 60))).toEqual([true, false]);
      expect(new KvTiers([each], 16).load(7, [0, 1, 2], 0, 3, 60, pay)).toEqual({
        blocks: 2,
        awaitedCount: 1,
      });
    }
    // 32 bytes at half the bandwidth, then 88 are left to write; or at all of it.
    expect([shared, apart].map(({ link }) => link.nextSeconds())).toEqual([60 + 16, 60 + 8]);
    expect(shared.link.reached(76)).toEqual([7]);
    expect([97.9, 98].map((now) => shared.has(9, now))).toEqual([false, true]);
    expect([89.9, 90].map((now) => apart.has(9, now))).toEqual([false, true]);
  });

  it("takes what is loaded and written over the link: its busy time is their bytes over its bandwidth", () => {
    fc.assert(
      fc.property(prompts, fc.boolean(), (given, duplex) => {
        const tier = new KvTier({ ...free, bytesPerSecond: 100, duplex }, store(4));
        serve(given, 2, [tier]);
        const bytes = tier.loadedBytes + (duplex ? 0 : tier.storedBytes);
        expect(tier.busySeconds).toBeCloseTo(bytes / 100, 9);
        expect(tier.storedBytes).toBe(16 * tier.storedBlocks);
      }),
      { numRuns: 100 },
    );
  });
});

describe("routers that know of caches", () => {
  const instance = (cachedTokens: number, queuedTokens = 0, outstanding = 0) => ({
    outstanding,
    queuedTokens,
    residentTokens: 0,
    knownCachedTokens: () => cachedTokens,
  });
  const request = (blockHashes: number[]) => ({
    arrivedSeconds: 0,
    inputTokens: 1000,
    maxOutputTokens: 10,
    routedSeconds: 0,
    blockHashes,
  });

  it("kv-aware goes where the least is left to compute, the queue counted in", () => {
    const choose = (instances: ReturnType<typeof instance>[]) =>
      routers["kv-aware"]!.create(() => 0).choose(request([1, 2]), instances);
    expect(choose([instance(0), instance(600), instance(300)])).toBe(1);
    expect(choose([instance(0), instance(600, 700), instance(300)])).toBe(2);
  });

  it("what it knows is as late as stated", () => {
    const view = new CacheView(5);
    view.came(1, 10);
    view.came(2, 11);
    view.went(1, 20);
    expect([14, 15, 16, 24, 25].map((now) => view.leading([1, 2], now))).toEqual([0, 1, 2, 2, 0]);
  });

  it("prefix-affinity sends a prompt where its beginning went, unless that instance has too much to do", () => {
    const router = routers["prefix-affinity"]!.create(() => 0);
    const idle = [0, 0, 0].map(() => instance(0));
    expect(router.choose(request([1, 2]), idle)).toBe(0);
    expect(router.choose(request([5, 6]), idle)).toBe(1);
    expect(router.choose(request([1, 2, 3]), idle)).toBe(0);
    expect(router.choose(request([5, 6, 7]), idle)).toBe(1);
    expect(
      router.choose(request([1, 2, 3, 4]), [instance(0, 0, 9), instance(0, 0, 1), instance(0, 0, 0)]),
    ).toBe(2);
    expect(router.choose(request([1, 2, 3, 4, 9]), idle)).toBe(2);
  });
});
