// Random serving systems for the laws that hold whatever the configuration: policies, memory from ample to scarce,
// windows, padding, routers, several instances, disaggregation, open and closed loops. A system is described by a few
// integers (fast-check shrinks those); its costs, times and lengths are drawn from a stream of its seed.
import fc from "fast-check";
import { randomStream } from "../../src/base/random.ts";
import type { InstanceConfig } from "../../src/serving/instance-config.ts";
import type { PrefixCaching } from "../../src/serving/kv-cache.ts";
import { KvTier, KvTiers } from "../../src/serving/kv-tiers.ts";
import { BlockStore } from "../../src/serving/prefix/block-store.ts";
import { PrefixIndex } from "../../src/serving/prefix/prefix-index.ts";
import type { Arrival, ArrivalSource } from "../../src/serving/request.ts";
import { routers } from "../../src/serving/routers/index.ts";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import { Speculation } from "../../src/serving/speculation.ts";
import { unlimited } from "../../src/serving/urgency.ts";
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
  windowRestarts: fc.boolean(),
  padTo: fc.constantFrom(1, 4, 8),
  /** Of drafted tokens by position; speculative decoding reserves all blocks at admission. */
  acceptance: fc.constantFrom(...Array<undefined>(6).fill(undefined), [0.8], [0.9, 0.5, 0], [1, 1]),
  intake: fc.record({
    lookaheadSteps: fc.constantFrom(0, 0, 1),
    pollSteps: fc.constantFrom(1, 1, 3, 20),
    batchWait: fc.constantFrom(
      undefined,
      undefined,
      { steps: 5, tokens: 40, sequences: Number.POSITIVE_INFINITY },
      { steps: 30, tokens: 200, sequences: 3 },
    ),
  }),
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
  /** One of five adapters for two of three requests, in few slots. */
  adapters: fc.constantFrom(undefined, undefined, undefined, 1, 3),
  /** Every other request thinks before it answers. */
  reasons: fc.boolean(),
  /** Classes of requests, as urgent as their number says; the last one may only fill idle time. */
  urgency: fc.constantFrom(
    ...Array<undefined>(3).fill(undefined),
    { levelCount: 2, preempts: false, onlyIdle: [false, false], limits: [unlimited, unlimited] },
    {
      levelCount: 3,
      preempts: true,
      onlyIdle: [false, false, false],
      limits: [unlimited, { maxSequences: 2, maxStepTokens: 9 }, unlimited],
    },
    {
      levelCount: 3,
      preempts: true,
      onlyIdle: [false, false, true],
      limits: [unlimited, unlimited, { maxSequences: 3, maxStepTokens: Infinity }],
    },
  ),
  prefixCache: fc.constantFrom("off", "off", "memory", "few blocks", "short-lived", "shared store", "tiers"),
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
    hashBlockTokens: HASH_TOKENS,
    nextSeconds: () =>
      taken === requests.length || pending.length === 0 ? Number.POSITIVE_INFINITY : pending[earliest()]!,
    take(out: Arrival) {
      [out.atSeconds] = pending.splice(earliest(), 1) as [number];
      const { inputTokens, outputTokens, blockHashes, classIndex, hiddenTokens, adapterIndex } =
        requests[taken++]!;
      out.inputTokens = inputTokens;
      out.outputTokens = outputTokens;
      out.blockHashes = blockHashes;
      out.classIndex = classIndex ?? 0;
      out.hiddenTokens = hiddenTokens ?? 0;
      out.adapterIndex = adapterIndex ?? -1;
    },
    finished: (atSeconds) => pending.push(atSeconds + think()),
  };
}

const HASH_TOKENS = 16;

export function requestsOf(system: RandomSystem): GivenRequest[] {
  const random = randomStream(system.seed, "requests");
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  // Identical requests at one instant would keep several instances in step, their events at equal times in an order
  // that rounding decides; with a hair between them every event has its time.
  const several = system.instances > 1 || (system.decode?.instances ?? 1) > 1;
  let atSeconds = 0;
  return Array.from({ length: system.requests }, (_, i) => {
    if (system.arrivals === "poisson" || (system.arrivals === "bursts" && i % 8 === 0))
      atSeconds -= Math.log(1 - random()) / system.load;
    else if (several) atSeconds += 1e-4 * random();
    const inputTokens = upTo(system.longestPrompt);
    const outputTokens = upTo(system.longestOutput);
    // One of three conversations, shared up to a point and its own from there.
    const conversation = upTo(3) * 1000;
    const shared = upTo(12);
    const blockHashes = Array.from({ length: Math.ceil(inputTokens / HASH_TOKENS) }, (_, block) =>
      block < shared ? conversation + block : 10_000 + i * 100 + block,
    );
    return {
      atSeconds,
      inputTokens,
      outputTokens,
      blockHashes,
      // Of some conversations only: what nobody says anything of has the usual level.
      retention:
        conversation > 0 ? { headBlocks: 2, headLevel: 90, restLevel: conversation / 100 } : undefined,
      adapterIndex: system.adapters && i % 3 > 0 ? i % 5 : -1,
      hiddenTokens: system.reasons && i % 2 === 1 ? Math.floor(outputTokens / 2) : 0,
      classIndex: i % (system.urgency?.levelCount ?? 1),
    };
  });
}

