// Recorded sessions: what waits comes after what it waits for, prefixes are shared as far as contexts go on, and a session
// trace says the same as itself converted to forewatt's CSV. Rows here are made up, in the fields of each format.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PrefixIndex } from "../../../src/serving/prefix/prefix-index.ts";
import type { Arrival } from "../../../src/serving/request.ts";
import { type Workload, workloadSchema } from "../../../src/workload/schema.ts";
import { createArrivalSource } from "../../../src/workload/source.ts";
import { convertTrace } from "../../../src/workload/traces/convert.ts";
import { linearStepModel, plainInstance, runSystem } from "../../laws/queueing-system.ts";
import { traceOf } from "../sources.ts";

const model = linearStepModel({
  fixedSeconds: 5e-3,
  secondsPerPromptToken: 1e-5,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 0,
});

interface Asked extends Arrival {
  finishedSeconds: number;
}

const json = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const replayed = (extra: object = {}): Workload =>
  workloadSchema.parse({ arrivals: { process: "trace", file: "t", replay: "sessions", ...extra } });
const played = (sessions: object = {}, arrivals: object = { process: "all-at-once" }): Workload =>
  workloadSchema.parse({ arrivals, sessions: { file: "t", ...sessions } });

function serve(text: string, block: Workload = replayed()) {
  const source = createArrivalSource({ workload: block, seed: 7, trace: traceOf(text, "t") });
  const asked: Asked[] = [];
  const openIndex = () =>
    new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds: Number.POSITIVE_INFINITY });
  const { recorder } = runSystem(
    {
      ...source,
      hashBlockTokens: source.hashBlockTokens,
      count: source.count,
      take(out) {
        source.take(out);
        asked.push({ ...out, finishedSeconds: Number.NaN });
      },
      finished(atSeconds, id, completed) {
        asked[id]!.finishedSeconds = atSeconds;
        source.finished(atSeconds, id, completed);
      },
    },
    {
      instance: plainInstance(model, {
        blocks: 2 ** 24,
        watermarkBlocks: 0,
        prefixes: { openIndex, hashTokens: source.hashBlockTokens, external: false },
      }),
    },
  );
  return { asked, tokens: recorder.requests.tokens, kinds: source.kinds! };
}

const times = (asked: readonly Asked[]) => asked.map(({ atSeconds }) => atSeconds);

const agent = {
  num_turns: 3,
  input_prompt_length: 1000,
  assistant_response_length: [50, 60],
  tool_call_output_length: [400, 300],
  tool_call_latency: [2.5, 0.5],
  final_assistant_response_length: 80,
};

