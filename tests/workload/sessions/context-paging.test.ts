// Laws of context paging: what is evicted is a stub, a fault is a request more, and the same sessions without it are known.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, agentOf, fixed, serve, sum, workload } from "./served-sessions.ts";

describe("context paging", () => {
  const agent = (faults: number, after = 2) => ({
    system: 640,
    context: fixed(360),
    turns: 12,
    output: fixed(50),
    message: fixed(1000),
    contextPaging: { after, stub: 50, faults },
  });

  it("without faults, prompts hold stubs of all but the last messages", () => {
    const { asked } = serve(workload({ count: 1, agents: { coder: agent(0) } }));
    expect(asked.map(({ inputTokens }) => inputTokens)).toEqual(
      // Turn i has i messages before it, the last two of them whole.
      Array.from({ length: 12 }, (_, i) => 1000 + 50 * i + 1000 * Math.min(i, 2) + 50 * Math.max(0, i - 2)),
    );
  });

  it("every fault is a request more, over the whole context, and what was evicted is there again", () => {
    const { asked, kinds } = serve(workload({ count: 1, agents: { coder: agent(1) } }));
    const faults = asked.filter(({ kindIndex: kind }) => kinds[kind!]!.purpose === "fault");
    const first = asked.indexOf(faults[0]!);
    // The first message is evicted as the third one comes; then it is back, behind the request that asked for it.
    expect(asked[first]!.inputTokens).toBe(1000 + 3 * 50 + 2 * 1000 + 50);
    expect(asked[first + 1]!.inputTokens).toBe(asked[first]!.inputTokens + 50 + 1000);
    expect(asked.length - faults.length).toBe(12);
    expect(faults.length).toBeGreaterThanOrEqual(9);
  });

  it("knows to the token what the same sessions send without it, whatever comes back", () => {
    const drawn = (contextPaging?: object) => ({
      ...agentOf({ system: 64, context: 100, turns: 9, output: 1, message: 1 }),
      output: { uniform: { low: 1, high: 90 } },
      message: { uniform: { low: 30, high: 2000 } },
      retries: { probability: 0.3 },
      contextPaging,
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 3 }),
        (faults, after) => {
          const block = (paging?: object) => workload({ count: 3, agents: { coder: drawn(paging) } });
          const billed = ({ asked }: { asked: Asked[] }) =>
            sum(asked.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens));
          const paged = serve(block({ after, stub: 50, faults }));
          const [tally] = paged.tallies;
          expect(tally!.billedTokens).toBe(billed(paged));
          expect(tally!.billedWithoutTokens).toBe(billed(serve(block())));
          expect(tally!.faultCount).toBe(paged.asked.length - serve(block()).asked.length);
          expect(tally!.faultCount).toBeLessThanOrEqual(tally!.evictionCount);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("caches lose what stands behind an evicted message", () => {
    const { asked } = serve(workload({ count: 1, agents: { coder: agent(0) } }));
    const shared = (i: number) =>
      asked[i]!.blockHashes!.filter((hash, block) => asked[i - 1]!.blockHashes![block] === hash).length;
    // Up to turn 2 all of the last prompt but its partial block; in turn 3 message 1 goes, which began at 1,050 tokens.
    expect(shared(2)).toBe(Math.floor(2050 / 64));
    expect(shared(3)).toBe(Math.floor(1050 / 64));
  });
});
