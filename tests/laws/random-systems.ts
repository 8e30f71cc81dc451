// Random serving systems for the laws that hold whatever the configuration: policies, memory from ample to scarce,
// windows, padding, routers, several instances, disaggregation, open and closed loops. A system is described by a few
// integers (fast-check shrinks those); its costs, times and lengths are drawn from a stream of its seed.
import fc from "fast-check";
import { randomStream } from "../../src/base/random.ts";
import type { InstanceConfig } from "../../src/serving/instance.ts";
import type { Arrival, ArrivalSource } from "../../src/serving/request.ts";
import { routers } from "../../src/serving/routers/index.ts";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import {
  type GivenRequest,
  givenArrivals,
  linearStepModel,
  plainInstance,
  type SystemOptions,
} from "./queueing-system.ts";

const instance = fc.record({
  policy: fc.constantFrom(...Object.keys(schedulers)),
  maxBatchedTokens: fc.integer({ min: 8, max: 300 }),
  maxSequences: fc.integer({ min: 1, max: 24 }),
  blockTokens: fc.constantFrom(1, 4, 16),
  /** In tokens, so that scarcity does not depend on the block size. */
  kvTokens: fc.integer({ min: 60, max: 600 }),
  watermarkBlocks: fc.integer({ min: 0, max: 4 }),
  blocksPerSequence: fc.integer({ min: 0, max: 2 }),
  reserveAll: fc.constantFrom(false, false, false, true),
  windowTokens: fc.constantFrom(Number.POSITIVE_INFINITY, 7, 40, 150),
  padTo: fc.constantFrom(1, 4, 8),
});

const link = fc.record({
  infinite: fc.boolean(),
  bytesPerSecond: fc.integer({ min: 2_000, max: 200_000 }),
  setupSeconds: fc.constantFrom(0, 0.003),
  layers: fc.integer({ min: 1, max: 40 }),
  pipelined: fc.boolean(),
});

export const randomSystem = fc.record({
  seed: fc.nat(1e6),
  requests: fc.integer({ min: 1, max: 40 }),
  arrivals: fc.constantFrom("poisson", "bursts", "at-once", "closed-loop"),
  /** Arrivals per second, or users. */
  load: fc.integer({ min: 1, max: 30 }),
  longestPrompt: fc.integer({ min: 1, max: 200 }),
  longestOutput: fc.integer({ min: 1, max: 150 }),
  instances: fc.integer({ min: 1, max: 3 }),
  router: fc.constantFrom(...Object.keys(routers)),
  maxOutstanding: fc.constantFrom(Number.POSITIVE_INFINITY, 1, 5),
  entry: instance,
  decode: fc.option(fc.record({ instances: fc.integer({ min: 1, max: 3 }), instance, link }), {
    nil: undefined,
    freq: 2,
  }),
});
export type RandomSystem = typeof randomSystem extends fc.Arbitrary<infer T> ? T : never;

/** Users who ask again some time after their last request ended. */
function closedLoop(requests: readonly GivenRequest[], users: number, think: () => number): ArrivalSource {
  const pending = Array.from({ length: users }, think);
  let taken = 0;
  const earliest = () => pending.reduce((best, at, i) => (at < pending[best]! ? i : best), 0);
  return {
    count: requests.length,
    hashBlockTokens: 0,
    nextSeconds: () =>
      taken === requests.length || pending.length === 0 ? Number.POSITIVE_INFINITY : pending[earliest()]!,
    take(out: Arrival) {
      [out.atSeconds] = pending.splice(earliest(), 1) as [number];
      const { inputTokens, outputTokens } = requests[taken++]!;
      out.inputTokens = inputTokens;
      out.outputTokens = outputTokens;
      out.blockHashes = undefined;
    },
    finished: (atSeconds) => pending.push(atSeconds + think()),
  };
}

export function requestsOf(system: RandomSystem): GivenRequest[] {
  const random = randomStream(system.seed, "requests");
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  let atSeconds = 0;
  return Array.from({ length: system.requests }, (_, i) => {
    if (system.arrivals === "poisson" || (system.arrivals === "bursts" && i % 8 === 0))
      atSeconds -= Math.log(1 - random()) / system.load;
    return { atSeconds, inputTokens: upTo(system.longestPrompt), outputTokens: upTo(system.longestOutput) };
  });
}

function instanceOf(
  described: RandomSystem["entry"],
  random: () => number,
  changes: Partial<InstanceConfig>,
): InstanceConfig {
  const { policy, kvTokens, windowTokens, padTo, ...limits } = described;
  const windowed = windowTokens !== Number.POSITIVE_INFINITY;
  const model = linearStepModel({
    fixedSeconds: 0.01 * (0.5 + random()),
    secondsPerPromptToken: 1e-4 * (0.5 + random()),
    secondsPerSequence: 1e-3 * random(),
    secondsPerContextToken: 1e-5 * random(),
    secondsPerWindowToken: windowed ? 1e-5 * random() : 0,
    windowTokens,
    padTo,
  });
  return plainInstance(model, {
    ...limits,
    policy: schedulers[policy]!,
    blocks: Math.ceil(kvTokens / limits.blockTokens),
    ...changes,
  });
}

/** The system made runnable: a fresh source and routers each time. */
export function build(
  system: RandomSystem,
  fastForward: boolean,
): { source: ArrivalSource; options: SystemOptions } {
  const costs = randomStream(system.seed, "costs");
  const thinking = randomStream(system.seed, "thinking");
  const requests = requestsOf(system);
  const { decode } = system;
  const entry = instanceOf(system.entry, costs, { fastForward, handsOver: decode !== undefined });
  return {
    source:
      system.arrivals === "closed-loop"
        ? closedLoop(requests, system.load, () => thinking() * 0.3)
        : givenArrivals(requests),
    options: {
      instance: entry,
      instances: system.instances,
      router: system.router,
      maxOutstanding: system.maxOutstanding,
      decode: decode && {
        instance: instanceOf(decode.instance, costs, { fastForward }),
        instances: decode.instances,
      },
      link: decode && {
        sendBytesPerSecond: decode.link.infinite
          ? Number.POSITIVE_INFINITY
          : decode.link.bytesPerSecond * (0.5 + costs()),
        receiveBytesPerSecond: decode.link.infinite
          ? Number.POSITIVE_INFINITY
          : decode.link.bytesPerSecond * (0.5 + costs()),
        setupSeconds: decode.link.setupSeconds,
        bytesPerToken: 10,
        bytesPerSequence: 20,
        layers: decode.link.layers,
        pipelined: decode.link.pipelined,
      },
      random: randomStream(system.seed, "router"),
    },
  };
}
