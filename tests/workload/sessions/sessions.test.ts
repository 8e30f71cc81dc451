// Laws of sessions: the closed form of what they send, that nobody asks before the answer is there, who waits for whom, and that
// what is asked does not depend on what serves it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { workloadSchema } from "../../../src/workload/schema.ts";
import { createArrivalSource } from "../../../src/workload/source.ts";
import { plainInstance, runSystem } from "../../laws/queueing-system.ts";
import { agentOf, briefHub, fixed, model, roomy, serve, shape, sum, workload } from "./served-sessions.ts";

describe("sessions", () => {
  it("one agent sends n (S + C) + g n (n - 1)/2 input tokens", () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 4 }), (agent, count) => {
        const { asked } = serve(workload({ count, agents: { solo: agentOf(agent) } }));
        const { turns: n, system, context, message, output } = agent;
        const growth = message + output;
        expect(asked).toHaveLength(count * n);
        expect(sum(asked.map(({ inputTokens }) => inputTokens))).toBe(
          count * (n * (system + context) + (growth * n * (n - 1)) / 2),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("a hub pays for what its k spokes return, and each spoke pays for its own system prompt and context", () => {
    fc.assert(
      fc.property(shape, shape, fc.integer({ min: 1, max: 5 }), (hub, spoke, k) => {
        const { asked, kinds } = serve(
          workload({
            count: 1,
            agents: {
              hub: { ...agentOf({ ...hub, turns: hub.turns + 1 }), delegation: { to: "spoke", agents: k } },
              spoke: agentOf(spoke),
            },
          }),
        );
        const of = (role: string) =>
          sum(
            asked
              .filter(({ kindIndex: kind }) => kinds[kind!]!.role === role)
              .map(({ inputTokens }) => inputTokens),
          );
        const closedForm = (a: typeof hub, n: number) =>
          n * (a.system + a.context) + ((a.message + a.output) * n * (n - 1)) / 2;
        expect(of("spoke")).toBe(k * closedForm(spoke, spoke.turns));
        const n = hub.turns + 1;
        // The first message of the hub is replaced by k outputs, which all its later requests repeat.
        expect(of("hub")).toBe(closedForm(hub, n) + (k * spoke.output - hub.message) * (n - 1));
      }),
      { numRuns: 60 },
    );
  });

  it("the next request comes a wait after the last one ended, and sub-agents are waited for", () => {
    const { asked, kinds } = serve(
      workload({
        count: 1,
        agents: {
          hub: {
            context: fixed(100),
            turns: 3,
            output: fixed(20),
            message: fixed(50),
            wait: { fixed: "3 s" },
            delegation: { to: "spoke", agents: 3, join: 2 },
          },
          spoke: {
            context: { uniform: { low: 50, high: 5000 } },
            output: { uniform: { low: 1, high: 400 } },
          },
        },
      }),
    );
    const hub = asked.filter(({ kindIndex: kind }) => kinds[kind!]!.role === "hub");
    const spokes = asked.filter(({ kindIndex: kind }) => kinds[kind!]!.role === "spoke");
    expect(spokes.map(({ atSeconds }) => atSeconds)).toEqual([0, 1, 2].map(() => hub[0]!.finishedSeconds));
    const ends = spokes.map(({ finishedSeconds }) => finishedSeconds).sort((a, b) => a - b);
    expect(hub[1]!.atSeconds).toBe(ends[1]);
    expect(hub[2]!.atSeconds).toBe(hub[1]!.finishedSeconds + 3);
  });

  it("work that is done over is wasted, with all that was delegated in it", () => {
    const { asked, kinds } = serve(
      workload({
        count: 40,
        agents: {
          hub: {
            context: fixed(100),
            turns: 2,
            output: fixed(10),
            message: fixed(10),
            retries: { probability: 0.5, most: 2 },
            delegation: { to: "spoke", agents: 2 },
          },
          spoke: { context: fixed(50), output: fixed(10) },
        },
      }),
    );
    const count = (role: string, wasted: boolean) =>
      asked.filter(({ kindIndex: kind }) => {
        const { role: of, purpose } = kinds[kind!]!;
        return of === role && (purpose === "retried") === wasted;
      }).length;
    expect([count("hub", false), count("spoke", false)]).toEqual([80, 80]);
    expect(count("hub", true)).toBeGreaterThan(20);
    expect(count("spoke", true)).toBe(count("hub", true));
  });

  it("what is asked does not depend on what serves it", () => {
    const block = workload(
      {
        count: 6,
        agents: {
          hub: {
            context: { lognormal: { median: 500, p90: 2000 } },
            turns: { geometric: { mean: 5 } },
            output: { lognormal: { median: 50, p90: 200 } },
            message: { lognormal: { median: 200, p90: 900 } },
            wait: { exponential: { mean: "1 s" } },
            delegation: { to: "spoke", agents: { uniform: { low: 1, high: 3 } }, rounds: 2 },
          },
          spoke: { context: { uniform: { low: 10, high: 900 } }, output: fixed(30) },
        },
      },
      { process: "closed-loop", users: 2, think: "2 s" },
    );
    const lengths = ({ asked }: ReturnType<typeof serve>) =>
      asked
        .map(({ kindIndex: kind, inputTokens, outputTokens }) => `${kind} ${inputTokens} ${outputTokens}`)
        .sort();
    const [quick, slow] = [serve(block), serve(block, { slower: 40 })];
    expect(lengths(slow)).toEqual(lengths(quick));
    expect(slow.records.finishedSeconds.at(-1)).not.toBe(quick.records.finishedSeconds.at(-1));
  });

  it("an agent whose request is refused ends there, and its hub goes on", () => {
    const source = createArrivalSource({
      workload: workload({
        count: 1,
        agents: {
          hub: briefHub(1),
          spoke: { context: fixed(900), turns: 9, message: fixed(5), output: fixed(5) },
        },
      }),
      seed: 1,
    });
    const { records } = runSystem(source, { instance: plainInstance(model, roomy), maxContextTokens: 500 });
    expect(Array.from(records.status)).toEqual([0, 1, 0]);
    expect(records.inputTokens[2]).toBe(10 + 5 + 1);
  });
});

describe("the sessions block", () => {
  const agent = { context: fixed(10), output: fixed(10) };
  const refused = (sessions: object, more: object = {}) =>
    workloadSchema
      .safeParse({ arrivals: { process: "poisson", rate: "1 /s" }, sessions, ...more })
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  it("refuses what makes no sense, all at once", () => {
    expect(
      refused({
        count: 1,
        agents: {
          hub: { ...agent, turns: 2, delegation: { to: "spok", agents: 1 } },
          loop: { ...agent, delegation: { to: "loop", agents: 2, join: 3 } },
          tight: { ...agent, system: 5000, compaction: { at: 5500 } },
        },
      }),
    ).toEqual([
      "sessions.agents.hub.message: needed for more than one turn: what joins the context between them",
      "sessions.agents.loop.delegation.join: more than the 2 agents",
      "sessions.agents.tight.compaction.at: must exceed system + compaction.to = 6000 tokens, or it never ends",
      'sessions.agents.hub.delegation.to: no agent "spok"; there are hub, loop, tight.',
      'sessions.agents.loop.delegation.to: "loop" delegates back to "loop": delegation must end somewhere',
    ]);
    expect(refused({ agents: { chat: agent } })).toEqual([
      "sessions: how many: state sessions.count, or workload.requests",
    ]);
    expect(
      refused({ count: 1, agents: { chat: agent } }, { lengths: { input: fixed(1), output: fixed(1) } }),
    ).toEqual(["lengths: the lengths of sessions are those of their agents; remove this"]);
  });
});
