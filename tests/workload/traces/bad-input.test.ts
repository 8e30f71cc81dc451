import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/base/errors.ts";
import { openTrace, type TraceOptions } from "../../../src/workload/traces/open-trace.ts";
import { drain, source, traceOf, workload } from "../sources.ts";

const header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
const row = (second: number, tokens = "5,7") =>
  `2023-11-16 18:17:${String(second).padStart(2, "0")}.0000000,${tokens}\n`;

function read(text: string | Uint8Array, options: TraceOptions = {}) {
  const trace = openTrace(traceOf(text), options);
  return { rows: [...trace.rows], skipped: trace.skipped };
}
function problems(text: string, options: TraceOptions = {}) {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error("read without a problem");
}

describe("bad rows", () => {
  const bad: [string, string, RegExp][] = [
    [
      "text for tokens",
      row(1, "abc,7"),
      /^trace.csv:3:29 {2}ContextTokens {2}expected a whole number of tokens from 1 to 2147483647, got "abc"$/,
    ],
    ["negative tokens", row(1, "5,-7"), /3:31 {2}GeneratedTokens .*got "-7"/],
    ["zero tokens", row(1, "5,0"), /GeneratedTokens .*got "0"/],
    ["NaN", row(1, "NaN,7"), /ContextTokens .*got "NaN"/],
    ["Infinity", row(1, "1e400,7"), /ContextTokens .*got "1e400"/],
    ["half a token", row(1, "5.5,7"), /ContextTokens .*got "5.5"/],
    ["an empty cell", row(1, ",7"), /ContextTokens .*got ""/],
    ["too many tokens", row(1, "3000000000,7"), /ContextTokens .*got "3000000000"/],
    [
      "not a date",
      "yesterday,5,7\n",
      /3:1 {2}TIMESTAMP {2}expected a time, finite and not negative, got "yesterday"/,
    ],
    ["a day the calendar lacks", "2023-02-30 00:00:00,5,7\n", /TIMESTAMP/],
    ["hour 24", "2023-02-20 24:00:00,5,7\n", /TIMESTAMP/],
    [
      "too few columns",
      "2023-11-16 18:17:04.03\n",
      /^trace.csv:3:1 {2}expected 3 columns, got 1 \(truncated\?\): "2023-11-16 18:17:04.03"$/,
    ],
    ["too many columns", row(1, "5,7,9"), /3:1 {2}expected 3 columns, got 4/],
    ["an open quote", '"2023-11-16 18:17:04.03,5,7\n', /3:1 {2}not CSV: /],
  ];

  it.each(bad)("%s: fails with file, line, column and the value seen", (_, text, message) => {
    expect(() => read(header + row(0) + text + row(2))).toThrow(message);
  });

  it.each(bad)("%s: is skipped and counted when asked", (_, text) => {
    const { rows, skipped } = read(header + row(0) + text + row(2), { onBadRow: "skip" });
    expect(rows.length).toBe(2);
    expect(skipped).toMatchObject({ count: 1, first: [{ file: "trace.csv", line: 3 }] });
  });

  it("a last row cut short is a bad row; one without line end is fine", () => {
    expect(problems(header + row(0) + row(1).slice(0, 20))).toMatchObject([{ line: 3 }]);
    expect(read(header + row(0).trimEnd()).rows.length).toBe(1);
  });

  it("tells twenty problems and how many more", () => {
    const list = problems(header + row(0, "x,1").repeat(57) + row(1));
    expect(list.length).toBe(21);
    expect(list.slice(0, 20).map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
    expect(list[20]!.message).toBe("and 37 more bad rows");
  });

  it("JSON lines: not JSON, not an object, a missing key", () => {
    const good = '{"timestamp": 0, "input_length": 6, "output_length": 5, "hash_ids": []}\n';
    expect(() => read(`${good}{"timestamp": 1, "inp`)).toThrow(
      /trace.csv:2:1 {2}expected a JSON object, got "\{\\"timestamp\\": 1, \\"inp"/,
    );
    expect(() => read(`${good}[1]\n`)).toThrow(/:2:1 {2}expected a JSON object/);
    expect(() => read(`${good}{"timestamp": 1, "input_length": 6}\n`)).toThrow(
      /:2:1 {2}output_length .*got nothing/,
    );
    expect(() => read('[{"arrival_seconds": 1')).toThrow(/not a JSON document \(truncated\?\)/);
    expect(read(`{broken\n${good}`, { onBadRow: "skip" })).toMatchObject({
      rows: [{ line: 2 }],
      skipped: { count: 1 },
    });
  });
});

describe("empty files", () => {
  const replay = (text: string, options: object = {}) =>
    source(workload({ process: "trace", file: "t.csv", ...options }), { trace: traceOf(text) });

  it.each([
    ["nothing", ""],
    ["blank lines", "\n\r\n  \n"],
    ["only a BOM", "\uFEFF"],
  ])("%s", (_, text) => expect(() => replay(text)).toThrow(/the file is empty/));
  it("header only", () => expect(() => replay(header)).toThrow(/the trace holds no requests/));
  it("every row skipped", () =>
    expect(() => replay(header + row(0, "x,y"), { onBadRow: "skip" })).toThrow(/no requests/));
  it("nothing in the window", () =>
    expect(() => replay(header + row(0) + row(9), { from: "10 s", to: "20 s" })).toThrow(
      /no requests from 10 s to 20 s after the first; one arrives 9 s after it/,
    ));
  it("the window must not end before it starts", () =>
    expect(() => workload({ process: "trace", file: "t.csv", from: "10 s", to: "5 s" })).toThrow(
      /must be after/,
    ));
  it("a failing file found bad only later still fails", () => {
    expect(() => drain(replay(header + row(0).repeat(40_000) + row(1, "x,7")))).toThrow(/:40002:29/);
  });
});

describe("garbage", () => {
  const readAll = (bytes: Uint8Array, options: TraceOptions) => {
    try {
      read(bytes, options);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.problems.length).toBeGreaterThan(0);
    }
  };
  const options = fc.record({
    onBadRow: fc.constantFrom("fail", "skip"),
    format: fc.constantFrom(undefined, "azure", "mooncake", "vllm-bench", "aiperf"),
  }) as fc.Arbitrary<TraceOptions>;

  it("bytes never crash with anything but an InputError", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), options, readAll), { numRuns: 300 });
  });
  it("nor does text after a good header", () => {
    const headers = fc.constantFrom(
      header,
      "arrival_seconds,input_tokens,output_tokens,hash_block_tokens,block_hashes\n",
      '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[1]}\n',
      '{"start_times":',
      "[",
      "{\n",
    );
    const cell = fc.oneof(
      fc.string(),
      fc.json(),
      fc.double().map(String),
      fc.constantFrom(",", "\n", '"', "|", "\r\n", "[", "{"),
    );
    fc.assert(
      fc.property(headers, fc.array(cell), options, (start, cells, opt) =>
        readAll(new TextEncoder().encode(start + cells.join(",")), opt),
      ),
      { numRuns: 500 },
    );
  });
  it("nor do JSON values of the wrong kind in the right keys", () => {
    const record = fc.record(
      {
        timestamp: fc.jsonValue(),
        input_length: fc.jsonValue(),
        output_length: fc.jsonValue(),
        hash_ids: fc.jsonValue(),
        start_times: fc.jsonValue(),
        input_lens: fc.jsonValue(),
        output_lens: fc.jsonValue(),
        metadata: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), options, (records, opt) =>
        readAll(new TextEncoder().encode(records.map((r) => JSON.stringify(r)).join("\n")), opt),
      ),
      { numRuns: 500 },
    );
  });
});
