import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { routers } from "../../src/serving/routers/index.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";

const request = {
  arrivedSeconds: 0,
  inputTokens: 100,
  maxOutputTokens: 10,
  routedSeconds: 0,
  blockHashes: undefined,
};
/** An instance with so many requests, each of 100 tokens, and nothing known of its cache. */
const withRequests = (outstanding: number) => ({
  outstanding,
  get queuedTokens() {
    return this.outstanding * 100;
  },
  residentTokens: 0,
  knownCachedTokens: () => 0,
});

/** Requests that never end: how many each instance gets. */
function loads(name: string, instances: number, requests: number, seed = 1): number[] {
  const router = routers[name]!.create(randomStream(seed, "router"));
  const load = Array.from({ length: instances }, () => withRequests(0));
  for (let i = 0; i < requests; i++) load[router.choose(request, load)]!.outstanding++;
  return load.map(({ outstanding }) => outstanding);
}
const spread = (values: number[]) => Math.max(...values) - Math.min(...values);

describe("routers", () => {
  it.each(["round-robin", "least-loaded", "prefix-affinity", "kv-aware"])(
    "%s: equal requests differ by at most one",
    (name) => {
      for (const requests of [1, 7, 8, 1000, 1001])
        expect(spread(loads(name, 8, requests))).toBeLessThanOrEqual(1);
    },
  );

  it("least-loaded visits idle instances in turn instead of piling up on the first", () => {
    const router = routers["least-loaded"]!.create(() => 0);
    const idle = Array.from({ length: 4 }, () => withRequests(0));
    expect(Array.from({ length: 8 }, () => router.choose(request, idle))).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(router.choose(request, [withRequests(3), withRequests(2), withRequests(1), withRequests(2)])).toBe(
      2,
    );
  });

  it("power of two choices: maximum load near n/n + ln ln n / ln 2, far below that of one random choice", () => {
    // Azar, Broder, Karlin, Upfal 1994: n balls in n bins, two choices: ln ln n / ln 2 + O(1) = 3.3 + O(1) for 16,384;
    // one choice: about ln n / ln ln n = 4.3, in practice 7 to 9 at this n.
    const n = 16_384;
    for (const seed of [1, 2, 3]) {
      const most = Math.max(...loads("power-of-two", n, n, seed));
      expect(most).toBeGreaterThanOrEqual(3);
      expect(most).toBeLessThanOrEqual(5);
    }
    // Heavily loaded, the excess over the mean does not grow (Berenbrink et al. 2000).
    expect(Math.max(...loads("power-of-two", 8, 80_000)) - 10_000).toBeLessThanOrEqual(6);
  });

  it("power of two draws every pair alike and never one instance twice", () => {
    const router = routers["power-of-two"]!.create(randomStream(5, "router"));
    const chosen = [0, 0, 0];
    // Instance 0 is always the fuller of a pair.
    const load = [1, 0, 0].map(withRequests);
    for (let i = 0; i < 3000; i++) chosen[router.choose(request, load)]!++;
    expect(chosen[0]).toBe(0);
    expect(Math.abs(chosen[1]! - 1500)).toBeLessThan(4 * Math.sqrt(3000 / 4));
  });

  it.each(Object.keys(routers))(
    "%s in a system: no instance is left out and load falls as requests end",
    (router) => {
      const model = linearStepModel({
        fixedSeconds: 0.01,
        secondsPerPromptToken: 1e-5,
        secondsPerSequence: 0,
        secondsPerContextToken: 0,
      });
      const work = new Map<number, number>();
      // Far apart, so that every instance is idle again: only a rotation spreads them.
      const requests = Array.from({ length: 400 }, (_, i) => ({
        atSeconds: i,
        inputTokens: 100,
        outputTokens: 5,
      }));
      runSystem(givenArrivals(requests), {
        instance: plainInstance(model),
        instances: 4,
        router,
        random: randomStream(1, "router"),
        listen: (recorder) => ({
          arrived: (...told) => recorder.arrived(...told),
          tokenGap: (endSeconds, gapSeconds, count) => recorder.tokenGap(endSeconds, gapSeconds, count),
          ended: (table, slot, nowSeconds, how) => recorder.ended(table, slot, nowSeconds, how),
          ran(instance, endSeconds) {
            work.set(instance.index, (work.get(instance.index) ?? 0) + instance.run.prefillTokens / 100);
            recorder.ran(instance, endSeconds);
          },
        }),
      });
      const shares = [...work.values()];
      expect(shares).toHaveLength(4);
      // Binomial where instances are drawn: within four standard deviations.
      expect(spread(shares)).toBeLessThanOrEqual(
        router === "power-of-two" ? 8 * Math.sqrt(400 * 0.25 * 0.75) : 0,
      );
    },
  );

  it("a bounded gateway keeps a router that chooses blindly from waiting behind a full instance", () => {
    const model = linearStepModel({
      fixedSeconds: 0,
      secondsPerPromptToken: 1,
      secondsPerSequence: 0,
      secondsPerContextToken: 0,
    });
    const requests = [100, 1, 1, 1].map((inputTokens) => ({ atSeconds: 0, inputTokens, outputTokens: 1 }));
    const { records } = runSystem(givenArrivals(requests), {
      instance: plainInstance(model, { maxBatchedTokens: 1000 }),
      instances: 2,
      router: "round-robin",
      maxOutstanding: 1,
    });
    expect([...records.finishedSeconds]).toEqual([100, 1, 2, 3]);
  });
});
