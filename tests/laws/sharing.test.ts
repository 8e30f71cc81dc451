// What holds wherever several models share devices: one step at a time, nobody's weights where there is no room, no device idle
// while somebody waits, no second lost; and alone a model is served as if it shared nothing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { routers } from "../../src/serving/routers/index.ts";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import type { SharedInstance } from "../../src/serving/shared/shared-instance.ts";
import type { SharingConfig } from "../../src/serving/shared/sharing-config.ts";
import type { ServingSink } from "../../src/serving/sink.ts";
import { ServingSystem } from "../../src/serving/system.ts";
import { type GivenRequest, givenArrivals, linearStepModel, plainInstance } from "./queueing-system.ts";

const COST = { secondsPerPromptToken: 1e-4, secondsPerSequence: 1e-5, secondsPerContextToken: 1e-7 };

const model = fc.record({
  loadSeconds: fc.constantFrom(0, 0.01, 0.3, 2),
  stepSeconds: fc.constantFrom(0.001, 0.01, 0.05),
  maxSequences: fc.integer({ min: 1, max: 8 }),
  kvTokens: fc.integer({ min: 100, max: 400 }),
});

const shared = fc.record({
  seed: fc.nat(1e6),
  requests: fc.integer({ min: 1, max: 40 }),
  arrivalsPerSecond: fc.integer({ min: 1, max: 40 }),
  groups: fc.integer({ min: 1, max: 3 }),
  models: fc.array(model, { minLength: 1, maxLength: 4 }),
  residentCount: fc.integer({ min: 1, max: 4 }),
  preempts: fc.boolean(),
  minResidencySeconds: fc.constantFrom(undefined, 0, 0.2, 5),
  router: fc.constantFrom("round-robin", "least-loaded", "power-of-two"),
  policy: fc.constantFrom("chunked-prefill", "prefill-first"),
});
type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Model = Record<keyof Drawn<typeof model>, number>;
type Shared = Omit<Drawn<typeof shared>, "models"> & { models: Model[] };

function requestsOf({ seed, requests, arrivalsPerSecond, models }: Shared): GivenRequest[] {
  const random = randomStream(seed, "requests");
  let atSeconds = 0;
  return Array.from({ length: requests }, () => {
    atSeconds -= Math.log(1 - random()) / arrivalsPerSecond;
    return {
      atSeconds,
      inputTokens: 1 + Math.floor(random() * 60),
      outputTokens: 1 + Math.floor(random() * 30),
      classIndex: Math.floor(random() * models.length),
    };
  });
}

function sharing(system: Shared, fastForward = true): SharingConfig {
  return {
    modelOf: (table, slot) => table.classIndex[slot]!,
    pools: [
      {
        residentCount: Math.min(system.residentCount, system.models.length),
        preempts: system.preempts,
        minResidencySeconds: system.minResidencySeconds,
        models: system.models.map(({ loadSeconds, stepSeconds, maxSequences, kvTokens }) => ({
          loadSeconds,
          maxContextTokens: Number.POSITIVE_INFINITY,
          pool: {
            instances: system.groups,
            router: routers[system.router]!.create(randomStream(system.seed, "router")),
            maxOutstanding: Number.POSITIVE_INFINITY,
            instance: plainInstance(linearStepModel({ ...COST, fixedSeconds: stepSeconds }), {
              policy: schedulers[system.policy]!,
              maxBatchedTokens: 40,
              maxSequences,
              blockTokens: 4,
              blocks: Math.floor(kvTokens / 4),
              watermarkBlocks: 0,
              fastForward,
            }),
          },
        })),
      },
    ],
  };
}

interface Told {
  ends: { id: number; atSeconds: number; how: number; tokens: number }[];
  runs: { instance: SharedInstance; startSeconds: number; endSeconds: number; resident: number }[];
  /** By instance. */
  spans: { instance: number; from: number; to: number }[];
}

function run(system: Shared, entry: ConstructorParameters<typeof ServingSystem>[0]["entry"]) {
  const told: Told = { ends: [], runs: [], spans: [] };
  const sink: ServingSink = {
    arrived() {},
    tokenGap() {},
    ran(instance, endSeconds) {
      const [pool] = serving.deviceGroups;
      const group = pool?.find(({ instances }) => instances.includes(instance as SharedInstance));
      const resident = group?.instances.filter((_, place) => group.residency.has(place)).length ?? 0;
      const { startSeconds } = instance.run;
      told.runs.push({ instance: instance as SharedInstance, startSeconds, endSeconds, resident });
      if (group && !group.residency.has((instance as SharedInstance).place)) throw new Error("not resident");
    },
    ended(table, slot, nowSeconds, how) {
      const tokens = table.generatedTokens[slot]!;
      told.ends.push({ id: table.id[slot]!, atSeconds: nowSeconds, how, tokens });
      if (how === 0)
        told.spans.push({
          instance: table.instance[slot]!,
          from: table.arrivedSeconds[slot]!,
          to: nowSeconds,
        });
    },
  };
  const serving: ServingSystem = new ServingSystem({
    source: givenArrivals(requestsOf(system)),
    entry,
    decode: undefined,
    link: undefined,
    requestLatencySeconds: 0,
    maxContextTokens: Number.POSITIVE_INFINITY,
    sink,
  });
  serving.run();
  return { serving, told };
}

