// LoRA adapters on an instance: who loads, who finds, who waits; and what none of them costs.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { AdapterSlots } from "../../src/serving/adapter-slots.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";

const config = {
  slotCount: 2,
  loadSeconds: 0.5,
  stepSeconds: 0.001,
  secondsPerAdapter: 1e-4,
  secondsPerToken: 1e-6,
  watts: 500,
};
const scenario = (slots: number, count = 50) => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 6 /s }
  lengths: { input: { fixed: 500 tokens }, output: { fixed: 60 tokens } }
  requests: 400
  adapters: { count: ${count}, zipf: 1 }
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm, lora: { rank: 16, slots: ${slots}, bandwidth: 25 GB/s, latency: 20 ms } } ] }
`;

describe("adapter slots", () => {
  it("loads what is not there, one after the other, and lets go of what is used least recently", () => {
    const slots = new AdapterSlots(config);
    expect(slots.take(7, 0)).toBe(0.5);
    expect(slots.take(8, 0)).toBe(1);
    expect(slots.hasRoomFor(9)).toBe(false);
    expect(slots.take(7, 2)).toBe(0.5);
    slots.release(7);
    expect(slots.hasRoomFor(9)).toBe(false);
    slots.release(8);
    expect(slots.take(9, 3)).toBe(3.5);
    // 8 went: 7 was used after it.
    expect(slots.take(7, 4)).toBe(0.5);
    expect([slots.hits, slots.loads]).toEqual([2, 3]);
  });

  it("one request alone waits for its adapter, and each of its steps is longer by what that adds", () => {
    const model = linearStepModel({
      fixedSeconds: 0.01,
      secondsPerPromptToken: 1e-5,
      secondsPerSequence: 0,
      secondsPerContextToken: 0,
    });
    const run = (adapterIndex: number) =>
      runSystem(givenArrivals([{ atSeconds: 1, inputTokens: 100, outputTokens: 11, adapterIndex }]), {
        instance: plainInstance(model, { adapters: config }),
      }).records;
    const [plain, wanting] = [run(-1), run(3)];
    const step = 0.001 + 1e-4;
    expect(wanting.firstTokenSeconds[0]! - plain.firstTokenSeconds[0]!).toBeCloseTo(0.5 + step + 100e-6, 12);
    const decode = ({ firstTokenSeconds, finishedSeconds }: typeof plain) =>
      finishedSeconds[0]! - firstTokenSeconds[0]!;
    expect(decode(wanting) - decode(plain)).toBeCloseTo(10 * (step + 1e-6), 12);
  });

  it("who finds every slot in use is overtaken by those whose adapter is there, and comes before others once one is free", () => {
    const model = linearStepModel({
      fixedSeconds: 0.01,
      secondsPerPromptToken: 0,
      secondsPerSequence: 0,
      secondsPerContextToken: 0,
    });
    const arrive = (atSeconds: number, adapterIndex: number, outputTokens: number) => ({
      atSeconds,
      adapterIndex,
      inputTokens: 10,
      outputTokens,
    });
    const free = {
      ...config,
      slotCount: 1,
      loadSeconds: 0,
      stepSeconds: 0,
      secondsPerAdapter: 0,
      secondsPerToken: 0,
    };
    const { records } = runSystem(
      givenArrivals([arrive(0, 1, 10), arrive(0.001, 2, 5), arrive(0.002, 1, 3), arrive(0.003, 3, 1)]),
      { instance: plainInstance(model, { adapters: free }) },
    );
    // 1 runs for ten steps; 2 waits for its slot, the third request joins in the second step.
    expect(Array.from(records.finishedSeconds)).toEqual(
      [0.1, 0.15, 0.04, 0.16].map((at) => expect.closeTo(at, 9)),
    );
  });

  describe("where prompts and answers are computed apart", () => {
    const model = linearStepModel({
      fixedSeconds: 0.01,
      secondsPerPromptToken: 0,
      secondsPerSequence: 0,
      secondsPerContextToken: 0,
    });
    const free = { ...config, stepSeconds: 0, secondsPerAdapter: 0, secondsPerToken: 0 };
    const run = (transferSeconds: number, loadSeconds: number, adapters: number[], slotCount = 2) => {
      const own = { ...free, loadSeconds, slotCount };
      return runSystem(
        givenArrivals(
          adapters.map((adapterIndex, i) => ({
            atSeconds: i,
            inputTokens: 100,
            outputTokens: 5,
            adapterIndex,
          })),
        ),
        {
          instance: plainInstance(model, { adapters: own, handsOver: true }),
          decode: { instance: plainInstance(model, { adapters: own }), instances: 1 },
          link: {
            sendBytesPerSecond: 100,
            receiveBytesPerSecond: 100,
            setupSeconds: 0,
            bytesPerToken: transferSeconds,
            bytesPerSequence: 0,
            layers: 1,
            pipelined: false,
          },
        },
      );
    };

    it("both load it: an answer begins when KV and adapter are there, whichever comes last", () => {
      for (const [transfer, load] of [
        [0.2, 0.5],
        [0.5, 0.2],
      ] as const) {
        const { records, system } = run(transfer, load, [3]);
        expect(records.firstTokenSeconds[0]!).toBeCloseTo(load + 0.01, 12);
        expect(records.finishedSeconds[0]!).toBeCloseTo(load + 0.01 + 0.5 + 4 * 0.01, 12);
        expect(system.instances.map(({ adapters }) => adapters!.loads)).toEqual([1, 1]);
      }
    });

    it("each keeps what it has for the next; one without a slot is overtaken where it decodes too", () => {
      const again = run(0.2, 0.3, [3, 3]);
      expect(again.system.instances.map(({ adapters }) => adapters!.hits)).toEqual([1, 1]);
      expect(again.records.finishedSeconds[1]! - 1).toBeCloseTo(0.01 + 0.2 + 0.04, 12);
      const { records, system } = run(3, 0, [1, 2, 1, 2], 1);
      expect(records.status.every((each) => each === 0)).toBe(true);
      expect(records.finishedSeconds[2]!).toBeLessThan(records.finishedSeconds[1]!);
      for (const { adapters } of system.instances) expect(adapters!.hasRoomFor(9)).toBe(true);
    });
  });

  it("more slots mean fewer loads; slots for all of them, one load each at most", () => {
    const loads = [8, 20, 64].map((slots) => {
      const { pools } = metricsOf(simulate(realScenario(scenario(slots)), { seed: 1 }))[0]!;
      const { hits, loads } = pools[0]!.lora!;
      expect(hits + loads).toBe(400);
      return loads;
    });
    expect(loads[0]!).toBeGreaterThan(loads[1]!);
    expect(loads[1]!).toBeGreaterThan(loads[2]!);
    expect(loads[2]!).toBeLessThanOrEqual(50);
  });
});
