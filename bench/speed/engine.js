// forewatt's engine on a benchmark workload with the linear step cost of the bound, and everything on that a user gets:
// KV blocks that grow, preemption, energy, token gaps, timeline, exact percentiles.
import { PrefixIndex, Recorder, routers, ServingSystem, schedulers } from "../../dist/index.js";
import { maxBatchedTokens, maxSequences, stepCost } from "./workload.js";

const WATTS = 700;
const BLOCKS = 100_000;

function linearStepModel() {
  const { fixedSeconds, secondsPerToken, secondsPerContextToken, secondsPerPair } = stepCost;
  const decodes = Array.from({ length: maxSequences + 1 }, (_, sequences) => {
    const seconds = fixedSeconds + secondsPerToken * sequences;
    return {
      seconds,
      secondsPerContextToken,
      secondsPerWindowToken: 0,
      joules: seconds * WATTS,
      joulesPerContextToken: secondsPerContextToken * WATTS,
      joulesPerWindowToken: 0,
      bound: "memory",
    };
  });
  return {
    devices: 1,
    idleWatts: 70,
    decodeIsAffine: true,
    windowTokens: Number.POSITIVE_INFINITY,
    decode: (sequences) => decodes[sequences],
    step(shape, out) {
      out.seconds =
        fixedSeconds +
        secondsPerToken * (shape.decodeSequences + shape.prefillTokens) +
        secondsPerContextToken * shape.decodeContextTokens +
        secondsPerPair * shape.prefillPairs;
      out.joules = out.seconds * WATTS;
      out.bound = shape.prefillTokens > 0 ? "compute" : "memory";
    },
  };
}

function sourceOf({ requests, atSeconds, inputTokens, outputTokens, hashTokens, blockHashes }) {
  let next = 0;
  return {
    count: requests,
    hashBlockTokens: hashTokens,
    nextSeconds: () => (next < requests ? atSeconds[next] : Number.POSITIVE_INFINITY),
    take(out) {
      out.atSeconds = atSeconds[next];
      out.inputTokens = inputTokens[next];
      out.outputTokens = outputTokens[next];
      out.blockHashes = blockHashes?.[next];
      next++;
    },
    finished() {},
  };
}

/** Disaggregated: one instance for prompts, one for decoding, KV moved in no time. A prefix cache where there are hashes. */
export function simulateEngine(workload, { replicas = 1, disaggregated = false } = {}) {
  const instance = {
    model: linearStepModel(),
    policy: schedulers["chunked-prefill"],
    maxBatchedTokens,
    maxSequences,
    blockTokens: 16,
    blocks: BLOCKS,
    watermarkBlocks: 0,
    blocksPerSequence: 0,
    reserveAll: false,
    handsOver: disaggregated,
    fastForward: true,
    prefixes: workload.blockHashes && {
      openIndex: () =>
        new PrefixIndex({ capacityBlocks: Number.POSITIVE_INFINITY, ttlSeconds: Number.POSITIVE_INFINITY }),
      hashTokens: workload.hashTokens,
      external: false,
    },
  };
  const pool = (instances, config) => ({
    instances,
    instance: config,
    router: routers["round-robin"].create(() => 0),
    maxOutstanding: Number.POSITIVE_INFINITY,
  });
  const window = { firstRequest: 0, until: "drained" };
  const recorder = new Recorder(disaggregated ? 2 : 1, workload.requests, window);
  const system = new ServingSystem({
    source: sourceOf(workload),
    entry: pool(disaggregated ? 1 : replicas, instance),
    decode: disaggregated ? pool(1, { ...instance, handsOver: false, prefixes: undefined }) : undefined,
    link: disaggregated
      ? {
          sendBytesPerSecond: Number.POSITIVE_INFINITY,
          receiveBytesPerSecond: Number.POSITIVE_INFINITY,
          setupSeconds: 0,
          bytesPerToken: 131_072,
          bytesPerSequence: 0,
          layers: 32,
          pipelined: false,
        }
      : undefined,
    requestLatencySeconds: 0,
    maxContextTokens: Number.POSITIVE_INFINITY,
    sink: recorder,
  });
  recorder.watch(system.instances);
  system.run();
  const { ttft, tpot, e2e, requests } = recorder.requests;
  return {
    steps: recorder.pools.reduce((sum, { steps }) => sum + steps, 0),
    endSeconds: system.nowSeconds,
    completed: requests.completed,
    latency: { ttft: ttft.summary(), tpot: tpot.summary(), e2e: e2e.summary() },
    records: recorder.records,
  };
}
