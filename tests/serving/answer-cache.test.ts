// What stands in front of the engines: input reconciles exactly, the same text is computed once while it is under way or
// kept, and false hits cost what is stated.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerCache, type AnswerCacheConfig } from "../../src/serving/answer-cache.ts";
import { PrefixIndex } from "../../src/serving/prefix/prefix-index.ts";
import type { ArrivalSource } from "../../src/serving/request.ts";
import { linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";

interface Asked {
  atSeconds: number;
  textId: number;
  topicId: number;
}
const INPUT_TOKENS = 100;

/** Every text is 100 tokens, of which two blocks of 16 are the same in all. */
function asking(requests: readonly Asked[]): ArrivalSource {
  let next = 0;
  return {
    count: requests.length,
    hashBlockTokens: 16,
    nextSeconds: () => requests[next]?.atSeconds ?? Number.POSITIVE_INFINITY,
    take(out) {
      const { textId } = requests[next]!;
      Object.assign(out, requests[next++]!, { inputTokens: INPUT_TOKENS, outputTokens: 10 });
      out.blockHashes = [1, 2, ...[3, 4, 5, 6, 7].map((block) => 10 + 10 * textId + block)];
    },
    finished() {},
  };
}

const plain: AnswerCacheConfig = {
  deduplicate: false,
  answerCount: 1000,
  ttlSeconds: Number.POSITIVE_INFINITY,
  lookupSeconds: 0.5,
  recallFraction: 0,
  falseHitFraction: 0,
  retrySeconds: undefined,
};

function serve(requests: readonly Asked[], changes: Partial<AnswerCacheConfig>, random = () => 0.5) {
  const model = linearStepModel({
    fixedSeconds: 0.1,
    secondsPerPromptToken: 0.01,
    secondsPerSequence: 0,
    secondsPerContextToken: 0,
  });
  const openIndex = () =>
    new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds: Number.POSITIVE_INFINITY });
  const { recorder, records } = runSystem(asking(requests), {
    instance: plainInstance(model, { prefixes: { openIndex, hashTokens: 16, external: false } }),
    answers: new AnswerCache({ ...plain, ...changes }, random),
  });
  const { tokens, avoidance } = recorder.requests;
  return { avoidance: avoidance.result(tokens), work: recorder.pools[0]!.run, tokens, records };
}

describe("in front of the engines", () => {
  it("input = deduplicated + answered + found in prefix caches + computed, and the rest of the output was generated", () => {
    const requests = fc
      .array(
        fc.record({
          gap: fc.double({ min: 0, max: 2, noNaN: true }),
          textId: fc.integer({ min: 0, max: 8 }),
        }),
        { minLength: 1, maxLength: 40 },
      )
      .map((given) => {
        let atSeconds = 0;
        return given.map(({ gap, textId }) => {
          atSeconds += gap;
          return { atSeconds, textId, topicId: textId % 3 };
        });
      });
    const config = fc.record({
      deduplicate: fc.boolean(),
      answerCount: fc.integer({ min: 0, max: 5 }),
      ttlSeconds: fc.constantFrom(1, Number.POSITIVE_INFINITY),
      recallFraction: fc.constantFrom(0, 0.7),
      falseHitFraction: fc.constantFrom(0, 0.6),
      retrySeconds: fc.constantFrom(undefined, 3),
    });
    fc.assert(
      fc.property(
        requests,
        config,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (given, chosen, draws) => {
          const { avoidance, work, tokens } = serve(given, chosen, () => draws.next().value!);
          expect(avoidance.inputTokens).toBe(given.length * INPUT_TOKENS);
          expect(avoidance.computedInputTokens).toBe(work.promptTokens);
          expect(tokens.output + avoidance.avoidedOutputTokens).toBe(given.length * 10);
          expect(tokens.output).toBe(work.outputTokens);
        },
      ),
      { numRuns: 200 },
    );
  });

  const same = (times: number[]): Asked[] => times.map((atSeconds) => ({ atSeconds, textId: 1, topicId: 1 }));
  const ends = (run: ReturnType<typeof serve>) =>
    Array.from(run.records.finishedSeconds, (end) => Number(end.toFixed(9)));

  it("the same text is computed once: who asks meanwhile ends with it, who asks later is answered after a look-up", () => {
    const run = serve(same([0, 1, 20]), { deduplicate: true });
    // 0.5 s of look-up, a step of 1.1 s with the prompt, nine of 0.1 s.
    expect(ends(run)).toEqual([2.5, 2.5, 20.5]);
    expect(run.avoidance).toMatchObject({
      deduplicatedRequests: 1,
      answeredRequests: 1,
      computedInputTokens: 100,
    });
  });

  it("answers are forgotten after their time to live, and when others take their place", () => {
    expect(serve(same([0, 20]), { ttlSeconds: 5 }).avoidance.answeredRequests).toBe(0);
    const other = { atSeconds: 10, textId: 2, topicId: 2 };
    const [first, last] = same([0, 20]) as [Asked, Asked];
    expect(serve([first, other, last], { answerCount: 1 }).avoidance.answeredRequests).toBe(0);
    expect(serve([first, other, last], { answerCount: 2 }).avoidance.answeredRequests).toBe(1);
  });

  it("a false hit is taken, or asked again later past the cache", () => {
    const paraphrase = [...same([0]), { atSeconds: 20, textId: 2, topicId: 1 }];
    const recognised = { recallFraction: 1, falseHitFraction: 1 };
    const taken = serve(paraphrase, recognised);
    expect([ends(taken)[1], taken.avoidance.falseHitRequests, taken.avoidance.answeredRequests]).toEqual([
      20.5, 1, 1,
    ]);
    const again = serve(paraphrase, { ...recognised, retrySeconds: 4 });
    // Two of its seven blocks are known: 68 tokens to compute.
    expect([ends(again)[1], again.avoidance.falseHitRequests, again.avoidance.answeredRequests]).toEqual([
      20.5 + 4 + 0.1 + 0.68 + 0.9,
      1,
      0,
    ]);
  });
});
