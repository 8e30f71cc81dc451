// Small schedules of a prefill and a decode pool with a wire between them, worked out by hand.
import { describe, expect, it } from "vitest";
import type { LinkConfig } from "../../src/serving/transfer.ts";
import { instance, serve } from "./hand-schedule.ts";

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
