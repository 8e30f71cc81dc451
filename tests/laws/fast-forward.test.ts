// Advancing runs of decode steps in closed form changes nothing: every time, every joule and every count equals that
// of the same engine stepping one by one, to 1e-9 relative (design 5).
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SKETCH_RELATIVE_ERROR } from "../../src/metrics/quantile-sketch.ts";
import type { WorkTotals } from "../../src/metrics/recorder.ts";
import { unlimited } from "../../src/serving/urgency.ts";
import { runSystem } from "./queueing-system.ts";
import { build, type RandomSystem, randomSystem } from "./random-systems.ts";

const TOLERANCE = 1e-9;
const RUNS = 3000;

function expectSame(what: string, actual: number, expected: number, tolerance = TOLERANCE): void {
  if (Object.is(actual, expected)) return;
  const difference = Math.abs(actual - expected) / Math.max(Math.abs(actual), Math.abs(expected));
  if (!(difference <= tolerance))
    throw new Error(`${what}: ${actual} fast, ${expected} stepping (${difference})`);
}

function expectSameWork(what: string, fast: WorkTotals, single: WorkTotals): void {
  for (const key of Object.keys(fast) as (keyof WorkTotals)[])
    expectSame(`${what} ${key}`, fast[key], single[key]);
}

function run(system: RandomSystem, fastForward: boolean) {
  const { source, options } = build(system, fastForward);
  const ends: { seconds: number; instance: number }[] = [];
  const ran = runSystem(source, {
    ...options,
    window: { firstRequest: Math.floor(system.requests / 10), until: "last-arrival" },
    listen: (recorder) => ({
      arrived: (...told) => recorder.arrived(...told),
      tokenGap: (endSeconds, gapSeconds, count) => recorder.tokenGap(endSeconds, gapSeconds, count),
      ended: (table, slot, nowSeconds, how) => recorder.ended(table, slot, nowSeconds, how),
      ran(instance, endSeconds) {
        ends.push({ seconds: endSeconds, instance: instance.index });
        recorder.ran(instance, endSeconds);
      },
    }),
  });
  return { ...ran, ends };
}

/** Do steps of two instances end within rounding of each other? Which comes first is then up to rounding. */
function hasTies(ends: ReturnType<typeof run>["ends"]): boolean {
  return ends.some((end, i) => {
    const next = ends[i + 1];
    return (
      next !== undefined &&
      next.instance !== end.instance &&
      next.seconds - end.seconds <= 1e-12 * end.seconds
    );
  });
}

function expectEqualRuns(system: RandomSystem) {
  const single = run(system, false);
  fc.pre(!hasTies(single.ends));
  const fast = run(system, true);
  expect([...fast.records.status]).toEqual([...single.records.status]);
  expect([...fast.records.preemptions]).toEqual([...single.records.preemptions]);
  expect([...fast.records.outputTokens]).toEqual([...single.records.outputTokens]);
  for (let i = 0; i < fast.records.length; i++) {
    expectSame(`arrival of ${i}`, fast.records.arrivedSeconds[i]!, single.records.arrivedSeconds[i]!);
    expectSame(
      `first token of ${i}`,
      fast.records.firstTokenSeconds[i]!,
      single.records.firstTokenSeconds[i]!,
    );
    expectSame(`finish of ${i}`, fast.records.finishedSeconds[i]!, single.records.finishedSeconds[i]!);
  }
  expectSame("end", fast.system.nowSeconds, single.system.nowSeconds);
  for (const [i, pool] of fast.recorder.pools.entries()) {
    const other = single.recorder.pools[i]!;
    expectSameWork(`pool ${i}`, pool.run, other.run);
    expectSameWork(`pool ${i} in the window`, pool.window, other.window);
    for (const key of ["steps", "peakBlocks"] as const) expect([key, pool[key]]).toEqual([key, other[key]]);
  }
  expect(fast.system.instances.map((instance) => instance.preemptions)).toEqual(
    single.system.instances.map((instance) => instance.preemptions),
  );
  for (const [i, { kv }] of fast.system.instances.entries())
    expectSame(
      `block seconds of ${i}`,
      kv.blockSeconds(fast.system.nowSeconds),
      single.system.instances[i]!.kv.blockSeconds(single.system.nowSeconds),
    );
  for (const scope of ["run", "window"] as const) {
    const gaps = fast.recorder.gaps[scope];
    const others = single.recorder.gaps[scope];
    expectSame(`gaps of the ${scope}`, gaps.weight, others.weight);
    if (gaps.weight === 0) continue;
    expectSame(`mean gap of the ${scope}`, gaps.mean, others.mean);
    // Rounding may put a gap into the neighbouring bucket, and a quantile that lies between two gaps to the other one.
    for (const p of [0.5, 0.9, 0.99]) {
      const near = [p - TOLERANCE, p, p + TOLERANCE].map((each) => others.quantile(each));
      const own = gaps.quantile(p);
      const closest = near.reduce((best, each) =>
        Math.abs(each - own) < Math.abs(best - own) ? each : best,
      );
      expectSame(`gap p${p} of the ${scope}`, own, closest, 2.1 * SKETCH_RELATIVE_ERROR);
    }
  }
  return { fast, single };
}

describe("decode fast-forward equals stepping one by one", () => {
  it(`${RUNS} random systems, to ${TOLERANCE}`, () => {
    const seen = { preempted: 0, disaggregated: 0, windowed: 0, savedEvents: 0 };
    fc.assert(
      fc.property(randomSystem, (system) => {
        const { fast, single } = expectEqualRuns(system);
        if (fast.system.instances.some((instance) => instance.preemptions > 0)) seen.preempted++;
        if (system.decode) seen.disaggregated++;
        if (system.entry.windowTokens < 200) seen.windowed++;
        if (fast.system.events < single.system.events) seen.savedEvents++;
      }),
      { numRuns: RUNS, seed: 2 },
    );
    // The law is about something only if these happen often.
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(RUNS / 10);
  });

  // Found by other draws of random systems.
  const urgent = {
    arrivals: "poisson",
    maxOutstanding: Number.POSITIVE_INFINITY,
    prefixCache: "off",
    decode: undefined,
  } as const;
  const entry = {
    policy: "chunked-prefill",
    blocksPerSequence: 0,
    reserveAll: false,
    acceptance: undefined,
  } as const;
  it.each<Parameters<typeof expectEqualRuns>[0]>([
    {
      ...urgent,
      seed: 682_919,
      reasons: false,
      adapters: undefined,
      requests: 4,
      load: 19,
      longestPrompt: 138,
      longestOutput: 48,
      instances: 1,
      router: "round-robin",
      entry: {
        ...entry,
        maxBatchedTokens: 34,
        maxSequences: 3,
        blockTokens: 4,
        kvTokens: 221,
        watermarkBlocks: 2,
        windowTokens: 150,
        windowRestarts: false,
        padTo: 4,
        intake: { lookaheadSteps: 0, pollSteps: 1, batchWait: undefined },
      },
      urgency: {
        levelCount: 3,
        preempts: true,
        onlyIdle: [false, false, true],
        limits: [unlimited, unlimited, { maxSequences: 3, maxStepTokens: Infinity }],
      },
    },
  ])("where urgency preempts within a run: seed $seed", (system) => {
    expectEqualRuns(system);
  });
});
