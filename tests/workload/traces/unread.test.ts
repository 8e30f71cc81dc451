import { describe, expect, it } from "vitest";
import { formatProblem, InputError } from "../../../src/base/errors.ts";
import { openTrace } from "../../../src/workload/traces/open-trace.ts";
import { traceOf } from "../sources.ts";

const jsonLines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const turn = { session_id: "a", input_length: 1024, output_length: 8 };

function told(...rows: object[]): string[] {
  const trace = openTrace(traceOf(jsonLines(...rows)));
  expect([...trace.rows]).toHaveLength(rows.length);
  return trace.skipped.unread.map(formatProblem);
}
function problemsOf(...rows: object[]): string[] {
  try {
    for (const _ of openTrace(traceOf(jsonLines(...rows))).rows);
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe("what a trace holds and is not replayed", () => {
  it("is told once a file, where it was first met; what is empty is not", () => {
    const branching = { ...turn, branches: [{ output_length: 5 }], tool_events: [{ name: "ls" }] };
    const said = told(turn, { ...turn, branches: [], tool_events: null }, branching, branching);
    expect(said).toEqual([
      expect.stringMatching(/:3:1 {2}branches {2}is not replayed/),
      expect.stringMatching(/:3:1 {2}tool_events {2}are not replayed.*tool_wait_ms/),
    ]);
  });

  it("hashes that stop, and hashes that begin late", () => {
    const hashed = { ...turn, hash_ids: [1, 2] };
    expect(told(hashed, hashed)).toEqual([]);
    expect(told(hashed, { ...turn, input_length: 100 })).toEqual([]); // less than a block has none
    expect(told(hashed, turn, turn)).toEqual([expect.stringMatching(/:2:1 {2}hash_ids {2}none here/)]);
    expect(told(turn, hashed)).toEqual([
      expect.stringMatching(/:2:1 {2}hash_ids {2}not read: the first row/),
    ]);
  });

  it("text in place of a length is refused, saying what to give", () => {
    const { input_length: _, ...lengthless } = turn;
    const text = { ...lengthless, text_input: "Why is the sky blue?" };
    for (const rows of [[text], [turn, text], [{ text_input: "Why?" }]])
      expect(problemsOf(...rows)).toEqual([
        expect.stringMatching(/text_input is not tokenised here.*give them as input_length/),
      ]);
  });
});
