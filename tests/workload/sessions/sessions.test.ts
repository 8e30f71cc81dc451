// Laws of sessions: the closed form of what they send, that nobody asks before the answer is there, that prefixes are
// shared exactly as far as they are equal, and that what is asked does not depend on what serves it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PrefixIndex } from "../../../src/serving/prefix/prefix-index.ts";
import type { Arrival, ArrivalSource } from "../../../src/serving/request.ts";
import { type Workload, workloadSchema } from "../../../src/workload/schema.ts";
import { createArrivalSource } from "../../../src/workload/source.ts";
import { linearStepModel, plainInstance, runSystem } from "../../laws/queueing-system.ts";

const model = linearStepModel({
  fixedSeconds: 5e-3,
  secondsPerPromptToken: 1e-5,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 1e-8,
});
const roomy = { blocks: 2 ** 24, watermarkBlocks: 0 };

const workload = (sessions: object, arrivals: object = { process: "poisson", rate: "1 /s" }): Workload =>
  workloadSchema.parse({ arrivals, sessions });

interface Asked extends Arrival {
  id: number;
  finishedSeconds: number;
}

/** Runs the sessions and listens at the source: every request in order, with its end. */
function serve(block: Workload, options: { external?: boolean; slower?: number } = {}) {
  const source = createArrivalSource({ workload: block, seed: 7 });
  const asked: Asked[] = [];
  const listening: ArrivalSource = {
    count: source.count,
    hashBlockTokens: source.hashBlockTokens,
    nextSeconds: () => source.nextSeconds(),
    take(out) {
      source.take(out);
      asked.push({ ...out, id: asked.length, finishedSeconds: Number.NaN });
    },
    finished(atSeconds, id, completed) {
      asked[id]!.finishedSeconds = atSeconds;
      source.finished(atSeconds, id, completed);
    },
  };
  const index = new PrefixIndex({
    capacityBlocks: Number.POSITIVE_INFINITY,
    ttlSeconds: Number.POSITIVE_INFINITY,
  });
  const hashTokens = source.hashBlockTokens;
  const slower = linearStepModel({
    fixedSeconds: 5e-3 * (options.slower ?? 1),
    secondsPerPromptToken: 1e-5,
    secondsPerSequence: 1e-4,
    secondsPerContextToken: 1e-8,
  });
  const { records, system } = runSystem(listening, {
    instance: plainInstance(options.slower ? slower : model, {
      ...roomy,
      prefixes: { openIndex: () => index, hashTokens, external: options.external ?? false },
    }),
  });
  return {
    asked,
    records,
    system,
    kinds: source.kinds!,
    tallies: source.contextPaging!,
    plans: source.plans!,
  };
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const fixed = (tokens: number) => ({ fixed: tokens });

const shape = fc.record({
  system: fc.integer({ min: 0, max: 3000 }),
  context: fc.integer({ min: 1, max: 2000 }),
  turns: fc.integer({ min: 1, max: 12 }),
  output: fc.integer({ min: 1, max: 200 }),
  message: fc.integer({ min: 1, max: 500 }),
});

const agentOf = (s: { system: number; context: number; turns: number; output: number; message: number }) => ({
  system: s.system,
  context: fixed(s.context),
  turns: s.turns,
  output: fixed(s.output),
  message: fixed(s.message),
});

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

  it("a reused plan takes the place of planning: one request, then n - m turns behind the adapted plan", () => {
    const planning = fc.record({
      spares: fc.integer({ min: 1, max: 12 }),
      plan: fc.integer({ min: 1, max: 900 }),
      misleading: fc.boolean(),
    });
    fc.assert(
      fc.property(shape, planning, ({ turns, ...rest }, { spares, plan, misleading }) => {
        const agent = { ...rest, turns: turns + 1 };
        const { asked, kinds } = serve(
          workload({
            count: 3,
            agents: {
              solo: {
                ...agentOf(agent),
                planCache: { hits: 1, spares, plan, falseHits: misleading ? 1 : 0 },
              },
            },
          }),
        );
        const { system, context, message, output } = agent;
        const closedForm = (n: number, begin: number) => n * begin + ((message + output) * n * (n - 1)) / 2;
        const left = Math.max(1, agent.turns - spares);
        const planned = system + context + plan + closedForm(left, system + context + 2 * plan);
        const inputs = (wasted: boolean) =>
          sum(
            asked
              .filter(({ kindIndex: kind }) => (kinds[kind!]!.purpose === "retried") === wasted)
              .map(({ inputTokens }) => inputTokens),
          );
        expect(inputs(misleading)).toBe(3 * planned);
        expect(inputs(!misleading)).toBe(misleading ? 3 * closedForm(agent.turns, system + context) : 0);
      }),
      { numRuns: 60 },
    );
  });

  it("what reused plans spare is the difference of the closed forms, to the token", () => {
    const drawn = (planCache?: object) =>
      workload({
        count: 12,
        agents: {
          solo: {
            ...agentOf({ system: 64, context: 1, turns: 1, output: 1, message: 1 }),
            turns: { uniform: { low: 1, high: 9 } },
            context: { uniform: { low: 1, high: 900 } },
            output: { uniform: { low: 1, high: 90 } },
            message: { uniform: { low: 1, high: 900 } },
            retries: { probability: 0.2 },
            planCache,
          },
        },
      });
    const billed = ({ asked }: { asked: Asked[] }) =>
      sum(asked.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens));
    for (const falseHits of [0, 0.5, 1]) {
      const planned = serve(drawn({ hits: 0.6, spares: 4, plan: 100, falseHits }));
      expect(planned.plans[0]!.avoidedTokens).not.toBe(0);
      expect(planned.plans[0]!.avoidedTokens).toBe(billed(serve(drawn())) - billed(planned));
    }
  });

  it("as many tasks reuse a plan as are said to, and the others are what they were", () => {
    const block = (planCache?: object) =>
      workload({
        count: 400,
        agents: {
          solo: { ...agentOf({ system: 0, context: 100, turns: 3, output: 5, message: 5 }), planCache },
        },
      });
    const [without, with_] = [serve(block()), serve(block({ hits: 0.3, spares: 2, plan: 7 }))];
    const plans = with_.asked.filter(({ kindIndex: kind }) => with_.kinds[kind!]!.purpose === "plan").length;
    expect(plans / 400).toBeCloseTo(0.3, 1);
    expect(with_.asked.length).toBe(without.asked.length - 2 * plans + plans);
    const first = serve(block({ hits: 0, spares: 2 })).asked;
    expect(first.map(({ inputTokens }) => inputTokens)).toEqual(
      without.asked.map(({ inputTokens }) => inputTokens),
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
            hub: {
              context: fixed(10),
              turns: 2,
              output: fixed(5),
              message: fixed(5),
              delegation: { to: "spoke", agents: 3 },
            },
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
          hub: {
            context: fixed(10),
            turns: 2,
            output: fixed(5),
            message: fixed(5),
            delegation: { to: "spoke", agents: 1 },
          },
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
      'sessions.agents.hub.delegation.to: no agent "spok"; there are hub, loop, tight',
      'sessions.agents.loop.delegation.to: "loop" delegates back to "loop": delegation must end somewhere',
      "sessions.agents.loop.delegation.join: more than the 2 agents",
      "sessions.agents.tight.compaction.at: must exceed system + compaction.to = 6000 tokens, or it never ends",
    ]);
    expect(refused({ agents: { chat: agent } })).toEqual([
      "sessions: how many: state sessions.count, or workload.requests",
    ]);
    expect(
      refused({ count: 1, agents: { chat: agent } }, { lengths: { input: fixed(1), output: fixed(1) } }),
    ).toEqual(["lengths: the lengths of sessions are those of their agents; remove this"]);
  });
});

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
