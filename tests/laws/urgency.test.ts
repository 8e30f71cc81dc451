// Classes of requests, the more urgent first: Cobham's formula without preemption, and what a tier that only fills idle time
// may do to the others, which is nothing but the step in flight.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import { unlimited } from "../../src/serving/urgency.ts";
import {
  type GivenRequest,
  givenArrivals,
  linearStepModel,
  plainInstance,
  runSystem,
  singleSlotServer,
} from "./queueing-system.ts";

const waits = (requests: readonly GivenRequest[], urgency: { preempts: boolean; onlyIdle: boolean[] }) => {
  const levels = urgency.onlyIdle.length;
  const { records } = runSystem(givenArrivals(requests), {
    instance: {
      ...singleSlotServer(1e-3),
      urgency: { levelCount: levels, limits: urgency.onlyIdle.map(() => unlimited), ...urgency },
    },
    levelOfClass: Array.from({ length: levels }, (_, level) => level),
  });
  return requests.map(
    ({ atSeconds, inputTokens }, i) => records.finishedSeconds[i]! - atSeconds - inputTokens * 1e-3,
  );
};

describe("urgency", () => {
  it("M/G/1 with priorities and no preemption waits as Cobham says: W0 / ((1 - s above) (1 - s up to))", () => {
    const random = randomStream(5, "cobham");
    const rates = [3, 2, 2];
    let atSeconds = 0;
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    const requests = Array.from({ length: 400_000 }, () => {
      atSeconds -= Math.log(1 - random()) / total;
      const draw = random() * total;
      const classIndex = draw < 3 ? 0 : draw < 5 ? 1 : 2;
      // Mean 100 ms and variance (100 ms)^2 of an exponential, in whole tokens of 1 ms.
      return {
        atSeconds,
        inputTokens: Math.max(1, Math.ceil(-100 * Math.log(1 - random()))),
        outputTokens: 1,
        classIndex,
      };
    });
    const seconds = requests.map(({ inputTokens }) => inputTokens * 1e-3);
    const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
    const square = seconds.reduce((sum, each) => sum + each * each, 0) / seconds.length;
    const waited = waits(requests, { preempts: false, onlyIdle: [false, false, false] });
    const residual = (total * square) / 2;
    let above = 0;
    for (const [classIndex, rate] of rates.entries()) {
      const own = waited.filter((_, i) => requests[i]!.classIndex === classIndex);
      const measured = own.reduce((sum, each) => sum + each, 0) / own.length;
      const upTo = above + rate * mean;
      expect(measured / (residual / ((1 - above) * (1 - upTo)))).toBeCloseTo(1, 1);
      expect(Math.abs(measured / (residual / ((1 - above) * (1 - upTo))) - 1)).toBeLessThan(0.04);
      above = upTo;
    }
  });

  it("behind a queue of one server, a tier for idle time delays nobody by more than a step", () => {
    let delayed = 0;
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 9 }), (seed, load) => {
        const random = randomStream(seed, "idle");
        let atSeconds = 0;
        const urgent = Array.from({ length: 60 }, () => {
          atSeconds -= Math.log(1 - random()) / load;
          return { atSeconds, inputTokens: 1 + Math.floor(200 * random()), outputTokens: 1, classIndex: 0 };
        });
        const batch = Array.from({ length: 20 }, () => ({
          atSeconds: 0,
          inputTokens: 1 + Math.floor(400 * random()),
          outputTokens: 1,
          classIndex: 1,
        }));
        const longestStep = 400 * 1e-3;
        const alone = waits(urgent, { preempts: true, onlyIdle: [false, true] });
        const beside = waits([...batch, ...urgent], { preempts: true, onlyIdle: [false, true] }).slice(20);
        for (const [i, wait] of beside.entries()) {
          expect(wait).toBeGreaterThanOrEqual(alone[i]! - 1e-9);
          expect(wait).toBeLessThanOrEqual(alone[i]! + longestStep + 1e-9);
          if (wait > alone[i]! + 1e-6) delayed++;
        }
      }),
      { numRuns: 200, seed: 6 },
    );
    expect(delayed).toBeGreaterThan(100);
  });

  it("in a batch, too: who comes to an instance that fills its idle time waits for one step at most", () => {
    const model = linearStepModel({
      fixedSeconds: 0.01,
      secondsPerPromptToken: 1e-5,
      secondsPerSequence: 1e-3,
      secondsPerContextToken: 1e-7,
    });
    const instance = plainInstance(model, { policy: schedulers["chunked-prefill"]! });
    // So far apart that each finds nobody more urgent.
    const urgent = Array.from({ length: 30 }, (_, i) => ({
      atSeconds: 5 + 3 * i + 0.0037 * i,
      inputTokens: 300,
      outputTokens: 40,
      classIndex: 0,
    }));
    const batch = Array.from({ length: 300 }, () => ({
      atSeconds: 0,
      inputTokens: 500,
      outputTokens: 300,
      classIndex: 1,
    }));
    const run = (requests: GivenRequest[]) =>
      runSystem(givenArrivals(requests), {
        instance: {
          ...instance,
          urgency: { levelCount: 2, preempts: true, onlyIdle: [false, true], limits: [unlimited, unlimited] },
        },
        levelOfClass: [0, 1],
      });
    const alone = run(urgent).records;
    const { records, system } = run([...batch, ...urgent]);
    const longestStep = 0.01 + 512e-5 + 0.128 + 128 * 800e-7;
    for (let i = 0; i < urgent.length; i++) {
      const ttft = records.firstTokenSeconds[300 + i]! - urgent[i]!.atSeconds;
      const before = alone.firstTokenSeconds[i]! - urgent[i]!.atSeconds;
      expect(ttft).toBeLessThanOrEqual(before + longestStep);
      // From its first token on nothing runs beside it.
      const decode = records.finishedSeconds[300 + i]! - records.firstTokenSeconds[300 + i]!;
      expect(decode).toBeCloseTo(alone.finishedSeconds[i]! - alone.firstTokenSeconds[i]!, 9);
    }
    expect(system.instances[0]!.preemptions).toBeGreaterThan(0);
    expect(records.status.every((how) => how === 0)).toBe(true);
  });
});