function prefixCaching(kind: RandomSystem["prefixCache"]): PrefixCaching | undefined {
  if (kind === "off") return undefined;
  const capacityBlocks = kind === "few blocks" || kind === "tiers" ? 3 : Number.POSITIVE_INFINITY;
  const ttlSeconds = kind === "short-lived" ? 0.3 : Number.POSITIVE_INFINITY;
  const shared = new PrefixIndex({ capacityBlocks, ttlSeconds });
  const external = kind === "shared store";
  return {
    openIndex: () =>
      external ? shared : new PrefixIndex({ capacityBlocks, ttlSeconds, byPriority: kind === "few blocks" }),
    hashTokens: HASH_TOKENS,
    external,
    ...(kind === "tiers" && {
      openTiers: tiersOf(),
      prefillSeconds: (_: number, tokens: number) => 0.02 + 1e-4 * tokens,
    }),
    viewDelaySeconds: 0.05,
  };
}

/** A small private tier of each instance above a shared one; a load takes about as long as computing does. */
function tiersOf(): () => KvTiers {
  const tier = (name: string, capacityBlocks: number, shared: boolean) =>
    new KvTier(
      { name, bytesPerSecond: 20_000, latencySeconds: 0.003, overlapFraction: 0.3, duplex: !shared, shared },
      new BlockStore({ capacityBlocks, ttlSeconds: Number.POSITIVE_INFINITY }),
    );
  const shared = tier("pool", 20, true);
  return () => new KvTiers([tier("host", 4, false), shared], 100);
}

function instanceOf(
  described: RandomSystem["entry"],
  random: () => number,
  changes: Partial<InstanceConfig>,
): InstanceConfig {
  const { policy, kvTokens, windowTokens, windowRestarts, padTo, acceptance, ...limits } = described;
  const windowed = windowTokens !== Number.POSITIVE_INFINITY;
  const model = linearStepModel({
    fixedSeconds: 0.01 * (0.5 + random()),
    secondsPerPromptToken: 1e-4 * (0.5 + random()),
    secondsPerSequence: 1e-3 * random(),
    secondsPerContextToken: 1e-5 * random(),
    secondsPerWindowToken: windowed ? 1e-5 * random() : 0,
    windowTokens,
    windowRestarts,
    padTo,
  });
  return plainInstance(model, {
    ...limits,
    policy: schedulers[policy]!,
    blocks: Math.ceil(kvTokens / limits.blockTokens),
    ...(acceptance && {
      reserveAll: true,
      speculation: new Speculation(acceptance, randomStream(kvTokens, "speculation")),
    }),
    ...changes,
  });
}

const slotsOf = (slotCount: number) => ({
  slotCount,
  loadSeconds: 0.05,
  stepSeconds: 0.001,
  secondsPerAdapter: 1e-4,
  secondsPerToken: 1e-6,
  watts: 500,
});

/** The system made runnable: a fresh source and routers each time. */
export function build(
  system: RandomSystem,
  fastForward: boolean,
): { source: ArrivalSource; options: SystemOptions } {
  const costs = randomStream(system.seed, "costs");
  const thinking = randomStream(system.seed, "thinking");
  const requests = requestsOf(system);
  const { decode } = system;
  // What only fills idle time leaves at once, and cannot while its KV is on its way; drafts yield fractions of tokens, which
  // a preemption would have to round.
  const { adapters } = system;
  const moves = decode !== undefined || adapters !== undefined || system.prefixCache === "tiers";
  const drafts = system.entry.acceptance !== undefined || decode?.instance.acceptance !== undefined;
  // Limits of a step split prompts.
  const chunked = [system.entry, ...(decode ? [decode.instance] : [])].every(
    ({ policy }) => schedulers[policy]!.chunks,
  );
  const urgency = system.urgency && {
    levelCount: system.urgency.levelCount,
    preempts: system.urgency.preempts && !drafts,
    onlyIdle: system.urgency.onlyIdle.map((only) => only && !moves && !drafts),
    limits: system.urgency.limits.map((limits) =>
      chunked ? limits : { ...limits, maxStepTokens: Infinity },
    ),
  };
  const entry = instanceOf(system.entry, costs, {
    fastForward,
    urgency,
    handsOver: decode !== undefined,
    adapters: adapters && slotsOf(adapters),
    prefixes: prefixCaching(system.prefixCache),
    ...(urgency && { intake: { ...system.entry.intake, batchWait: undefined } }),
  });
  return {
    source:
      system.arrivals === "closed-loop"
        ? closedLoop(requests, system.load, () => thinking() * 0.3)
        : givenArrivals(requests, HASH_TOKENS),
    options: {
      instance: entry,
      instances: system.instances,
      router: system.router,
      levelOfClass: urgency && Array.from({ length: urgency.levelCount }, (_, level) => level),
      maxOutstanding: system.maxOutstanding,
      decode: decode && {
        instance: instanceOf(decode.instance, costs, {
          fastForward,
          urgency,
          adapters: adapters && slotsOf(adapters),
          ...(urgency && { intake: { ...decode.instance.intake, batchWait: undefined } }),
        }),
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
