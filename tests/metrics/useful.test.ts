// Laws of useful results: cost per useful result = cost / (results x acceptance), rework included; a thousand tasks done one
// by one cost what the closed form says; a session is a result when it comes to its end, and only then.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { type AcceptanceModel, acceptedAt, type Share, usefulResult } from "../../src/metrics/useful.ts";
import { compareResults } from "../../src/planner/compare.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, mixed, realScenario, run } from "../laws/real-scenario.ts";

const exactly = (value: number): Share => ({ value, low: value, high: value });
const model = (stages: number[], attempts = 0, cost = 1, acceptance?: number): AcceptanceModel => ({
  name: "useful result",
  stages: stages.map(exactly),
  rework: {
    repeatCount: attempts,
    costShare: cost,
    acceptance: acceptance === undefined ? undefined : exactly(acceptance),
  },
});
const cost = (of: AcceptanceModel, results: number, usd: number, wrongResults = 0) =>
  usefulResult(of, "session", { results, wrongResults }, { usd, joules: 7 * usd });

const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const stages = fc.array(share, { minLength: 1, maxLength: 4 });
const usd = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const count = fc.integer({ min: 1, max: 1e6 });

describe("cost per useful result", () => {
  it("is cost / (results x acceptance), however often a result is done over at full cost", () => {
    fc.assert(
      fc.property(stages, count, usd, fc.integer({ min: 0, max: 20 }), (given, results, spent, attempts) => {
        const acceptance = given.reduce((product, each) => product * each, 1);
        const useful = cost(model(given, attempts), results, spent);
        expect(useful.usdPerUsefulResult.value! / (spent / (results * acceptance))).toBeCloseTo(1, 9);
        expect(useful.joulesPerUsefulResult.value! / useful.usdPerUsefulResult.value!).toBeCloseTo(7, 9);
      }),
    );
  });

  it("is the plain cost where everything is accepted at once", () => {
    fc.assert(
      fc.property(count, usd, fc.integer({ min: 0, max: 5 }), (results, spent, attempts) => {
        const useful = cost(model([1, 1], attempts), results, spent);
        expect(useful.usdPerUsefulResult).toEqual({
          value: useful.usdPerResult,
          low: useful.usdPerResult,
          high: useful.usdPerResult,
        });
        expect(useful.workPerResult).toBe(1);
      }),
    );
  });

  it("falls with acceptance, and with cheaper or better rework", () => {
    const parts = fc.tuple(share, share, share, fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(parts, parts, ([a, b, w, attempts], [more]) => {
        const per = (of: AcceptanceModel) => cost(of, 100, 100).usdPerUsefulResult.value!;
        const tie = 1 + 1e-12;
        expect(per(model([Math.max(a, more)], attempts))).toBeLessThanOrEqual(
          per(model([a], attempts)) * tie,
        );
        expect(per(model([a], attempts, w * more, b))).toBeLessThanOrEqual(
          per(model([a], attempts, w, b)) * tie,
        );
        expect(per(model([a], attempts, w, Math.max(b, more)))).toBeLessThanOrEqual(
          per(model([a], attempts, w, b)) * tie,
        );
      }),
    );
  });

  it("agrees with tasks done one by one", () => {
    const random = randomStream(3, "tasks");
    const [first, again, each, attempts] = [0.24, 0.1, 0.6, 3];
    const tasks = 200_000;
    let work = 0;
    let useful = 0;
    for (let task = 0; task < tasks; task++) {
      work++;
      let accepted = random() < first;
      for (let attempt = 0; attempt < attempts && !accepted; attempt++) {
        work += each;
        accepted = random() < again;
      }
      if (accepted) useful++;
    }
    const expected = acceptedAt(model([first], attempts, each, again), "value");
    expect(useful / tasks).toBeCloseTo(expected.usefulShare, 2);
    expect(work / tasks).toBeCloseTo(expected.workPerResult, 2);
  });

  it("has a range that holds it, and none where nothing is accepted", () => {
    const ranged = { ...model([]), stages: [{ value: 0.5, low: 0.4, high: 0.6 }, exactly(0.48)] };
    const { low, value, high } = cost(ranged, 10, 24).usdPerUsefulResult;
    expect([low, value, high].map((each) => Number(each!.toFixed(6)))).toEqual([8.333333, 10, 12.5]);
    expect(cost(model([0, 1], 3), 10, 24).usdPerUsefulResult).toEqual({ value: null, low: null, high: null });
    expect(cost(model([1]), 0, 24).usdPerResult).toBeNull();
    expect(cost(model([1]), 10, 24, 4).usdPerUsefulResult.value).toBe(4);
  });
});

