// Laws of the prefix cache: blocks are conserved whatever is shared, cached input saves computation and never changes
// what a request yields, and an unbounded cache hits exactly what was seen before.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PrefixIndex } from "../../src/serving/prefix/prefix-index.ts";
import type { Arrival, ArrivalSource } from "../../src/serving/request.ts";
import { linearStepModel, plainInstance, runSystem } from "./queueing-system.ts";

const HASH_TOKENS = 64;

interface Prompt {
  gapSeconds: number;
  /** Which conversation it continues, and how many of its blocks it has. */
  conversation: number;
  blocks: number;
  extraTokens: number;
  outputTokens: number;
}

const prompts = fc.array(
  fc.record({
    gapSeconds: fc.double({ min: 0, max: 0.2, noNaN: true }),
    conversation: fc.integer({ min: 0, max: 4 }),
    blocks: fc.integer({ min: 0, max: 12 }),
    extraTokens: fc.integer({ min: 1, max: HASH_TOKENS - 1 }),
    outputTokens: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Block k of conversation c has hash 1000 c + k; the partial last block is the prompt's own. */
function source(given: readonly Prompt[], withHashes: boolean): ArrivalSource {
  let atSeconds = 0;
  const arrivals = given.map((prompt, i): Arrival => {
    atSeconds += prompt.gapSeconds;
    const blockHashes = Array.from({ length: prompt.blocks }, (_, k) => 1000 * prompt.conversation + k);
    return {
      atSeconds,
      inputTokens: prompt.blocks * HASH_TOKENS + prompt.extraTokens,
      outputTokens: prompt.outputTokens,
      blockHashes: withHashes ? [...blockHashes, 1e6 + i] : undefined,
    };
  });
  let next = 0;
  return {
    count: arrivals.length,
    hashBlockTokens: withHashes ? HASH_TOKENS : 0,
    nextSeconds: () => arrivals[next]?.atSeconds ?? Number.POSITIVE_INFINITY,
    take: (out) => Object.assign(out, arrivals[next++]),
    finished() {},
  };
}

const model = linearStepModel({
  fixedSeconds: 5e-3,
  secondsPerPromptToken: 1e-4,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 1e-7,
});

function instanceWith(open: () => PrefixIndex, external: boolean, blocks: number) {
  return plainInstance(model, {
    blocks,
    watermarkBlocks: 1,
    prefixes: { openIndex: open, hashTokens: HASH_TOKENS, external },
  });
}

const index = (capacityBlocks = Number.POSITIVE_INFINITY) =>
  new PrefixIndex({ capacityBlocks, ttlSeconds: Number.POSITIVE_INFINITY });

describe("prefix cache", () => {
  it("conserves blocks, on the device, with preemptions and evictions", () => {
    let preemptions = 0;
    fc.assert(
      fc.property(
        prompts,
        fc.integer({ min: 60, max: 200 }),
        fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
        (given, blocks, capacity) => {
          const { system, recorder } = runSystem(source(given, true), {
            instance: instanceWith(() => index(capacity), false, blocks),
          });
          const [instance] = system.instances;
          expect(instance!.kv.freeBlocks).toBe(blocks);
          expect(instance!.kv.prefixes!.idle * (HASH_TOKENS / 16)).toBeLessThanOrEqual(blocks);
          expect(
            recorder.requests.requests.completed +
              recorder.requests.requests.rejected +
              recorder.requests.requests.failed,
          ).toBe(given.length);
          expect(recorder.requests.tokens.cachedInput).toBeLessThanOrEqual(recorder.requests.tokens.input);
          preemptions += instance!.preemptions;
        },
      ),
      { numRuns: 300 },
    );
    expect(preemptions).toBeGreaterThan(0);
  });

  it("unbounded: hits are the blocks seen before, whatever the number of instances", () => {
    fc.assert(
      fc.property(prompts, fc.integer({ min: 1, max: 4 }), (given, instances) => {
        const shared = index();
        const { recorder } = runSystem(source(given, true), {
          instance: instanceWith(() => shared, true, 10_000),
          instances,
        });
        const distinct = new Set(
          given.flatMap((prompt, i) => [
            ...Array.from({ length: prompt.blocks }, (_, k) => 1000 * prompt.conversation + k),
            1e6 + i,
          ]),
        );
        const lookedUp = given.reduce((sum, prompt) => sum + prompt.blocks + 1, 0);
        expect(shared.lookedUp).toBe(lookedUp);
        expect(shared.hits).toBe(lookedUp - distinct.size);
        expect(recorder.requests.tokens.cachedInput).toBe(shared.hits * HASH_TOKENS);
      }),
      { numRuns: 200 },
    );
  });

  it("computes each cached token once less, and yields the same tokens", () => {
    fc.assert(
      fc.property(prompts, (given) => {
        const roomy = { blocks: 10_000, watermarkBlocks: 0 };
        const without = runSystem(source(given, false), { instance: plainInstance(model, roomy) });
        const cached = runSystem(source(given, true), {
          instance: instanceWith(() => index(), false, 10_000),
        });
        const prompted = (run: typeof cached) => run.recorder.pools[0]!.run.promptTokens;
        expect(prompted(cached) + cached.recorder.requests.tokens.cachedInput).toBe(prompted(without));
        expect(cached.recorder.requests.tokens.output).toBe(without.recorder.requests.tokens.output);
      }),
      { numRuns: 100 },
    );
  });

  it("forgets idle blocks after their time to live", () => {
    const given = [0, 10].map((gapSeconds) => ({
      gapSeconds,
      conversation: 0,
      blocks: 4,
      extraTokens: 5,
      outputTokens: 2,
    }));
    const hits = (ttlSeconds: number) => {
      const shared = new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds });
      runSystem(source(given, true), { instance: instanceWith(() => shared, false, 1000) });
      return shared.hits;
    };
    expect(hits(5)).toBe(0);
    expect(hits(15)).toBe(4);
  });

  it("evicts the least recently used first, and the end of a prefix before its beginning", () => {
    const cache = index(3);
    cache.pin([1, 2], 2, 0);
    cache.unpin([1, 2], 2, 0);
    cache.pin([7, 8], 2, 1);
    cache.unpin([7, 8], 2, 1);
    expect(cache.match([1, 2], 2)).toBe(1);
    expect(cache.match([7, 8], 2)).toBe(2);
  });
});
