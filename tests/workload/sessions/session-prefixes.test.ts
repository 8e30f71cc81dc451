// Laws of what prompts of a session share: prefixes are found exactly as far as contexts are equal, and what shortens a context
// loses what stood behind.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentOf, briefHub, fixed, roomy, serve, shape, workload } from "./served-sessions.ts";

describe("prefixes of sessions", () => {
  it("cached tokens are the whole blocks of what was seen: system prompt, history and answers", () => {
    const blockTokens = 64;
    const whole = (tokens: number) => Math.floor(tokens / blockTokens) * blockTokens;
    fc.assert(
      fc.property(shape, fc.boolean(), (agent, external) => {
        const run = serve(
          workload(
            { count: 2, blockTokens, agents: { solo: agentOf(agent) } },
            { process: "closed-loop", users: 1 },
          ),
          { external },
        );
        run.asked.forEach(({ inputTokens }, i) => {
          const first = i % agent.turns === 0;
          const before = inputTokens - agent.message - 1;
          const seen = !first ? whole(before) : i === 0 ? 0 : whole(agent.system);
          expect(run.records.cachedTokens[i]).toBe(Math.min(seen, inputTokens - 1));
        });
        expect(run.system.instances[0]!.kv.freeBlocks).toBe(roomy.blocks);
      }),
      { numRuns: 60 },
    );
  });

  it("agents of a role that share their context share its blocks", () => {
    const spokes = (sharedContext: boolean) => {
      const { asked, kinds } = serve(
        workload({
          count: 1,
          agents: {
            hub: briefHub(3),
            spoke: { system: 128, context: fixed(640), sharedContext, output: fixed(5) },
          },
        }),
      );
      const hashes = asked
        .filter(({ kindIndex: kind }) => kinds[kind!]!.role === "spoke")
        .map((each) => each.blockHashes!);
      return hashes[0]!.filter((hash, i) => hashes.every((other) => other[i] === hash)).length;
    };
    expect([spokes(false), spokes(true)]).toEqual([2, 12]);
  });

  it("compaction keeps prompts within its limit and starts over from the system prompt", () => {
    const { asked, kinds } = serve(
      workload({
        count: 1,
        agents: {
          coder: {
            system: 640,
            context: fixed(360),
            turns: 30,
            output: fixed(100),
            message: fixed(400),
            compaction: { at: 4000, to: 200 },
          },
        },
      }),
    );
    const summaries = asked.filter(({ kindIndex: kind }) => kinds[kind!]!.purpose === "compaction");
    expect(asked.length - summaries.length).toBe(30);
    // 1000 + 500 k + 400 exceeds 4000 after 6 more turns; from 640 + 200 + 400 on after 6 turns again.
    expect(summaries[0]).toMatchObject({ inputTokens: 1000 + 6 * 500 + 100, outputTokens: 200 });
    expect(asked[asked.indexOf(summaries[0]!) + 1]).toMatchObject({ inputTokens: 640 + 200 + 400 });
    for (const { inputTokens } of asked) expect(inputTokens).toBeLessThanOrEqual(4100);
    const after = asked[asked.indexOf(summaries[0]!) + 1]!.blockHashes!;
    expect(asked[0]!.blockHashes!.filter((hash, i) => after[i] === hash)).toHaveLength(10);
  });

  it("truncation cuts the prompt and with it the prefix beyond the system prompt", () => {
    const { asked } = serve(
      workload({
        count: 1,
        agents: {
          chat: {
            system: 128,
            context: fixed(100),
            turns: 20,
            output: fixed(100),
            message: fixed(100),
            truncation: { at: 1000, to: 600 },
          },
        },
      }),
    );
    expect(Math.max(...asked.map(({ inputTokens }) => inputTokens))).toBeLessThanOrEqual(1000);
    const cut = asked.findIndex(({ inputTokens }, i) => inputTokens < (asked[i - 1]?.inputTokens ?? 0));
    expect(asked[cut]!.inputTokens).toBe(600);
    const before = asked[cut - 1]!.blockHashes!;
    expect(asked[cut]!.blockHashes!.filter((hash, i) => before[i] === hash)).toHaveLength(2);
  });
});