describe("results of a run", () => {
  it("are the requests of its window, and their cost that of the window", () => {
    const [metrics] = metricsOf(run(mixed("a", 1), {}, ["useful={ acceptance: { right: 50 % } }"]));
    const { useful, window, cost: money, power, throughput } = metrics!;
    const seconds = window.endSeconds! - window.startSeconds!;
    expect(useful!.results).toBeCloseTo(throughput.requestsPerSecond * seconds, 6);
    expect(useful!.usdPerResult! * useful!.results).toBeCloseTo((money.usdPerHour! * seconds) / 3600, 9);
    expect(useful!.joulesPerUsefulResult.value! * useful!.results * 0.5).toBeCloseTo(
      power.facilityMeanWatts * seconds,
      3,
    );
    expect(useful!.usdPerUsefulResult.value).toBeCloseTo(2 * useful!.usdPerResult!, 12);
  });

  it("are sessions that came to their end: work done over or cut short is none", () => {
    const text = (retries: string, requests: string) => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 5 /s }
  sessions:
    count: 40
    agents:
      hub:
        context: { fixed: 300 tokens }
        turns: 3
        output: { fixed: 20 tokens }
        message: { fixed: 100 tokens }
        ${retries}
        delegation: { to: helper, agents: 2 }
      helper: { context: { fixed: 200 tokens }, output: { fixed: 10 tokens } }
  ${requests}
useful: { name: merged change, acceptance: { tests: 50 %, review: { share: 50 %, low: 40 %, high: 60 %, source: a test } } }
deployments:
${mixed("a", 1)}`;
    const [whole] = metricsOf(
      simulate(realScenario(text("retries: { probability: 60 %, most: 2 }", "")), { seed: 1 }),
    );
    expect(whole!.useful).toMatchObject({
      name: "merged change",
      unit: "session",
      results: 40,
      usefulShare: 0.25,
    });
    expect(whole!.tokenTax!.retriedTokens).toBeGreaterThan(0);
    expect(whole!.assumptions[0]).toMatchObject({
      path: "useful.acceptance.review",
      low: "0.4",
      high: "0.6",
    });
    const [cut] = metricsOf(simulate(realScenario(text("", "requests: 90")), { seed: 1 }));
    expect(cut!.useful!.results).toBeLessThan(40);
    expect(cut!.requests.completed).toBe(90);
  });
});

describe("a comparison", () => {
  it("speaks of useful results where one side has them, and nowhere else", () => {
    const plain = run(mixed("a", 1)).result;
    const useful = run(mixed("a", 1), {}, ["useful={ acceptance: { right: 50 % } }"]).result;
    const named = (other: typeof plain) =>
      compareResults([plain], [other])[0]!.differences.flatMap(({ metric, a, b }) =>
        metric.startsWith("useful.") ? [{ metric, a, known: b !== null }] : [],
      );
    expect(named(plain)).toEqual([]);
    expect(named(useful)).toEqual(
      ["usdPerUsefulResult", "joulesPerUsefulResult"].map((key) => ({
        metric: `useful.${key}`,
        a: null,
        known: true,
      })),
    );
  });
});
