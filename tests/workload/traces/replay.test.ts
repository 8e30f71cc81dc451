import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { skippedWarning } from "../../../src/workload/traces/bad-rows.ts";
import { convertTrace } from "../../../src/workload/traces/convert.ts";
import { openTrace } from "../../../src/workload/traces/open-trace.ts";
import { drain, source, times, traceOf, workload } from "../sources.ts";

const csv = (seconds: readonly number[]) =>
  `arrived_at,num_prefill_tokens,num_decode_tokens\n${seconds.map((at, i) => `${at},${i + 1},9\n`).join("")}`;
const replay = (seconds: readonly number[], options: object = {}, requests?: number, loadScale = 1) =>
  source(workload({ process: "trace", file: "t.csv", ...options }, requests), {
    trace: traceOf(csv(seconds)),
    loadScale,
  });

describe("trace replay", () => {
  it("counts time from the first arrival", () => {
    expect(times(drain(replay([100, 101, 103])))).toEqual([0, 1, 3]);
  });
  it("rateScale and loadScale multiply", () => {
    expect(times(drain(replay([0, 1, 3], { rateScale: 2 })))).toEqual([0, 0.5, 1.5]);
    expect(times(drain(replay([0, 1, 3], { rateScale: 2 }, undefined, 4)))).toEqual([0, 0.125, 0.375]);
  });
  it("the window is taken before scaling, and starts the clock", () => {
    const from = replay([10, 11, 12.5, 14, 15], { from: "1 s", to: "5 s", rateScale: 2 });
    expect(drain(from).map(({ atSeconds, inputTokens }) => [atSeconds, inputTokens])).toEqual([
      [0, 2],
      [0.75, 3],
      [1.5, 4],
    ]);
    expect(from.count).toBe(3);
  });
  it("a window may start between arrivals", () => {
    expect(times(drain(replay([0, 3], { from: "2 s" })))).toEqual([1]);
  });
  it("`requests` cuts it short", () => {
    const from = replay([0, 1, 2, 3], {}, 2);
    expect(from.count).toBe(2);
    expect(drain(from).length).toBe(2);
    expect(replay([0, 1], {}, 10).count).toBe(2);
  });
  it("the count is exact for any window and cap, asked before or after", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(100), { minLength: 1, maxLength: 50 }),
        fc.nat(50),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (seconds, fromSeconds, requests, before) => {
          const first = Math.min(...seconds);
          fc.pre(seconds.some((at) => at - first >= fromSeconds));
          const from = replay(seconds, { from: `${fromSeconds} s` }, requests);
          const counted = before ? from.count : undefined;
          const arrivals = drain(from);
          expect(counted ?? from.count).toBe(arrivals.length);
          expect(arrivals.length).toBe(
            Math.min(requests, seconds.filter((at) => at - first >= fromSeconds).length),
          );
        },
      ),
    );
  });
  it("reports what it skipped", () => {
    const text = "arrived_at,num_prefill_tokens,num_decode_tokens\n0,1,1\n1,x,1\n2,1,1\n";
    const from = source(workload({ process: "trace", file: "t.csv", onBadRow: "skip" }), {
      trace: traceOf(text),
    });
    drain(from);
    expect(from.skippedRows).toMatchObject({ count: 1, first: [{ line: 3, path: "num_prefill_tokens" }] });
    expect(skippedWarning(from.skippedRows!)).toMatch(
      /^1 row left out: trace.csv:3:3 {2}num_prefill_tokens .*got "x"$/,
    );
    const converted = convertTrace(traceOf(text), { onBadRow: "skip" });
    expect([...converted].length).toBe(3);
    expect(converted.skipped.count).toBe(1);
  });
  it.each([
    "arrived_at,num_prefill_tokens,num_decode_tokens\n0,1,1\n1,1,1\n",
    '{"timestamp":0,"input_length":6,"output_length":1}\n{}\n',
  ])("closes its file as soon as it needs no more", (text) => {
    let open = 0;
    const trace = {
      name: "t",
      *open() {
        open++;
        try {
          for (;;) yield new TextEncoder().encode(text);
        } finally {
          open--;
        }
      },
    };
    const from = source(workload({ process: "trace", file: "t", onBadRow: "skip" }, 1), { trace });
    drain(from);
    expect(from.count).toBe(1);
    expect(open).toBe(0);
  });
  it("hands over the hashes of each row and no older ones", () => {
    const text =
      '{"timestamp":0,"input_length":600,"output_length":1,"hash_ids":[4,5]}\n{"timestamp":1,"input_length":1,"output_length":1}\n';
    const from = source(workload({ process: "trace", file: "t.jsonl" }), { trace: traceOf(text) });
    expect(from.hashBlockTokens).toBe(512);
    expect(drain(from).map(({ blockHashes }) => blockHashes)).toEqual([[4, 5], []]);
  });
});

describe("conversion to forewatt's CSV", () => {
  it("is what it reads back, for any format", () => {
    const text =
      'arrived_at,num_prefill_tokens,num_decode_tokens,session_id,block_hash_ids\n5,32,10,"a,""b",11|22\n5.000000001,16,20,=1+1,11\n6,1,1,,\n';
    const converted = [...convertTrace(traceOf(text))];
    expect(converted).toEqual([
      "arrival_seconds,input_tokens,output_tokens,session_id,hash_block_tokens,block_hashes",
      '0,32,10,"a,""b",16,11|22',
      "0.000000001,16,20,'=1+1,16,11",
      "1,1,1,,16,",
    ]);
    const again = [...convertTrace(traceOf(`${converted.join("\n")}\n`))];
    expect(again).toEqual(converted);
    const rows = (t: string) =>
      [...openTrace(traceOf(t)).rows].map(({ inputTokens, outputTokens, blockHashes }) => ({
        inputTokens,
        outputTokens,
        blockHashes,
      }));
    expect(rows(converted.join("\n"))).toEqual(rows(text));
  });
  it("leaves out columns the trace does not have, and never writes an exponent", () => {
    expect([...convertTrace(traceOf(csv([0, 1e-8, 1e15])))]).toEqual([
      "arrival_seconds,input_tokens,output_tokens",
      "0,1,9",
      "0.00000001,2,9",
      "1000000000000000,3,9",
    ]);
  });
});
