// The production engine set up as a textbook queue, for the laws: a step model that is a table, arrivals that are given.
import type { BatchShape, DecodeCost, StepCost, StepModel } from "../../src/cost/step-model.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import type { WindowConfig } from "../../src/metrics/window.ts";
import type { InstanceConfig } from "../../src/serving/instance-config.ts";
import type { Arrival, ArrivalSource } from "../../src/serving/request.ts";
import { routers } from "../../src/serving/routers/index.ts";
import { schedulers } from "../../src/serving/schedulers/index.ts";
import type { ServingSink } from "../../src/serving/sink.ts";
import { ServingSystem } from "../../src/serving/system.ts";
import type { SystemConfig } from "../../src/serving/system-config.ts";

export interface GivenRequest {
  atSeconds: number;
  inputTokens: number;
  outputTokens: number;
  blockHashes?: readonly number[];
  classIndex?: number;
  hiddenTokens?: number;
  adapterIndex?: number;
  imageTokens?: number;
}

export function givenArrivals(requests: readonly GivenRequest[], hashBlockTokens = 0): ArrivalSource {
  let next = 0;
  return {
    count: requests.length,
    hashBlockTokens,
    nextSeconds: () => (next < requests.length ? requests[next]!.atSeconds : Number.POSITIVE_INFINITY),
    take(out: Arrival) {
      const request = requests[next++]!;
      out.atSeconds = request.atSeconds;
      out.inputTokens = request.inputTokens;
      out.outputTokens = request.outputTokens;
      out.blockHashes = request.blockHashes;
      out.classIndex = request.classIndex ?? 0;
      out.adapterIndex = request.adapterIndex ?? -1;
      out.hiddenTokens = request.hiddenTokens ?? 0;
      out.imageTokens = request.imageTokens ?? 0;
    },
    finished() {},
  };
}

/** Linear cost: fixed + per prompt token + per decoding sequence + per context (and window) token. */
export interface LinearCost {
  fixedSeconds: number;
  secondsPerPromptToken: number;
  secondsPerSequence: number;
  secondsPerContextToken: number;
  secondsPerWindowToken?: number;
  windowTokens?: number;
  windowRestarts?: boolean;
  /** Decode batches are padded up to a multiple of this, as CUDA graphs do. */
  padTo?: number;
}

export function linearStepModel(cost: LinearCost): StepModel {
  const { padTo = 1, secondsPerWindowToken = 0, windowTokens = Number.POSITIVE_INFINITY } = cost;
  const watts = 700;
  const decode = (sequences: number): DecodeCost => {
    const seconds = cost.fixedSeconds + cost.secondsPerSequence * Math.ceil(sequences / padTo) * padTo;
    return {
      seconds,
      secondsPerContextToken: cost.secondsPerContextToken,
      secondsPerWindowToken,
      joules: seconds * watts,
      joulesPerContextToken: cost.secondsPerContextToken * watts * 0.5,
      joulesPerWindowToken: secondsPerWindowToken * watts * 0.5,
      bound: "memory",
    };
  };
  return {
    devices: 1,
    idleWatts: 70,
    waitingWatts: 70,
    decodeIsAffine: true,
    windowTokens,
    windowRestarts: cost.windowRestarts,
    decode,
    step(shape: BatchShape, out: StepCost) {
      const base = shape.decodeSequences > 0 ? decode(shape.decodeSequences) : decode(0);
      const attention =
        cost.secondsPerContextToken * shape.decodeContextTokens +
        secondsPerWindowToken * shape.decodeWindowTokens;
      out.seconds = base.seconds + attention + cost.secondsPerPromptToken * shape.prefillTokens;
      out.joules =
        base.joules + attention * watts * 0.5 + cost.secondsPerPromptToken * shape.prefillTokens * watts;
      out.bound = shape.prefillTokens > 0 ? "compute" : "memory";
    },
  };
}

export const plainInstance = (model: StepModel, changes: Partial<InstanceConfig> = {}): InstanceConfig => ({
  model,
  policy: schedulers["chunked-prefill"]!,
  maxBatchedTokens: 512,
  maxSequences: 128,
  blockTokens: 16,
  blocks: 32_768,
  watermarkBlocks: 327,
  blocksPerSequence: 0,
  reserveAll: false,
  handsOver: false,
  fastForward: true,
  ...changes,
});

/** A server with one slot whose service time is the prompt's tokens times `secondsPerToken`: M/G/1 and M/G/c. */
export function singleSlotServer(secondsPerToken: number): InstanceConfig {
  const model = linearStepModel({
    fixedSeconds: 0,
    secondsPerPromptToken: secondsPerToken,
    secondsPerSequence: 0,
    secondsPerContextToken: 0,
  });
  return plainInstance(model, {
    maxSequences: 1,
    maxBatchedTokens: Number.MAX_SAFE_INTEGER,
    blocks: 2 ** 40,
    watermarkBlocks: 0,
  });
}

export interface SystemOptions {
  instance: InstanceConfig;
  instances?: number;
  router?: string;
  maxOutstanding?: number;
  decode?: { instance: InstanceConfig; instances: number } | undefined;
  link?: SystemConfig["link"];
  window?: WindowConfig;
  random?: () => number;
  requestLatencySeconds?: number;
  requestSecondsPerToken?: number;
  maxContextTokens?: number;
  answers?: SystemConfig["answers"];
  levelOfClass?: readonly number[] | undefined;
  /** Called with the recorder and the system once both exist; listens in the recorder's place. */
  listen?: (recorder: Recorder, system: () => ServingSystem) => ServingSink;
}

export function runSystem(source: ArrivalSource, options: SystemOptions) {
  const {
    instances = 1,
    router = "least-loaded",
    maxOutstanding = Number.POSITIVE_INFINITY,
    random = () => 0,
  } = options;
  const pool = (instance: InstanceConfig, count: number) => ({
    instances: count,
    instance,
    router: routers[router]!.create(random),
    routersOfLevels:
      options.levelOfClass && [...new Set(options.levelOfClass)].map(() => routers[router]!.create(random)),
    maxOutstanding,
  });
  const recorder = new Recorder(
    options.decode ? 2 : 1,
    source.count,
    options.window ?? { firstRequest: 0, until: "drained" },
  );
  const sink = options.listen ? options.listen(recorder, () => system) : recorder;
  const system: ServingSystem = new ServingSystem({
    source,
    entry: pool(options.instance, instances),
    decode: options.decode && {
      ...pool(options.decode.instance, options.decode.instances),
      maxOutstanding: Number.POSITIVE_INFINITY,
    },
    link: options.link,
    requestLatencySeconds: options.requestLatencySeconds ?? 0,
    requestSecondsPerToken: options.requestSecondsPerToken,
    maxContextTokens: options.maxContextTokens ?? Number.POSITIVE_INFINITY,
    answers: options.answers,
    levelOfClass: options.levelOfClass,
    sink,
  });
  recorder.watch(system.instances);
  system.run();
  return { system, recorder, records: recorder.records.sorted() };
}
