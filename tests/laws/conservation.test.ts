// What holds in every serving system, however configured: requests end once, tokens and KV blocks are neither made nor
// lost, effects follow causes, nobody idles while there is work it could do.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Recorder } from "../../src/metrics/recorder.ts";
import type { Instance } from "../../src/serving/instance.ts";
import { type ServingSink, status } from "../../src/serving/sink.ts";
import type { ServingSystem } from "../../src/serving/system.ts";
import { oneLevel } from "../../src/serving/urgency.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "./queueing-system.ts";
import { build, type RandomSystem, randomSystem, requestsOf } from "./random-systems.ts";

const RUNS = 1000;

function fail(message: string): never {
  throw new Error(message);
}

/** Bounds that hold at every moment. */
function expectSound(instance: Instance): void {
  const { kv, config, running, outstanding, queued, index } = instance;
  if (!(kv.freeBlocks >= 0 && kv.freeBlocks <= config.blocks))
    fail(`instance ${index}: ${kv.freeBlocks} of ${config.blocks} blocks free`);
  if (running < 0 || running > config.maxSequences) fail(`instance ${index}: ${running} running`);
  if (outstanding !== running + queued) fail(`instance ${index}: ${outstanding} outstanding`);
}

/** Could the head of its queues be admitted? Then an idle instance should have done so. */
function couldWork(instance: Instance, { table }: ServingSystem): boolean {
  const { kv, running, waiting, incoming, config } = instance;
  if (running >= config.maxSequences) return false;
  return [waiting, incoming].some(({ length, head }) => {
    if (length === 0) return false;
    // What only fills idle time does not run beside others; a class may have all the places it is given.
    if (instance.adapters?.hasRoomFor(table.adapter[head]!) === false) return false;
    const level = table.level[head]!;
    const { onlyIdle, limits } = config.urgency ?? oneLevel;
    if (running > 0 && (onlyIdle[level] || Number.isFinite(limits[level]!.maxSequences))) return false;
    const prompt = table.inputTokens[head]! + (incoming.head === head ? 0 : table.generatedTokens[head]!);
    const blocks = kv.blocksFor(prompt, table.maxOutputTokens[head]!);
    return kv.admits(kv.blocksNeeded(head, blocks), running === 0);
  });
}

/** Passes everything on to the recorder and checks as it goes. */
function inspector(recorder: Recorder, system: () => ServingSystem) {
  const ends = new Map<number, number>();
  let inSystem = 0;
  /** Number in the system, integrated over time as the instances and the gateway see it. */
  let requestSeconds = 0;
  let clockSeconds = 0;
  const advance = (nowSeconds: number, present: number) => {
    if (nowSeconds < clockSeconds) fail(`the clock went from ${clockSeconds} back to ${nowSeconds}`);
    requestSeconds += present * (nowSeconds - clockSeconds);
    clockSeconds = nowSeconds;
  };
  const outstanding = () => system().instances.reduce((sum, instance) => sum + instance.outstanding, 0);
  const inspect = (acting?: Instance) => {
    const { instances } = system();
    for (const instance of instances) {
      expectSound(instance);
      if (instance.busy || instance.formPending || instance === acting) continue;
      if (couldWork(instance, system()))
        fail(`instance ${instance.index} idles at ${clockSeconds} with work it could do`);
      if (!acting && instance.pool === 0 && instance.outstanding === 0 && inSystem > outstanding())
        fail(`a request waits at the gateway at ${clockSeconds}`);
    }
  };
  const sink: ServingSink = {
    arrived(id, nowSeconds, primary, last) {
      advance(nowSeconds, outstanding());
      inspect();
      inSystem++;
      recorder.arrived(id, nowSeconds, primary, last);
    },
    ran(instance, endSeconds) {
      advance(endSeconds, outstanding());
      inspect(instance);
      recorder.ran(instance, endSeconds);
    },
    tokenGap(endSeconds, gapSeconds, count) {
      if (!(gapSeconds > 0)) fail(`a gap of ${gapSeconds} s`);
      recorder.tokenGap(endSeconds, gapSeconds, count);
    },
    ended(table, slot, nowSeconds, how) {
      // Its instance has let go of it already.
      advance(nowSeconds, outstanding() + (how === status.rejected ? 0 : 1));
      inSystem--;
      const id = table.id[slot]!;
      ends.set(id, (ends.get(id) ?? 0) + 1);
      recorder.ended(table, slot, nowSeconds, how);
    },
  };
  return { sink, ends, integral: () => requestSeconds };
}

function inspectedRun(system: RandomSystem) {
  let inspection: ReturnType<typeof inspector> | undefined;
  const { source, options } = build(system, true);
  const run = runSystem(source, {
    ...options,
    listen: (recorder, running) => {
      inspection = inspector(recorder, running);
      return inspection.sink;
    },
  });
  return { ...run, ...inspection!, options };
}

