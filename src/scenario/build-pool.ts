// A pool of a deployment as a configured serving pool: places the model on the hardware, sizes the KV cache, fills defaults from the
// engine profile.
import { randomStream } from "../base/random.ts";
import { resolveArithmetic } from "../cost/arithmetic.ts";
import { calibratedStepModel } from "../cost/calibrated-step-model.ts";
import type { CostInput } from "../cost/costing.ts";
import { planMemory } from "../cost/kinds/index.ts";
import type { MemoryPlan } from "../cost/memory-plan.ts";
import type { PagedStepModel } from "../cost/paged-step-model.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { Assumption } from "../metrics/result.ts";
import { calibrationConstants } from "../profiles/calibration.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { InstanceConfig } from "../serving/instance-config.ts";
import type { PoolConfig } from "../serving/routed-pool.ts";
import { routers } from "../serving/routers/index.ts";
import { schedulers } from "../serving/schedulers/index.ts";
import { prefixCaching } from "./build-cache.ts";
import { levelsOf, urgencyOf } from "./build-classes.ts";
import { buildDrafter } from "./build-drafter.ts";
import { batchWaitOf } from "./build-intake.ts";
import { pagedPool } from "./build-paging.ts";
import type { ServedModel, SetAside } from "./build-sharing.ts";
import { speculationOf, speculativeModel } from "./build-speculative.ts";
import { calibrationKey } from "./calibration-key.ts";
import { encoderAssumption, encoderBytesPerDevice, encoderCost } from "./encoder.ts";
import { adapterConfig, loraAssumption, slotBytesPerDevice } from "./lora.ts";
import type { Paging } from "./paging-schema.ts";
import { capWattsOf } from "./power-cap.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Deployment, PlacedPool, Pool } from "./schema.ts";
import { sharedStepModel } from "./shared-step-models.ts";

export interface BuiltPool {
  pool: PlacedPool;
  hardware: HardwareProfile;
  /** Of the pool's own devices; what a pool serves with is `config.instance.model`. */
  model: StepModel;
  /** What a step of `config.instance.model` is made of. */
  parts: CostInput[];
  /** What a step takes beyond its parts, in a word; undefined where one part is all of it. */
  besides: string | undefined;
  /** `config.instance.model` where it pages its KV cache: its parts make its base, on what that reads. */
  paged: PagedStepModel | undefined;
  memory: MemoryPlan;
  config: PoolConfig;
  devices: number;
  /** Watts a device may draw; undefined without a cap. */
  powerCapWatts: number | undefined;
  /** Tokens of context that fit for each one that would fit without paging; 1 without. */
  concurrencyRatio: number;
  /** Number formats that were substituted, for people. */
  notes: string[];
  /** Besides those of its hardware. */
  assumptions: Assumption[];
  /** Where the pool names its models: all of them, each on what the others leave of the devices. The rest is the first's. */
  models?: ServedModel[] | undefined;
}

export interface BuildOptions {
  /** For routers that draw. */
  seed: number;
  /** Off: every decode step is an event of its own. */
  fastForward: boolean;
  /** Tokens per block hash of the workload; 0 without hashes. */
  hashTokens: number;
}

/** What the devices of a pool hold of the model. */
function costInput({ model, engine, file, hardware }: ResolvedScenario, pool: Pool): CostInput {
  const profile = hardware.get(pool.hardware)!;
  return {
    hardware: profile,
    model,
    engine,
    precision: file.precision,
    parallel: pool.parallel,
    powerCapWatts: capWattsOf(pool, profile),
    communicationOverlap: pool.scheduler.communicationOverlap,
    part: pool.role === "attention" || pool.role === "ffn" ? pool.role : undefined,
  };
}