const shares = (system: Shared, fastForward = true) => run(system, sharing(system, fastForward));

/** Length of the union of intervals. */
function covered(spans: readonly { from: number; to: number }[]): number {
  let seconds = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    seconds += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return seconds;
}

const RUNS = 400;
const law = (name: string, holds: (system: Shared) => void) =>
  it(name, () => fc.assert(fc.property(shared, holds), { numRuns: RUNS }));

describe("several models on the same devices", () => {
  law("every request ends once, with the tokens it asked for", (system) => {
    const asked = requestsOf(system);
    const { ends } = shares(system).told;
    expect(ends.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(asked.map((_, id) => id));
    for (const { id, how, tokens } of ends) if (how === 0) expect(tokens).toBe(asked[id]!.outputTokens);
  });

  law(
    "devices run one step at a time, of a model whose weights are there, and never more are there than fit",
    (system) => {
      const { serving, told } = shares(system);
      for (const { resident } of told.runs)
        expect(resident).toBeLessThanOrEqual(Math.min(system.residentCount, system.models.length));
      for (const { instances } of serving.deviceGroups[0]!) {
        let until = 0;
        for (const { instance, startSeconds, endSeconds } of told.runs) {
          if (!instances.includes(instance)) continue;
          expect(startSeconds).toBeGreaterThanOrEqual(until);
          until = endSeconds;
        }
      }
    },
  );

  law("steps, waiting for weights and idle time are all the time there is", (system) => {
    const { serving, told } = shares(system);
    for (const { instances, spentSeconds } of serving.deviceGroups[0]!) {
      const steps = told.runs
        .filter(({ instance }) => instances.includes(instance))
        .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
      expect(spentSeconds.stepping).toBeCloseTo(steps, 9);
      const { stepping, loading, idle } = spentSeconds;
      expect(stepping + loading + idle).toBeLessThanOrEqual(serving.nowSeconds + 1e-9);
    }
  });

  law("devices are idle exactly while nobody waits for them", (system) => {
    const { serving, told } = shares(system);
    // Failed and rejected requests have no span; with them the law is one-sided.
    if (told.ends.some(({ how }) => how !== 0)) return;
    for (const { instances, spentSeconds } of serving.deviceGroups[0]!) {
      const own = told.spans.filter(({ instance }) => instances.some(({ index }) => index === instance));
      expect(spentSeconds.stepping + spentSeconds.loading).toBeCloseTo(covered(own), 6);
    }
  });

  law("step by step or in runs, all ends are the same", (system) => {
    const inRuns = shares(system).told.ends;
    const stepwise = shares(system, false).told.ends;
    const byId = (ends: Told["ends"]) => ends.toSorted((a, b) => a.id - b.id);
    const slow = byId(stepwise);
    for (const [i, { id, atSeconds, how, tokens }] of byId(inRuns).entries()) {
      expect(slow[i]).toMatchObject({ id, how, tokens });
      expect(slow[i]!.atSeconds).toBeCloseTo(atSeconds, 9);
    }
  });

  law("the same twice is the same", (system) => {
    expect(shares(system).told.ends).toEqual(shares(system).told.ends);
  });

  law("a model that shares with nobody is served as ever", (system) => {
    const alone = { ...system, models: [system.models[0]!] };
    const { pool } = sharing(alone).pools[0]!.models[0]!;
    const plain = run(alone, pool);
    const one = shares(alone);
    expect(one.told.ends).toEqual(plain.told.ends);
    expect(one.serving.events).toBe(plain.serving.events);
  });

  law(
    "one at a time, weights that load in no time cost no time: the devices are done when one queue would be",
    (system) => {
      const [first] = system.models as [Model];
      const same = { ...first, loadSeconds: 0, maxSequences: 1, kvTokens: 400 };
      const serial = { ...system, groups: 1, preempts: false, models: system.models.map(() => same) };
      const inTurn = shares({ ...serial, residentCount: 1 });
      const oneQueue = run(
        { ...serial, models: [same] },
        sharing({ ...serial, models: [same] }).pools[0]!.models[0]!.pool,
      );
      const lastEnd = ({ told }: typeof inTurn) => Math.max(...told.ends.map(({ atSeconds }) => atSeconds));
      expect(lastEnd(inTurn)).toBeCloseTo(lastEnd(oneQueue), 9);
      expect(covered(inTurn.told.spans)).toBeCloseTo(covered(oneQueue.told.spans), 9);
    },
  );
});
