// Classes of sessions and agents: demand in tokens is sessions x what a session takes, units are simulated on those sessions, and
// levers say what asking or serving them otherwise does.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { analyse } from "../../src/finance/analysis/analyse.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { makeOffers } from "../../src/finance/offers.ts";
import { makePlan } from "../../src/finance/plan.ts";
import { billedTokens, sessionTokens } from "../../src/finance/session-tokens.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { inputsTable } from "../../src/report/plan/inputs.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { folderWith } from "../contracts/cli.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { planFile } from "./samples.ts";

const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
const hub =
  "{ system: 1000 tokens, context: { fixed: 500 tokens }, turns: 6, output: { fixed: 50 tokens }, message: { fixed: 150 tokens }, wait: { fixed: 1 s } }";
const sessions = `{ agents: { hub: ${hub} } }`;
const asSessions = ["classes.chat.lengths=null", `classes.chat.sessions=${sessions}`];
const load = (set: string[]) => loadPlan(path, nodeFiles(path, []), shipped, set);

function finished<T>(steps: Generator<unknown, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

describe("what a session takes", () => {
  const of = (set: string[]) => sessionTokens(load([...asSessions, ...set]).file.classes.chat!, 1);
  const agents = "classes.chat.sessions.agents";

  it("is n (S + C) + g n (n - 1) / 2 of input, and n answers", () => {
    const [turns, system, context, growth] = [6, 1000, 500, 50 + 150];
    expect(of([])).toEqual({
      requests: turns,
      inputTokens: turns * (system + context) + (growth * turns * (turns - 1)) / 2,
      outputTokens: turns * 50,
    });
  });

  it("holds the tokens of sub-agents, of what is hidden, and of summaries", () => {
    const spoke =
      "{ system: 300 tokens, context: { fixed: 100 tokens }, output: { fixed: 20 tokens }, turns: 1 }";
    const alone = of([]);
    const swarm = of([`${agents}.spoke=${spoke}`, `${agents}.hub.delegation={ to: spoke, agents: 3 }`]);
    // The first message is what three spokes return, 3 x 20 tokens in place of 150, in five further prompts.
    expect(swarm).toEqual({
      requests: alone.requests + 3,
      inputTokens: alone.inputTokens + 3 * 400 - 5 * 90,
      outputTokens: alone.outputTokens + 3 * 20,
    });
    const thinking = of([`${agents}.hub.reasoning={ tokens: { fixed: 70 tokens } }`]);
    expect(thinking).toEqual({ ...alone, outputTokens: alone.outputTokens + 6 * 70 });
    const summarised = of([`${agents}.hub.compaction={ at: 2000 tokens, to: 100 tokens }`]);
    expect(summarised.requests).toBeGreaterThan(alone.requests);
  });

  it("is what a run bills for them", () => {
    const folder = folderWith({
      "s.yaml": `schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: poisson, rate: 1 /s }, sessions: { count: 20, agents: { hub: ${hub.replace("turns: 6", "turns: 6, compaction: { at: 2000 tokens, to: 100 tokens }")} } } }
deployments: { it: { pools: [ { name: serve, hardware: h100-sxm, kv: { prefixCache: true } } ] } }`,
    });
    const file = `${folder}/s.yaml`;
    const [deployment] = simulate(loadScenario(file, nodeFiles(file, []), shipped).scenario, { seed: 1 })
      .result.deployments;
    if (!deployment || "infeasible" in deployment) throw new Error("it serves");
    const each = of([`${agents}.hub.compaction={ at: 2000 tokens, to: 100 tokens }`]);
    const { inputTokens, outputTokens } = deployment.tokenTax!;
    expect([inputTokens, outputTokens]).toEqual([20 * each.inputTokens, 20 * each.outputTokens]);
  });
});

describe("a unit that serves sessions", () => {
  const plan = load(asSessions);
  const offers = finished(makeOffers(plan));
  const unit = offers.offers[0]!.capacities.get("chat")!.unit;

  it("finds earlier turns in its prefix cache, and carries more for it", () => {
    const without = finished(makeOffers(load([...asSessions, "classes.chat.prefixCache=false"])));
    expect(unit.cachedInputShare).toBeGreaterThan(0.7);
    expect(without.offers[0]!.capacities.get("chat")!.unit.cachedInputShare).toBe(0);
    expect(unit.tokensPerSecond).toBeGreaterThan(
      1.5 * without.offers[0]!.capacities.get("chat")!.unit.tokensPerSecond,
    );
  });

  it("is written with its sessions: tokens per second are sessions per second x tokens of a session", async () => {
    const output = finished(makePlan(plan, await loadSolver()));
    const { rows } = inputsTable(output);
    const value = (group: string, input: string) =>
      Number(rows.find((row) => row[0] === group && row[1] === input)![2]);
    const [perSession, atStart] = [
      value("class chat", "tokens of a session"),
      value("class chat", "sessions at the start"),
    ];
    expect(perSession).toBe(billedTokens(offers.sessionTokens.get("chat")!));
    expect(atStart * perSession).toBeCloseTo(5e9, -6);
    const group = "capacity of own at here for chat";
    expect(value(group, "that is") * perSession).toBeCloseTo(value(group, "within the service level"), -1);
  });

  it("is refused where what it serves outgrows the context", () => {
    const long = [
      "classes.chat.sessions.agents.hub.turns=40",
      "classes.chat.sessions.agents.hub.message={ fixed: 5000 tokens }",
    ];
    const { offers, impossible } = finished(makeOffers(load([...asSessions, ...long])));
    expect(offers).toEqual([]);
    expect(impossible[0]!.reason).toMatch(/outgrow the context|no load meets the service level/);
  });
});

describe("levers", () => {
  it("hold the sessions: what they ask for follows, nothing else does", async () => {
    const solver = await loadSolver();
    const plan = load([
      ...asSessions,
      "quantiles=[0.5]",
      "classes.chat.tokens.now=100e9 tokens/day",
      "uncertainty.draws=100",
      "levers={ nothing: { classes.chat.prefixCache: true }, uncached: { classes.chat.prefixCache: false }, longer: { classes.chat.sessions.agents.hub.turns: 9 } }",
    ]);
    const output = finished(makePlan(plan, solver));
    const fractions: number[] = [];
    const work = analyse(output, solver);
    let step = work.next();
    for (; !step.done; step = work.next()) fractions.push(step.value.fraction);
    const { levers } = step.value;
    // Progress goes one way.
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    const [nothing, uncached, longer] = levers;
    expect(nothing!.pulled).toEqual(nothing!.planned);
    expect(uncached!.pulled.demandTokens).toBe(uncached!.planned.demandTokens);
    expect(uncached!.pulled.costUsd).toBeGreaterThan(1.3 * uncached!.planned.costUsd);
    const [tokens] = longer!.tokensPerSession;
    expect(tokens).toEqual({
      planClass: "chat",
      plannedTokens: 6 * 1500 + 200 * 15 + 300,
      pulledTokens: 9 * 1500 + 200 * 36 + 450,
    });
    expect(longer!.pulled.demandTokens / longer!.planned.demandTokens).toBeCloseTo(
      tokens!.pulledTokens / tokens!.plannedTokens,
      9,
    );
  });

  it("are refused where they are none, each at its place, with what is wrong elsewhere", () => {
    expect(() =>
      load([
        "sites.here.power=500",
        "levers={ a: { classes.chap.prefixCache: false, sites.here.pue: 2 }, b: { classes.chat.tokens.now: 3 tokens/s }, c: { classes.chat.prefixCache: maybe }, d: {} }",
      ]),
    ).toThrow(
      /power {2}expected a power[\s\S]*there is no class "chap"\. Did you mean "chat"\?[\s\S]*such as classes\.coder\.prefixCache[\s\S]*a lever keeps the sessions[\s\S]*prefixCache {2}expected/,
    );
  });
});

describe("sessions beside what they replace", () => {
  const chat = (more: object) => () => {
    const { lengths, prefixCache, price, tokens, ...rest } = planFile().classes.chat!;
    const now = { now: "1000 tokens/s", growth: { p10: 1, p50: 2, p90: 4 } };
    return planFile({ classes: { chat: { ...rest, tokens: now, ...more } } });
  };
  const agents = { hub: { context: { fixed: 10 }, output: { fixed: 10 } } };

  it("are refused with the reason", () => {
    const lengths = { input: { fixed: 10 }, output: { fixed: 10 } };
    expect(chat({ sessions: { agents } })).not.toThrow();
    expect(chat({})).toThrow(/needed: the tokens of a request, or sessions/);
    expect(chat({ lengths, sessions: { agents } })).toThrow(/lengths of sessions are those of their agents/);
    expect(chat({ sessions: { agents }, queries: { topics: 5 } })).toThrow(/state questions of an agent/);
    expect(chat({ sessions: { agents }, front: { deduplicate: true } })).toThrow(/questions of an agent/);
    expect(chat({ sessions: { file: "day.csv" } })).toThrow(/recorded sessions end with their file/);
    expect(chat({ sessions: { agents, count: 5 } })).toThrow(/what `tokens` make of them/);
    expect(chat({ sessions: { agents: { hub: { ...agents.hub, model: "x" } } } })).toThrow(/its model/);
    expect(chat({ lengths: { ...lengths, input: { empirical: { file: "x.csv" } } } })).toThrow(
      /reads no file of lengths/,
    );
  });

  it("give way to another kind of length in a plan that builds on this one", () => {
    const folder = folderWith({
      "base.yaml": readFileSync(path, "utf8"),
      "plan.yaml":
        "schema: forewatt.plan/1\nbase: base.yaml\nclasses: { chat: { lengths: { input: { lognormal: { median: 500 tokens, p90: 900 tokens } } } } }\n",
    });
    const file = `${folder}/plan.yaml`;
    expect(loadPlan(file, nodeFiles(file, []), shipped).file.classes.chat!.lengths).toEqual({
      input: { lognormal: { median: 500, p90: 900 } },
      output: { fixed: 200 },
    });
  });
});