/** A pool, and behind it the devices of its drafter. */
export function buildPool(
  scenario: ResolvedScenario,
  deployment: Deployment,
  pool: Pool,
  { seed, fastForward, hashTokens }: BuildOptions,
  aside: SetAside = { bytesPerDevice: 0, kvShare: 1 },
): BuiltPool[] {
  const { model, engine, file } = scenario;
  const input = costInput(scenario, pool);
  const { hardware, powerCapWatts } = input;
  const own = sharedStepModel(input);
  const physics = speculativeModel(pool, engine, model.layers, (rowsPerSequence, by, part = input.part) =>
    sharedStepModel({ ...input, engine: by, rowsPerSequence, part }),
  );
  const constants = calibrationConstants(engine.calibration, calibrationKey(scenario, pool));
  const calibrated = constants === undefined ? physics : calibratedStepModel(physics, constants);
  // Each data-parallel rank runs a scheduler, each pipeline stage holds a micro-batch of its own.
  const { data, pipeline } = pool.parallel;
  const perRankTokens = pool.scheduler.maxBatchedTokens ?? engine.scheduler.maxBatchedTokens;
  const perRankSequences = pool.scheduler.maxSequences ?? engine.scheduler.maxSequences;
  const blockTokens = pool.kv.blockTokens ?? engine.kv.blockTokens;
  const drafter = drafterOf(scenario, deployment, pool, {
    blockTokens,
    maxSequences: perRankSequences * data,
  });
  const base = drafter?.drafted(calibrated) ?? calibrated;
  const besideModel =
    aside.bytesPerDevice +
    (pool.lora ? slotBytesPerDevice(pool.lora, model, pool.parallel) : 0) +
    (pool.encoder ? encoderBytesPerDevice(pool.encoder, pool.parallel) : 0);
  const runtime = engine.memory.runtime + besideModel;
  const memory = planMemory({
    ...input,
    engine: besideModel > 0 ? { ...engine, memory: { ...engine.memory, runtime } } : engine,
    maxBatchedTokens: perRankTokens,
    maxSequences: perRankSequences,
    memoryFraction: pool.kv.memoryFraction,
    blockTokens,
  });
  const kvTokens = Math.min(
    aside.kvShare * memory.kvTokens,
    drafter?.memory.kvTokens ?? Number.POSITIVE_INFINITY,
  );
  const unpaged = pool.kv.blocks ?? Math.floor(kvTokens / blockTokens);
  const paged =
    pool.kv.paging &&
    pagedPool(pool, sharedHost(pool.kv.paging, aside), {
      base,
      memory,
      profile: model,
      blocks: unpaged,
      blockTokens,
    });
  // A drafter holds the contexts whole.
  const drafterBlocks = Math.floor((drafter?.memory.kvTokens ?? Number.POSITIVE_INFINITY) / blockTokens);
  const blocks = paged ? Math.min(paged.blocks, drafterBlocks) : unpaged;
  const stepModel = paged?.model ?? base;
  const policy = schedulers[pool.scheduler.policy ?? engine.scheduler.policy]!;
  const batchWait = batchWaitOf(pool, engine, model);
  const instance: InstanceConfig = {
    model: stepModel,
    policy,
    maxBatchedTokens: perRankTokens * data * pipeline,
    maxChunkTokens: perRankTokens,
    maxSequences: perRankSequences * data,
    blockTokens,
    blocks,
    watermarkBlocks: Math.floor((pool.kv.watermark ?? engine.kv.watermark) * blocks),
    blocksPerSequence: paged?.blocksPerSequence ?? memory.blocksPerSequence,
    fullWindowTokens: Number.isFinite(base.windowTokens) ? base.windowTokens : undefined,
    reserveAll:
      pool.speculative !== undefined || (pool.kv.allocation ?? engine.kv.allocation) === "reserve-all",
    speculation: speculationOf(pool, seed),
    intake: {
      lookaheadSteps: engine.scheduler.lookaheadSteps,
      pollSteps: pool.scheduler.pollSteps ?? 1,
      batchWait,
    },
    adapters: pool.lora && adapterConfig(pool.lora, model, hardware, own.devices),
    encoder: pool.encoder && encoderCost(pool.encoder, hardware, own.devices),
    urgency: urgencyOf(file, pool, { policy, batchWait }),
    handsOver: pool.role === "prefill",
    fastForward,
    prefixes: prefixCaching(pool, deployment, {
      memory,
      model: stepModel,
      hashTokens,
      blockTokens,
      tierShare: aside.tiers,
    }),
  };
  const route = (level = "") =>
    routers[deployment.router]!.create(randomStream(seed, `router/${pool.name}${level}`));
  const built: BuiltPool = {
    pool,
    hardware,
    model: own,
    parts: [{ ...input, rowsPerSequence: 1 + (pool.speculative?.draftTokens ?? 0) }],
    besides: pool.speculative && "drafts",
    paged: paged?.model,
    memory,
    config: {
      instances: pool.instances,
      instance,
      router: route(),
      routersOfLevels: levelsOf(file)?.onlyIdle.map((_, level) => route(`/${level}`)),
      maxOutstanding: pool.maxOutstanding ?? Number.POSITIVE_INFINITY,
    },
    devices: own.devices * pool.instances,
    powerCapWatts,
    concurrencyRatio: paged ? blocks / unpaged : 1,
    notes: resolveArithmetic(hardware, model, file.precision).notes,
    assumptions: [
      ...(pool.encoder ? [encoderAssumption(pool.encoder)] : []),
      ...(pool.lora ? [loraAssumption(pool.lora)] : []),
    ],
  };
  return drafter ? [built, drafter.entry(built)] : [built];
}

/** Host memory is split like that of the devices; the link is not, as one model steps at a time. */
const sharedHost = ({ capacity, ...paging }: Paging, { kvShare }: SetAside): Paging => ({
  ...paging,
  capacity: capacity && kvShare * capacity,
});

function drafterOf(
  scenario: ResolvedScenario,
  deployment: Deployment,
  pool: Pool,
  sequences: { blockTokens: number; maxSequences: number },
) {
  if (!pool.speculative?.draft) return undefined;
  const { draft, draftTokens } = pool.speculative;
  const name = Object.entries(scenario.file.deployments).find(([, each]) => each === deployment)?.[0] ?? "*";
  const path = `deployments.${name}.pools[${deployment.pools.indexOf(pool)}]`;
  return buildDrafter(scenario, path, pool, draftTokens, draft, sequences);
}
