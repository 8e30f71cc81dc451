import fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/base/errors.ts";
import { badRows } from "../../../src/workload/traces/bad-rows.ts";
import type { TraceRow } from "../../../src/workload/traces/format.ts";
import { gunzipChunks } from "../../../src/workload/traces/gunzip.ts";
import { inOrder } from "../../../src/workload/traces/in-order.ts";
import { lines } from "../../../src/workload/traces/lines.ts";
import { openTrace } from "../../../src/workload/traces/open-trace.ts";
import { traceOf } from "../sources.ts";

const header = "arrival_seconds,input_tokens,output_tokens,session_id\n";

describe("lines", () => {
  it("are the same wherever the chunks are cut", () => {
    const text = fc
      .array(fc.constantFrom("a", "ä", "🙂", "\n", "\r\n", ",", "1"), { maxLength: 80 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.boolean(), fc.integer({ min: 1, max: 9 }), (body, bom, pieceBytes) => {
        const expected = body.split("\n").map((line) => line.replace(/\r$/, ""));
        if (body === "" || body.endsWith("\n")) expected.pop();
        expect([...lines(traceOf((bom ? "\uFEFF" : "") + body, "t", pieceBytes))]).toEqual(expected);
      }),
    );
  });

  it("are pulled: nothing is read ahead of need", () => {
    let opened = 0;
    const endless = {
      name: "endless",
      *open() {
        for (;;) {
          opened++;
          yield new TextEncoder().encode("one\ntwo\n");
        }
      },
    };
    const pull = lines(endless);
    pull.next();
    pull.next();
    expect(opened).toBe(1);
    pull.next();
    expect(opened).toBe(2);
  });

  it("a file without line ends is refused before it fills the memory", () => {
    const piece = new Uint8Array(8 * 1024 * 1024).fill(65);
    const endless = {
      name: "blob",
      *open() {
        for (;;) yield piece;
      },
    };
    expect(() => [...lines(endless)]).toThrow(/longer than 64 MiB/);
  });
});

describe("rows", () => {
  it("are the same wherever the chunks are cut", () => {
    const text = `\uFEFF${header}0,5,6,"a ""b"", ü"\r\n0.25,7,8,\r\n1,9,10,🙂`;
    const whole = [...openTrace(traceOf(text)).rows];
    expect(whole.map(({ sessionId }) => sessionId)).toEqual(['a "b", ü', undefined, "🙂"]);
    for (let pieceBytes = 1; pieceBytes < 40; pieceBytes++)
      expect([...openTrace(traceOf(text, "trace.csv", pieceBytes)).rows]).toEqual(whole);
  });
});

describe("gunzip", () => {
  const bytes = new TextEncoder().encode(`${header}${"0,5,6,x\n".repeat(20_000)}`);
  const cut = (data: Uint8Array, pieceBytes: number) => traceOf(data, "t.gz", pieceBytes).open();
  const join = (parts: Iterable<Uint8Array>) => Buffer.concat([...parts]);

  it.each([1, 7, 1000, 1_000_000])("gives the bytes back, cut every %d bytes", (pieceBytes) => {
    expect(join(gunzipChunks(cut(gzipSync(bytes), pieceBytes), "t.gz")).equals(bytes)).toBe(true);
  });
  it("several members in one file are one stream", () => {
    const double = Buffer.concat([gzipSync(bytes), gzipSync(bytes)]);
    expect(join(gunzipChunks(cut(double, 999), "t.gz")).equals(Buffer.concat([bytes, bytes]))).toBe(true);
  });
  it("a file cut anywhere is an error", () => {
    const packed = gzipSync(bytes);
    for (let length = 0; length < packed.length; length++) {
      expect(
        () => join(gunzipChunks(cut(packed.subarray(0, length), 50), "t.gz")),
        `${length} of ${packed.length} bytes`,
      ).toThrow(InputError);
    }
  });
  it("garbage is an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        expect(() => join(gunzipChunks([garbage], "t.gz"))).toThrow(InputError);
      }),
    );
  });
});

describe("disorder", () => {
  const rowAt = (arrivalSeconds: number, line: number): TraceRow => ({
    arrivalSeconds,
    line,
    inputTokens: 1,
    outputTokens: 1,
    blockHashes: undefined,
    sessionId: undefined,
    timed: true,
    requestId: undefined,
    waitsFor: undefined,
    delaySeconds: undefined,
    resets: false,
  });
  const sorted = (seconds: number[], window: number, policy: "fail" | "skip" = "fail") => {
    const bad = badRows(policy);
    const rows = [
      ...inOrder(
        seconds.map((at, i) => rowAt(at, i + 2)),
        "t.csv",
        bad,
        window,
      ),
    ];
    return { rows, skipped: bad.skipped };
  };

  it("within the window is sorted away; equal times keep their order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }), (seconds) => {
        const { rows } = sorted(seconds, 64);
        const expected = seconds
          .map((at, i) => rowAt(at, i + 2))
          .sort((a, b) => a.arrivalSeconds - b.arrivalSeconds);
        expect(rows).toEqual(expected);
      }),
    );
  });
  it("any small window gives times in order, or names the row", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 10 }),
        (seconds, window) => {
          const { rows, skipped } = sorted(seconds, window, "skip");
          expect(rows.length + skipped.count).toBe(seconds.length);
          for (let i = 1; i < rows.length; i++)
            expect(rows[i]!.arrivalSeconds).toBeGreaterThanOrEqual(rows[i - 1]!.arrivalSeconds);
        },
      ),
    );
  });
  it("beyond the window is a bad row with its line", () => {
    expect(() => sorted([5, 6, 7, 8, 1], 2)).toThrow(
      /t.csv:6:1 {2}arrives 5 s before a row more than 2 rows earlier: sort the trace/,
    );
  });
});
