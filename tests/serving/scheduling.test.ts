// Small schedules worked out by hand. A step takes 10 s, plus 1 s per prompt token, plus 2 s per decoding sequence.
import { describe, expect, it } from "vitest";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import type { LinkConfig } from "../../src/serving/transfer.ts";
import {
  givenArrivals,
  linearStepModel,
  plainInstance,
  runSystem,
  type SystemOptions,
} from "../laws/queueing-system.ts";

const model = linearStepModel({
  fixedSeconds: 10,
  secondsPerPromptToken: 1,
  secondsPerSequence: 2,
  secondsPerContextToken: 0,
});
const instance = (changes: Partial<SystemOptions["instance"]> = {}) =>
  plainInstance(model, {
    blockTokens: 1,
    blocks: 1000,
    watermarkBlocks: 0,
    maxBatchedTokens: 100,
    ...changes,
  });

/** Requests as [arrival, input, output]; answers [first token, finish] of each, all gaps ascending, preemptions. */
function serve(requests: [number, number, number][], options: SystemOptions) {
  const gaps: number[] = [];
  const given = requests.map(([atSeconds, inputTokens, outputTokens]) => ({
    atSeconds,
    inputTokens,
    outputTokens,
  }));
  const { records } = runSystem(givenArrivals(given), {
    ...options,
    instance: { ...options.instance, fastForward: false },
    listen: (recorder) => ({
      arrived: (...told) => recorder.arrived(...told),
      ran: (ran, endSeconds) => recorder.ran(ran, endSeconds),
      ended: (table, slot, nowSeconds, how) => recorder.ended(table, slot, nowSeconds, how),
      tokenGap: (_, gapSeconds, count) => gaps.push(...Array<number>(count).fill(gapSeconds)),
    }),
  });
  const times = Array.from(records.id, (_, i) => [records.firstTokenSeconds[i], records.finishedSeconds[i]]);
  return { times, gaps: gaps.sort((a, b) => a - b), preemptions: [...records.preemptions] };
}

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

describe("prefill and decode apart", () => {
  // 20 bytes per second, 1 s to set up; 4 prompt tokens are 60 bytes, 3 s.
  const link: LinkConfig = {
    sendBytesPerSecond: 20,
    receiveBytesPerSecond: 40,
    setupSeconds: 1,
    bytesPerToken: 10,
    bytesPerSequence: 20,
    layers: 3,
    pipelined: false,
  };
  const apart = (
    changes: Partial<LinkConfig> = {},
    decodes = 1,
    decode = instance(),
    entry = instance({ handsOver: true }),
  ) => ({
    instance: entry,
    decode: { instance: { ...decode, fastForward: false }, instances: decodes },
    link: { ...link, ...changes },
    router: "round-robin",
  });

  it("the first token is the prefill's, the second follows the transfer", () => {
    // Prefill 0-14, wire 14-18, decode 18-30-42.
    expect(serve([[0, 4, 3]], apart()).times).toEqual([[14, 42]]);
    expect(
      serve([[0, 4, 3]], apart({ sendBytesPerSecond: Infinity, receiveBytesPerSecond: Infinity })).times,
    ).toEqual([[14, 38]]);
    // The slower end decides.
    expect(serve([[0, 4, 3]], apart({ sendBytesPerSecond: 200, receiveBytesPerSecond: 60 })).times).toEqual([
      [14, 40],
    ]);
    // A single token needs no decode.
    expect(serve([[0, 4, 1]], apart()).times).toEqual([[14, 14]]);
  });

  it("a port serves one transfer at a time, sending or receiving", () => {
    // Both prompts 0-18, to two decode instances: 18-22 and 22-26, then 24 s of decoding each.
    expect(
      serve(
        [
          [0, 4, 3],
          [0, 4, 3],
        ],
        apart({}, 2),
      ).times,
    ).toEqual([
      [18, 46],
      [18, 50],
    ]);
    // From two prefill instances to one decode instance: 14-18 and 18-22. A decodes 18-30, both 30-44, B 44-56.
    expect(
      serve(
        [
          [0, 4, 3],
          [0, 4, 3],
        ],
        { ...apart(), instances: 2 },
      ).times,
    ).toEqual([
      [14, 44],
      [14, 56],
    ]);
  });

  it("pipelined, only the last layer is exposed, or what the wire cannot keep up with", () => {
    // max(0 + 1 + 3, 14 + 1 + 3/3) = 16.
    expect(serve([[0, 4, 3]], apart({ pipelined: true })).times).toEqual([[14, 40]]);
    // At 2 bytes per second the wire takes 30 s: max(31, 14 + 1 + 10) = 31.
    expect(serve([[0, 4, 3]], apart({ pipelined: true, sendBytesPerSecond: 2 })).times).toEqual([[14, 55]]);
  });

  it("KV stays on the prefill side until it has left", () => {
    // 8 blocks: B's 5 fit only when A's 5 are gone, 15 + 1 + 70/20 = 19.5; its prompt takes 15 s.
    const entry = instance({ handsOver: true, blocks: 8 });
    const { times } = serve(
      [
        [0, 5, 2],
        [0, 5, 2],
      ],
      apart({}, 1, instance(), entry),
    );
    expect(times.map(([first]) => first)).toEqual([15, 34.5]);
  });

  it("a transfer waits for its place on the decode side, then takes its whole time", () => {
    // A 0-14, wire to 18, decode 18-30-42. B 14-28; the 6 blocks are A's until 42. Wire 42-46, decode 46-58-70.
    const entry = instance({ handsOver: true, maxBatchedTokens: 4 });
    const { times } = serve(
      [
        [0, 4, 3],
        [0, 4, 3],
      ],
      apart({ pipelined: true }, 1, instance({ blocks: 6 }), entry),
    );
    // Pipelined: A arrives at 16 and ends at 40, when B is no longer computing: 40-44.
    expect(times).toEqual([
      [14, 40],
      [28, 68],
    ]);
  });

  it("saturated with an infinite link: the slower of the two pools sets the rate, within 2 %", () => {
    const wire = { sendBytesPerSecond: Infinity, receiveBytesPerSecond: Infinity };
    const requests = Array.from({ length: 3000 }, (): [number, number, number] => [0, 10, 50]);
    // Prefill: 10 prompts per 110 s step. Decode: 8 sequences per 26 s step, 49 steps each.
    const entry = instance({ handsOver: true, blocks: 1e6 });
    const decode = instance({ maxSequences: 8, blocks: 1e6 });
    const prefillRate = 10 / 110;
    const decodeRate = (decodes: number) => (8 * decodes) / (49 * 26);
    for (const decodes of [2, 8, 20, 40]) {
      const { times } = serve(requests, apart(wire, decodes, decode, entry));
      // Between the first and the last tenth, so that filling and draining do not count.
      const finishes = times.map(([, finish]) => finish!).sort((a, b) => a - b);
      const rate =
        (0.8 * requests.length) / (finishes[0.9 * requests.length]! - finishes[0.1 * requests.length]!);
      const bound = Math.min(prefillRate, decodeRate(decodes));
      expect(Math.abs(rate / bound - 1), `${decodes} decode instances: ${rate / bound}`).toBeLessThan(0.02);
    }
  });
});
