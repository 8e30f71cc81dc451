// Prefix caching by hand: a step takes 10 s, 1 s per prompt token, 2 s per decoding sequence; hashes stand for 2 tokens.
import { expect, it } from "vitest";
import { PrefixIndex } from "../../src/serving/prefix/prefix-index.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";

const model = linearStepModel({
  fixedSeconds: 10,
  secondsPerPromptToken: 1,
  secondsPerSequence: 2,
  secondsPerContextToken: 0,
});

function serve(requests: [number, number, number, number[]][], blocks: number, maxBatchedTokens: number) {
  const given = requests.map(([atSeconds, inputTokens, outputTokens, blockHashes]) => ({
    atSeconds,
    inputTokens,
    outputTokens,
    blockHashes,
  }));
  const openIndex = () =>
    new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds: Number.POSITIVE_INFINITY });
  const prefixes = { openIndex, hashTokens: 2, external: false };
  const instance = plainInstance(model, {
    blockTokens: 1,
    blocks,
    watermarkBlocks: 0,
    maxBatchedTokens,
    prefixes,
  });
  const { records } = runSystem(givenArrivals(given, 2), { instance });
  return Array.from(records.id, (_, i) => [
    records.firstTokenSeconds[i],
    records.finishedSeconds[i],
    records.cachedTokens[i],
  ]);
}

it("a known prefix is not computed again; the last token always is", () => {
  const hashes = [1, 2, 3];
  // 0-16; then 4 of 6 tokens known: 100-112; the very same prompt: 200-211.
  expect(
    serve(
      [
        [0, 6, 1, hashes],
        [100, 6, 1, [1, 2, 9]],
        [200, 6, 1, hashes],
      ],
      100,
      100,
    ),
  ).toEqual([
    [16, 16, 0],
    [112, 112, 4],
    [211, 211, 5],
  ]);
});

it("sequences that share a prefix share its blocks", () => {
  // Of 10 blocks A holds 6 (0-16), then 7. B needs its own 2 only: 4 are shared. Together 16-30: 10 + 2 + 2 of B.
  const [, second] = serve(
    [
      [0, 6, 5, [1, 2, 3]],
      [10, 6, 1, [1, 2, 9]],
    ],
    10,
    100,
  );
  expect(second).toEqual([30, 30, 4]);
});

it("a prompt preempted half-way has cached only what it computed", () => {
  // 0-14: A's 2 tokens and 2 of B's 10; all 12 blocks are taken. 14: A needs one, B goes. A alone to 26, 38, ends.
  // 38: of B only the first hash was computed: 8 tokens are left, 4 a step: 38-52-66.
  const [, second] = serve(
    [
      [0, 2, 3, [50]],
      [0, 10, 1, [1, 2, 3, 4, 5]],
    ],
    12,
    4,
  );
  expect(second).toEqual([66, 66, 0]);
});
