// Classes of requests, from the file to the result: what they add up to, what they leave alone, what is refused.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, problemsOf, realScenario } from "../laws/real-scenario.ts";

const scenario = (classes: string, pool = "", workload = "") => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 10 /s }
  lengths: { input: { lognormal: { median: 700 tokens, p90: 2000 tokens } }, output: { fixed: 80 tokens } }
  requests: 300
${workload}
${classes}
slo: { ttft: { p90: 1 s }, tpot: { p90: 30 ms } }
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm, instances: 2${pool} } ] }
`;
const run = (text: string, options = {}) =>
  metricsOf(simulate(realScenario(text), { seed: 1, ...options }))[0]!;
describe("classes", () => {
  it("one class that takes everything changes nothing", () => {
    const { classes, ...rest } = run(scenario("  classes: { all: { share: 1 } }"));
    const plain = run(scenario(""));
    expect(rest).toEqual({ ...plain, classes: undefined } satisfies typeof plain);
    expect(classes![0]!.slo).toEqual({
      ...plain.slo,
      goodputOutputTokensPerSecond: classes![0]!.slo.goodputOutputTokensPerSecond,
    });
    expect(classes![0]!.latency.ttftSeconds).toEqual(plain.latency.ttftSeconds);
  });

  it("the classes add up to the deployment", () => {
    const { classes, requests, tokens, throughput } = run(
      scenario(`  classes:
    urgent: { share: 0.6, priority: 1 }
    other: { share: 0.4, lengths: { input: { fixed: 3000 tokens }, output: { fixed: 10 tokens } } }
    batch: { arrivals: { process: poisson, rate: 5 /s }, requests: 100, runs: idle, deadline: 10 min }`),
    );
    const sum = (of: (each: (typeof classes & object)[number]) => number) =>
      classes!.reduce((total, each) => total + of(each), 0);
    for (const key of ["arrived", "completed", "rejected", "failed", "unfinished"] as const)
      expect(sum((each) => each.requests[key])).toBe(requests[key]);
    for (const key of ["input", "output"] as const) expect(sum((each) => each.tokens[key])).toBe(tokens[key]);
    expect(requests.arrived).toBe(400);
    expect(throughput.requestsPerSecond).toBeGreaterThan(0);
    const { deadline, requests: batch } = classes!.find(({ name }) => name === "batch")!;
    expect(deadline!.metRequests + deadline!.missedRequests).toBe(batch.arrived);
  });

  it("a class that brings its arrivals moves no draw of the others", () => {
    const text = (batch: string) =>
      scenario(`  classes:
    urgent: { share: 0.5, priority: 1 }
    other: { share: 0.5, lengths: { input: { fixed: 3000 tokens }, output: { uniform: { low: 1 tokens, high: 90 tokens } } } }
${batch}`);
    const of = (text: string) => {
      const { traces } = simulate(realScenario(text), { seed: 3 });
      const { records } = traces[0]!;
      return Array.from(records.classIndex).flatMap((classIndex, i) =>
        classIndex < 2
          ? [[classIndex, records.arrivedSeconds[i], records.inputTokens[i], records.outputTokens[i]]]
          : [],
      );
    };
    expect(of(text("    batch: { arrivals: { process: all-at-once }, requests: 50, runs: idle }"))).toEqual(
      of(text("")),
    );
  });

  it("may ask what others ask: classes of questions add up, urgent or not, and one answer serves them all", () => {
    const front = "front: { deduplicate: true, cache: { entries: 1000, threshold: 1 } }, ";
    const text = scenario(
      `  classes:
    people: { share: 1, priority: 1 }
    nightly: { arrivals: { process: all-at-once }, requests: 60, runs: idle, deadline: 10 min }`,
      ", kv: { prefixCache: true }",
      "  queries: { topics: 20, verbatim: 1, system: 300 tokens, documents: 0.5 }",
    ).replace("one: { ", `one: { ${front}`);
    const { classes, requests, avoidance } = run(text);
    expect(classes!.map((each) => each.requests.completed)).toEqual([300, 60]);
    expect(requests.completed).toBe(360);
    // Of 20 topics in their usual words each is computed once.
    expect(avoidance!.deduplicatedRequests + avoidance!.answeredRequests).toBe(360 - 20);
    const alone = run(text.replace(/ {4}nightly.*\n/, ""));
    expect(alone.classes![0]!.requests.completed).toBe(300);
    expect(
      problemsOf(
        text.replace("priority: 1", "lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } }"),
      ).join(),
    ).toContain("equal texts have one length");
  });

  it("the urgent wait less than without priorities, the others more", () => {
    const classes = (priority: number) => `  classes:
    urgent: { share: 0.3, priority: ${priority} }
    other: { share: 0.7 }`;
    const load = { loadScale: 12, requests: 3000 };
    const [urgent, other] = run(scenario(classes(1)), load).classes!;
    const [alike, otherAlike] = run(scenario(classes(0)), load).classes!;
    expect(urgent!.latency.ttftSeconds.p90!).toBeLessThan(0.5 * alike!.latency.ttftSeconds.p90!);
    expect(other!.latency.ttftSeconds.p90!).toBeGreaterThan(otherAlike!.latency.ttftSeconds.p90!);
  });

  it("is met only if every class is", () => {
    const { classes, slo } = run(
      scenario(`  classes:
    easy: { share: 0.5, slo: { ttft: { p90: 100 s } } }
    hard: { share: 0.5, slo: { ttft: { p90: 1 ms } } }`),
    );
    expect(classes!.map((each) => each.slo.met)).toEqual([true, false]);
    expect(slo.met).toBe(false);
    expect(classes![1]!.slo.attainment).toBe(0);
    expect(slo.attainment).toBeGreaterThan(0.3);
    expect(slo.attainment).toBeLessThan(0.7);
  });

  it("refuses what makes no sense, all at once", () => {
    const wrong = `  classes:
    a: { share: 0.5, requests: 5 }
    b: { share: 0.3, arrivals: { process: all-at-once } }
    c: { runs: idle }`;
    expect(problemsOf(scenario(wrong)).map((each) => each.split("  ")[0])).toEqual([
      "workload.classes",
      "workload.classes.a.requests",
      "workload.classes.b.requests",
      "workload.classes.b.share",
      "workload.classes.c",
    ]);
    const found = problemsOf(
      scenario(
        "  classes: { a: { share: 1, priority: 2 }, b: { arrivals: { process: all-at-once }, requests: 5, runs: idle } }",
        ", speculative: { draftTokens: 2, acceptance: 0.8 }, kv: { prefixCache: true, tiers: [ { name: host, capacity: 1 GB, bandwidth: 1 GB/s } ] }",
      ),
    );
    expect(found.some((each) => each.includes("speculative  preempting a sequence between drafts"))).toBe(
      true,
    );
    expect(found.some((each) => each.includes("kv.tiers  a class that runs: idle"))).toBe(true);
    expect(problemsOf(scenario("", ", scheduler: { preemptForPriority: true }"))[0]).toContain(
      "equally urgent",
    );
  });
});