describe("conservation", () => {
  it(`${RUNS} random systems: requests, tokens, blocks, causality, work`, () => {
    const seen = { completed: 0, rejected: 0, failed: 0, preempted: 0, cached: 0 };
    fc.assert(
      fc.property(randomSystem, (system) => {
        const { ends, records, options, system: drained, recorder } = inspectedRun(system);
        const requests = requestsOf(system);
        expect(ends.size).toBe(requests.length);
        expect([...ends.values()].every((times) => times === 1)).toBe(true);
        for (const instance of drained.instances) {
          expect(instance.kv.freeBlocks).toBe(instance.config.blocks);
          expect([instance.running, instance.outstanding, instance.batch.size, instance.busy]).toEqual([
            0,
            0,
            0,
            false,
          ]);
          expect([instance.batch.contextTokens, instance.batch.windowTokens, instance.batch.growing]).toEqual(
            [0, 0, 0],
          );
        }
        const { model, maxBatchedTokens, policy } = options.instance;
        const least = model.decode(1).seconds;
        const decodeLeast = options.decode
          ? Math.min(least, options.decode.instance.model.decode(1).seconds)
          : least;
        let generated = 0;
        for (let i = 0; i < records.length; i++) {
          const { inputTokens, outputTokens } = requests[i]!;
          const arrived = records.arrivedSeconds[i]!;
          const first = records.firstTokenSeconds[i]!;
          const finished = records.finishedSeconds[i]!;
          generated += records.outputTokens[i]!;
          expect(records.inputTokens[i]).toBe(inputTokens);
          expect(records.cachedTokens[i]).toBeLessThan(inputTokens + 0.5);
          if (records.cachedTokens[i]! > 0) seen.cached++;
          if (records.preemptions[i]! > 0) seen.preempted++;
          if (records.status[i] !== status.completed) {
            seen[records.status[i] === status.rejected ? "rejected" : "failed"]++;
            expect(records.outputTokens[i]).toBeLessThan(outputTokens);
            expect(finished).toBeGreaterThanOrEqual(arrived);
            continue;
          }
          seen.completed++;
          expect(records.outputTokens[i]).toBe(outputTokens);
          // As many steps as its chunks need, each no shorter than the fixed time of a step without decodes.
          const uncached = inputTokens - records.cachedTokens[i]!;
          const steps = policy.chunks ? Math.ceil(uncached / maxBatchedTokens) : 1;
          const shape = {
            decodeSequences: 0,
            decodeContextTokens: 0,
            decodeWindowTokens: 0,
            prefillTokens: uncached,
          };
          const cost = { seconds: 0, joules: 0, bound: "host" as const };
          model.step(
            {
              ...shape,
              prefillSequences: 1,
              prefillPairs: 0,
              longestChunkTokens: 0,
              prefillSquares: 0,
              prefillWindowPairs: 0,
              prefillPriorTokens: 0,
              prefillCompleted: 1,
            },
            cost,
          );
          const prefillSeconds = cost.seconds + (steps - 1) * model.decode(0).seconds;
          expect(first - arrived).toBeGreaterThanOrEqual(prefillSeconds * (1 - 1e-9));
          // Every further token takes a step: of decoding, or of recomputing after a preemption.
          const each = Math.min(
            decodeLeast,
            model.decode(0).seconds,
            options.decode?.instance.model.decode(0).seconds ?? least,
          );
          // Where drafts are verified a step yields at most one token and all of them.
          const yielded = Math.max(
            options.instance.speculation?.rowsPerSequence ?? 1,
            options.decode?.instance.speculation?.rowsPerSequence ?? 1,
          );
          const fewest = Math.ceil((outputTokens - 1) / yielded);
          expect(finished - first).toBeGreaterThanOrEqual(fewest * each * (1 - 1e-9));
        }
        // To a rounding: drafts make tokens per step a fraction.
        expect(recorder.pools.reduce((sum, pool) => sum + pool.run.outputTokens, 0)).toBeCloseTo(
          generated,
          6,
        );
        // Each token but the first of a request has a gap to the one before.
        const withFirst = records.outputTokens.reduce((count, tokens) => count + Math.min(1, tokens), 0);
        expect(recorder.gaps.run.weight).toBeCloseTo(generated - withFirst, 6);
      }),
      { numRuns: RUNS, seed: 3 },
    );
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(100);
  });

  it("Little's law: requests in the system, integrated as the instances see them, are the sum of the times there", () => {
    fc.assert(
      fc.property(randomSystem, (described) => {
        const { records, integral, system } = inspectedRun({
          ...described,
          maxOutstanding: Number.POSITIVE_INFINITY,
        });
        let residence = 0;
        for (let i = 0; i < records.length; i++)
          residence += records.finishedSeconds[i]! - records.arrivedSeconds[i]!;
        const meanNumber = integral() / system.nowSeconds;
        const rateTimesMean = (records.length / system.nowSeconds) * (residence / records.length);
        if (residence > 0) expect(Math.abs(meanNumber / rateTimesMean - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it.each(["least-loaded", "round-robin", "power-of-two"])(
    "a burst of 10,000 at one instant: nothing is lost (%s)",
    (router) => {
      const model = linearStepModel({
        fixedSeconds: 0.01,
        secondsPerPromptToken: 1e-5,
        secondsPerSequence: 1e-5,
        secondsPerContextToken: 1e-8,
      });
      const requests = Array.from({ length: 10_000 }, (_, i) => ({
        atSeconds: 1,
        inputTokens: 10 + (i % 500),
        outputTokens: 1 + (i % 97),
      }));
      const { records, system } = runSystem(givenArrivals(requests), {
        instance: plainInstance(model, { blocks: 400, watermarkBlocks: 4 }),
        instances: 4,
        router,
      });
      expect(records.length).toBe(10_000);
      expect(records.status.every((how) => how === status.completed)).toBe(true);
      expect([...records.outputTokens]).toEqual(requests.map((request) => request.outputTokens));
      expect(system.instances.some((instance) => instance.preemptions > 0)).toBe(true);
    },
  );
});
