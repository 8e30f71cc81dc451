import { describe, expect, it } from "vitest";
import { traceFormats } from "../../../src/workload/schema.ts";
import { formatReaders } from "../../../src/workload/traces/formats/index.ts";
import { openTrace, type TraceOptions } from "../../../src/workload/traces/open-trace.ts";
import { traceOf } from "../sources.ts";
import { samples } from "./samples.ts";

function read(text: string, options: TraceOptions = {}) {
  const trace = openTrace(traceOf(text), options);
  const rows = [...trace.rows].map((row) => [row.arrivalSeconds, row.inputTokens, row.outputTokens]);
  return { rows, skipped: trace.skipped, hashBlockTokens: trace.hashBlockTokens() };
}
const details = (text: string) => [...openTrace(traceOf(text)).rows];

describe("every trace format", () => {
  it("has a reader and a sample here", () => {
    expect(formatReaders.map(({ name }) => name)).toEqual([...traceFormats]);
    expect(new Set(samples.map(({ format }) => format))).toEqual(new Set(traceFormats));
  });

  it.each(samples)("$format ($what): stated or recognised, the same rows", ({ format, text, rows }) => {
    const stated = read(text, { format });
    expect(read(text)).toEqual(stated);
    expect(stated.skipped.count).toBe(0);
    expect(stated.rows.length).toBe(rows.length);
    for (const [i, [seconds, input, output]] of rows.entries()) {
      expect(stated.rows[i]!.slice(1)).toEqual([input, output]);
      expect(stated.rows[i]![0]! - stated.rows[0]![0]!).toBeCloseTo(seconds!, 12);
    }
  });

  it.each(samples)("$format ($what): is read by no other format's name", ({ format, text }) => {
    for (const other of traceFormats)
      if (other !== format)
        expect(() => read(text, { format: other })).toThrow(`does not fit the format ${other}`);
  });
});

describe("what the formats carry besides", () => {
  it("prefix hashes and their block size", () => {
    const sample = (format: string, what: string) =>
      samples.find((s) => s.format === format && s.what === what)!.text;
    expect(read(sample("mooncake", "JSON lines")).hashBlockTokens).toBe(512);
    expect(read(sample("mooncake", "Qwen-Bailian")).hashBlockTokens).toBe(16);
    expect(read(sample("vidur", "plain")).hashBlockTokens).toBe(0);
    expect(
      details(sample("vidur", "Frontier")).map(({ blockHashes, sessionId }) => [blockHashes, sessionId]),
    ).toEqual([
      [[11, 22], "s1"],
      [[11], "s1"],
    ]);
    const own =
      "arrival_seconds,input_tokens,output_tokens,session_id,hash_block_tokens,block_hashes\n0,33,5,s,16,1|2|3\n1,5,5,,16,\n";
    expect(read(own).hashBlockTokens).toBe(16);
    expect(details(own).map(({ blockHashes, sessionId }) => [blockHashes, sessionId])).toEqual([
      [[1, 2, 3], "s"],
      [[], undefined],
    ]);
    expect(() => read(own.replace(",5,5,,16,", ",5,5,,32,"))).toThrow(
      /trace.csv:3:\d+ {2}hash_block_tokens .*16 as in the first row/,
    );
    expect(() => read(own.replace("1|2|3", "1|2|3|4"))).toThrow(/block_hashes .*at most 3 hashes/);
    expect(() => read(own.replace("1|2|3", "1|x"))).toThrow(/block_hashes .*whole numbers/);
  });

  it("requests that failed when the log was taken are left out and counted, even under `fail`", () => {
    const burst = read(
      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,0,472,API log\n6,ChatGPT,4,1,5,API log\n",
    );
    expect(burst.rows.length).toBe(1);
    expect(burst.skipped).toMatchObject({
      count: 1,
      first: [{ line: 2, path: "Response tokens", message: "failed request: no response tokens" }],
    });
    const bench = read(
      '{"input_lens":[7,8,9],"output_lens":[3,0,2],"start_times":[0,1,2],"errors":["","","boom"]}',
    );
    expect([bench.rows.length, bench.skipped.count]).toEqual([1, 2]);
    const record = (changes: object) =>
      JSON.stringify({
        metadata: { request_start_ns: 5, benchmark_phase: "profiling", was_cancelled: false },
        metrics: { input_sequence_length: { value: 1 }, output_sequence_length: { value: 1 } },
        error: null,
        ...changes,
      });
    const aiperf = read(
      [
        record({ error: { code: 500 }, metrics: {} }),
        record({ metadata: { request_start_ns: 1, benchmark_phase: "warmup" } }),
        record({ metadata: { request_start_ns: 1, was_cancelled: true } }),
        record({}),
      ].join("\n"),
    );
    expect([aiperf.rows.length, aiperf.skipped.count]).toEqual([1, 3]);
    const blis = read(
      'input_tokens,output_tokens,arrival_time_us,error_message\n5,0,0,"timeout, twice"\n5,1,0,\n',
    );
    expect([blis.rows.length, blis.skipped.count]).toEqual([1, 1]);
  });
});

describe("a header that does not fit", () => {
  it("names the missing columns, what was found and the nearest name", () => {
    expect(() => read("timestamp,input_lenght,output_length\n", { format: "mooncake" })).toThrow(
      /trace.csv:1:1 .*does not fit the format mooncake: no column "input_length" Did you mean "input_lenght"\?; columns found: "timestamp", "input_lenght", "output_length"/,
    );
  });
  it("says why a Vidur length file has no arrivals", () => {
    expect(() => read("num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n1,2,3,0.5\n")).toThrow(
      /looks most like the format vidur: no column "arrived_at".*empirical/,
    );
  });
  it("lists the known formats for a stranger", () => {
    expect(() => read("a,b\n1,2\n")).toThrow(/not a trace format known by its header.*azure \(TIMESTAMP/);
  });
});