describe("recorded sessions", () => {
  it("applied-compute: each request repeats all before it, a tool's latency after the answer", () => {
    const { asked, tokens, kinds } = serve(json([agent, agent]), played({ answers: "last-turn" }));
    const [first, second, third] = asked.filter((_, i) => i % 2 === 0) as [Asked, Asked, Asked];
    expect(asked.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual(
      [
        [1000, 50],
        [1450, 60],
        [1810, 80],
      ].flatMap((turn) => [turn, turn]),
    );
    expect(second.atSeconds).toBeCloseTo(first.finishedSeconds + 2.5, 12);
    expect(third.atSeconds).toBeCloseTo(second.finishedSeconds + 0.5, 12);
    // Prompt and answer but its last token, in blocks of 64: 1049 and 1509 tokens; nothing between the two sessions.
    expect(tokens.cachedInput).toBe(2 * 64 * (Math.floor(1049 / 64) + Math.floor(1509 / 64)));
    expect(asked.map(({ kindIndex }) => kinds[kindIndex!]!)).toMatchObject([
      ...Array(4).fill({ purpose: "work", concludes: false }),
      ...Array(2).fill({ purpose: "answer", concludes: true }),
    ]);
  });

  it("LLMServingSim: sessions with sub_requests, at their times or by an arrival process", () => {
    const session = (id: string, arrival_time_ns?: number) => ({
      session_id: id,
      arrival_time_ns,
      sub_requests: [
        { input_toks: 640, output_toks: 64, tool_duration_ns: 3e9 },
        { input_toks: 900, output_toks: 10, tool_duration_ns: 1e9 },
        { input_toks: 200, output_toks: 10 },
      ],
    });
    const { asked, tokens } = serve(json([session("a", 5e9), session("b", 25e9)]));
    expect(times(asked).map(Math.floor)).toEqual([0, 3, 4, 20, 23, 24]);
    expect(asked[1]!.atSeconds).toBeCloseTo(asked[0]!.finishedSeconds + 3, 12);
    // The third prompt is too short to hold the second: it shares nothing.
    expect(tokens.cachedInput).toBe(2 * 64 * Math.floor(703 / 64));
    const untimed = json([session("a"), session("b")]);
    expect(() => serve(untimed)).toThrow(/sessions have no times.*workload.sessions/);
    expect(times(serve(untimed, played()).asked).slice(0, 2)).toEqual([0, 0]);
  });

  it("Dynamo and aiperf: delays behind the row before in the session, and graphs of requests", () => {
    const turns = json([
      { session_id: "a", timestamp: 1000, input_length: 1024, output_length: 10, hash_ids: [1, 2] },
      { session_id: "b", timestamp: 1500, input_length: 512, output_length: 10, hash_ids: [1] },
      { session_id: "a", delay: 2000, input_length: 1536, output_length: 10, hash_ids: [1, 2, 3] },
      { session_id: "a", delay_ms: 500, input_length: 2048, output_length: 10, hash_ids: [1, 2, 3, 4] },
    ]);
    const { asked, tokens } = serve(turns);
    expect(times(asked).slice(0, 2)).toEqual([0, 0.5]);
    expect(asked[2]!.atSeconds).toBeCloseTo(asked[0]!.finishedSeconds + 2, 12);
    expect(asked[3]!.atSeconds).toBeCloseTo(asked[2]!.finishedSeconds + 0.5, 12);
    // The last token of the prompt of b is computed, whatever is found.
    expect(tokens.cachedInput).toBe(511 + 1024 + 1536);

    const graph = json([
      { request_id: "hub", timestamp: 0, input_length: 640, output_length: 128 },
      { request_id: "x", wait_for: ["hub"], input_length: 1000, output_length: 500 },
      { request_id: "y", wait_for: ["hub"], input_length: 900, output_length: 20, prefix_reset: true },
      { request_id: "z", wait_for: ["x", "y"], tool_wait_ms: 1500, input_length: 1500, output_length: 5 },
    ]);
    const joined = serve(graph);
    const [hub, x, y, z] = joined.asked as [Asked, Asked, Asked, Asked];
    expect([x.atSeconds, y.atSeconds]).toEqual([hub.finishedSeconds, hub.finishedSeconds]);
    expect(z.atSeconds).toBeCloseTo(Math.max(x.finishedSeconds, y.finishedSeconds) + 1.5, 12);
    // x goes on from the hub, y begins anew, z goes on from x.
    expect(joined.tokens.cachedInput).toBe(64 * (Math.floor(767 / 64) + Math.floor(1499 / 64)));
  });

  it("Qwen-Bailian: a chat waits for its parent, and comes no sooner than it did", () => {
    const row = (chat_id: number, parent_chat_id: number, timestamp: number, hash_ids: number[]) => ({
      chat_id,
      parent_chat_id,
      timestamp,
      input_length: 16 * hash_ids.length,
      output_length: 400,
      type: "text",
      turn: 1,
      hash_ids,
    });
    const { asked } = serve(json([row(1, -1, 10, [1]), row(2, 1, 10.1, [1, 2]), row(3, 2, 30, [1, 2, 3])]));
    expect(asked[1]!.atSeconds).toBe(asked[0]!.finishedSeconds);
    expect(asked[0]!.finishedSeconds).toBeGreaterThan(0.1);
    expect(asked[2]!.atSeconds).toBe(20);
    // Its parent was cut off the trace: it stands alone.
    expect(times(serve(json([row(2, 1, 10, [1]), row(3, 2, 12, [1])])).asked)).toEqual(
      [0, 2.0015].map((t) => expect.closeTo(t, 1)),
    );
  });

  it("converted to forewatt's CSV they are the same sessions", () => {
    const request = fc.record({
      grows: fc.integer({ min: 1, max: 2000 }),
      output: fc.integer({ min: 1, max: 300 }),
      waits: fc.option(fc.nat(), { nil: undefined }),
      delay: fc.integer({ min: 0, max: 5000 }),
      reset: fc.boolean(),
    });
    const session = fc.record({
      gap: fc.integer({ min: 0, max: 9000 }),
      requests: fc.array(request, { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 5 }), (sessions) => {
        let timestamp = 0;
        const rows = sessions.flatMap(({ gap, requests }, s) => {
          timestamp += gap;
          return requests.map(({ grows, output, waits, delay, reset }, i) => ({
            request_id: `${s}.${i}`,
            session_id: `s${s}`,
            ...(i === 0 ? { timestamp } : { delay }),
            ...(i > 0 && waits !== undefined ? { wait_for: [`${s}.${waits % i}`] } : {}),
            ...(reset ? { prefix_reset: true } : {}),
            input_length: 500 * (i + 1) + grows,
            output_length: output,
          }));
        });
        const text = json(rows);
        const direct = serve(text).asked;
        const converted = serve([...convertTrace(traceOf(text))].join("\n")).asked;
        expect(converted).toEqual(direct);
        expect(direct).toHaveLength(rows.length);
      }),
      { numRuns: 40 },
    );
  });

  it("come as often as asked: again from the first one, with texts of their own", () => {
    const { asked, tokens } = serve(
      json([agent]),
      played({ count: 3 }, { process: "closed-loop", users: 1 }),
    );
    expect(asked).toHaveLength(9);
    expect(tokens.cachedInput).toBe(3 * 64 * (Math.floor(1049 / 64) + Math.floor(1509 / 64)));
    expect(asked[3]!.atSeconds).toBe(asked[2]!.finishedSeconds);
    const block = workloadSchema.parse({ ...played(), requests: 7 });
    expect(serve(json([agent]), block).asked).toHaveLength(7);
  });

  it("a window keeps whole sessions, and rates scale their starts, not what happens within", () => {
    const rows = json(
      [0, 10, 20].flatMap((start, s) => [
        { session_id: `s${s}`, timestamp: 1000 * start, input_length: 10, output_length: 5 },
        { session_id: `s${s}`, delay: 4000, input_length: 20, output_length: 5 },
      ]),
    );
    const { asked } = serve(rows, replayed({ from: "5 s", rateScale: 2 }));
    expect(times(asked).map((at) => Number(at.toFixed(1)))).toEqual([2.5, 6.5, 7.5, 11.5]);
  });
});

describe("mistakes in them", () => {
  const errors: [string, string, RegExp, Workload?][] = [
    [
      "lists of different lengths",
      json([agent, { ...agent, tool_call_latency: [1] }]),
      /t:2:1 {2}tool_call_output_length .*2 responses, 2 outputs, 1 latencies/,
      played(),
    ],
    [
      "turns",
      json([{ ...agent, num_turns: 7 }]),
      /t:1:1 {2}num_turns {2}7 turns, but 2 tool calls/,
      played(),
    ],
    [
      "a bad entry",
      json([{ ...agent, tool_call_latency: [1, "x"] }]),
      /tool_call_latency\[1\] .*got "x"/,
      played(),
    ],
    [
      "no tokens",
      json([{ ...agent, final_assistant_response_length: 0 }]),
      /t:1:1 {2}assistant_response_length .*from 1 to .*got "0"/,
      played(),
    ],
    [
      "no requests",
      json([{ session_id: 1, sub_requests: [] }]),
      /sub_requests {2}expected a list of requests/,
      played(),
    ],
    [
      "an unknown request",
      json([
        { request_id: "a", timestamp: 0, input_length: 5, output_length: 5 },
        { request_id: "b", wait_for: ["c"], input_length: 5, output_length: 5 },
      ]),
      /t:2:1 {2}waits for "c", which no row before it has/,
    ],
    [
      "a delay",
      json([{ session_id: "a", timestamp: 0, delay: -1, input_length: 5, output_length: 5 }]),
      /t:1:1 {2}delay {2}expected a time to wait/,
    ],
    [
      "a row that neither waits nor has a time",
      json([
        { session_id: "a", timestamp: 0, input_length: 5, output_length: 5 },
        { session_id: "b", input_length: 5, output_length: 5 },
      ]),
      /t:2:1 {2}timestamp {2}expected a time/,
    ],
    [
      "at their times",
      json([
        { session_id: "a", timestamp: 0, input_length: 5, output_length: 5 },
        { session_id: "a", delay: 5, input_length: 5, output_length: 5 },
      ]),
      /t:2:1 {2}has no time of its own.*replay: sessions/,
      workloadSchema.parse({ arrivals: { process: "trace", file: "t" } }),
    ],
  ];
  it.each(errors)("%s", (_name, text, message, block = replayed()) => {
    expect(() => serve(text, block)).toThrow(message);
  });

  it("agents and a file, or neither, are told", () => {
    const problems = (sessions: object) => () =>
      workloadSchema.parse({ arrivals: { process: "all-at-once" }, sessions: { count: 1, ...sessions } });
    expect(problems({})).toThrow(/at least one agent, or a file/);
    expect(problems({ file: "t", agents: { a: { context: { fixed: 1 }, output: { fixed: 1 } } } })).toThrow(
      /either agents or a file/,
    );
  });
});
