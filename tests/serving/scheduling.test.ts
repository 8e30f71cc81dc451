// Small schedules worked out by hand.
import { describe, expect, it } from "vitest";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import { instance, serve } from "./hand-schedule.ts";

describe("the tokeniser", () => {
  it("takes the prompts of an instance one after the other", () => {
    // A (6 tokens) is ready at 6 and prefills 6-22; B (1 token, at 1) waits for A's text and is ready at 7: 22-33.
    const { times } = serve(
      [
        [0, 6, 1],
        [1, 1, 1],
      ],
      { instance: instance(), requestSecondsPerToken: 1 },
    );
    expect(times).toEqual([
      [22, 22],
      [33, 33],
    ]);
  });
});

describe("one instance", () => {
  it("chunked prefill: decodes always run, prompts fill what is left of the budget", () => {
    // 0-18: 6 tokens of A, 2 of B. 18-37: A decodes, 7 of B. 37-50: A decodes and ends, last of B. 50-62: B decodes.
    const { times, gaps } = serve(
      [
        [0, 6, 3],
        [0, 10, 2],
      ],
      { instance: instance({ maxBatchedTokens: 8 }) },
    );
    expect(times).toEqual([
      [18, 50],
      [50, 62],
    ]);
    expect(gaps).toEqual([12, 13, 19]);
  });

  it("prefill first: whole prompts alone, decodes stall meanwhile and the gap shows it", () => {
    // 0-14 A. 14-26 A decodes. 26-41 prompt of B, A waits. 41-55 both decode, B ends. 55-67 A.
    const { times, gaps } = serve(
      [
        [0, 4, 4],
        [20, 5, 2],
      ],
      { instance: instance({ policy: schedulers["prefill-first"]! }) },
    );
    expect(times).toEqual([
      [14, 67],
      [41, 55],
    ]);
    expect(gaps).toEqual([12, 12, 14, 29]);
  });

  it("static batching: nobody joins before the last member is done", () => {
    // 0-16 prompts of A and B. 16-30 both decode, B ends. 30-42 A ends. C, there since 5, only now: 42-55.
    const { times } = serve(
      [
        [0, 4, 3],
        [0, 2, 2],
        [5, 3, 1],
      ],
      { instance: instance({ policy: schedulers.static! }) },
    );
    expect(times).toEqual([
      [16, 42],
      [16, 30],
      [55, 55],
    ]);
  });

  it("a newcomer joins at the next step boundary, an early one at once", () => {
    // 0-11 A. 11-23-35-47 A decodes; B comes at 24, joins at 35: 35-48 with its prompt, which ends A too.
    expect(
      serve(
        [
          [0, 1, 4],
          [24, 1, 1],
        ],
        { instance: instance() },
      ).times,
    ).toEqual([
      [11, 48],
      [48, 48],
    ]);
    // At the boundary itself it still joins: arrivals come first.
    expect(
      serve(
        [
          [0, 1, 4],
          [23, 1, 1],
        ],
        { instance: instance() },
      ).times,
    ).toEqual([
      [11, 48],
      [36, 36],
    ]);
  });

  it("preemption takes the last admitted, which keeps its place in the queue and computes its tokens again", () => {
    // 10 blocks of one token. 0-16 prompts of A and B: 6 blocks. 16-30, 30-44 both decode: 10 blocks.
    // 44: no block left; B goes (5 blocks), 44-56 and 56-68 A alone, ends. C came at 50 and would fit: B is before it.
    // 68-85: B again, 3 + 3 tokens, with C. 85-97: B's fifth token.
    const { times, gaps, preemptions } = serve(
      [
        [0, 3, 5],
        [0, 3, 5],
        [50, 1, 1],
      ],
      { instance: instance({ blocks: 10 }) },
    );
    expect(times).toEqual([
      [16, 68],
      [16, 97],
      [85, 85],
    ]);
    expect(preemptions).toEqual([0, 1, 0]);
    expect(gaps).toEqual([12, 12, 12, 14, 14, 14, 14, 41]);
  });

  it("reserve-all admits only what fits to the end and never preempts", () => {
    // A reserves 8 of 10 blocks until 64: 0-13, then four steps of 12 to 61. B: 61-74, then to 122.
    const { times, preemptions } = serve(
      [
        [0, 3, 5],
        [0, 3, 5],
      ],
      { instance: instance({ blocks: 10, reserveAll: true }) },
    );
    expect(times).toEqual([
      [13, 61],
      [74, 122],
    ]);
    expect(preemptions).toEqual([0, 0]);
  });

  it("the watermark stays free at admission, except for a request alone", () => {
    // B's 2 blocks would leave 3 of 10 free; it waits for A: 0-15, 15-27, then 27-39. C takes 8 of 10, alone.
    const { times } = serve(
      [
        [0, 5, 2],
        [0, 2, 1],
        [100, 8, 1],
      ],
      { instance: instance({ blocks: 10, watermarkBlocks: 4 }) },
    );
    expect(times).toEqual([
      [15, 27],
      [39, 39],
      [118, 118],
    ]);
  });

  it("a lone request that outgrows all memory fails, and the gateway goes on", () => {
    // 0-14: 4 of 5 blocks. 14-26: the fifth. 26: no more; A fails, B enters: 26-37.
    const { times } = serve(
      [
        [0, 4, 9],
        [0, 1, 1],
      ],
      { instance: instance({ blocks: 5 }), maxOutstanding: 1 },
    );
    expect(times).toEqual([
      [14, 26],
      [37, 37],
    ]);
  });
});
