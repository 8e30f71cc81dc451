// A measured experiment as the scenario that simulates exactly it, or the reason why it cannot be one.
import { didYouMean } from "../base/nearest.ts";
import { type EngineProfile, engineFamilyOf } from "../profiles/engine.ts";
import { engineAt, familyName } from "../profiles/engine-versions.ts";
import type { ProfileLibrary } from "../profiles/library.ts";
import type { ResolvedScenario, TraceInput } from "../scenario/resolved.ts";
import { scenarioSchema } from "../scenario/schema.ts";
import type { Experiment } from "./experiment.ts";
import { knownBudget, knownCapture, knownKv, knownScheduling } from "./known-settings.ts";
import { poolsOf } from "./layout.ts";
import { loadOf } from "./load.ts";
import { engineFamily, knownFormats, kvPrecisionOf, precisionOf } from "./names.ts";

export interface Translated {
  scenario: ResolvedScenario;
  /** The server is full by intent (offline, static batch, saturated). */
  full: boolean;
  moe: boolean;
  /** Experiments that agree in it are the same simulation. */
  key: string;
}

export interface TranslateOptions {
  profiles: ProfileLibrary;
  /** The request trace that drove an experiment, where it is at hand. */
  traceOf?: ((experiment: Experiment) => TraceInput | undefined) | undefined;
  /** A calibrated profile that stands in for the one it builds on. */
  calibrated?: EngineProfile | undefined;
}

export function translate(experiment: Experiment, options: TranslateOptions): Translated | string {
  const model = options.profiles.model(experiment.model);
  if (!model.found) return model.message;
  const hardware = options.profiles.hardware(experiment.gpu);
  if (!hardware.found) return hardware.message;
  const engineId = engineFamily(experiment.engine);
  const newest = engineId === undefined ? undefined : engineOf(engineId, options);
  if (engineId === undefined || newest === undefined) {
    const likely = didYouMean(experiment.engine, options.profiles.ids("engine"));
    return `engine ${experiment.engine || "(blank)"} has no profile${likely && `.${likely}`}`;
  }
  const family = engineAt(newest, experiment.engineVersion);
  const promptTokens = knownCapture(experiment, engineId) ?? family.graph.promptTokens;
  const engine = { ...family, graph: { ...family.graph, promptTokens } };
  // A checkpoint whose format nobody states is served as it was published.
  const weights = experiment.weights === "" ? model.profile.nativeWeights : precisionOf(experiment.weights);
  if (weights === undefined)
    return `number format "${experiment.weights}" is not known; known: ${knownFormats.join(", ")}`;
  const unlike = unlikeServing(experiment);
  if (unlike !== undefined) return unlike;
  const pools = poolsOf(experiment, model.profile);
  if (typeof pools === "string") return pools;
  const ranks = pools.reduce((sum, { instances, parallel }) => sum + instances * parallel.data, 0);
  const trace = experiment.loadKind === "trace" ? options.traceOf?.(experiment) : undefined;
  const load = loadOf(experiment, ranks, trace !== undefined);
  if (typeof load === "string") return load;

  const stated = {
    schema: "forewatt.scenario/1",
    model: model.profile.id,
    precision: {
      weights,
      kv: kvPrecisionOf(knownKv(experiment, engineId), engineId, experiment.weights, weights, [
        model.profile.nativeWeights,
        ...model.profile.alsoPublished,
      ]),
    },
    engine: familyName(newest, experiment.engineVersion),
    workload: load.workload,
    // Nobody asks for the price here, and not every device has one.
    cost: { basis: "rent", perDevice: "0 USD/h" },
    deployments: {
      measured: {
        pools: pools.map(({ role, parallel, instances }) => ({
          name: role,
          role,
          hardware: hardware.profile.id,
          instances,
          parallel,
          scheduler: {
            policy: load.policy,
            maxSequences: load.maxSequences,
            maxBatchedTokens: batchedTokensOf(experiment, engineId, parallel.data),
            ...knownScheduling(experiment, engineId),
          },
          kv: {
            memoryFraction: experiment.kvMemoryFraction && `${100 * experiment.kvMemoryFraction} %`,
            blocks: experiment.kvBlocks?.blocks,
            blockTokens: experiment.kvBlocks?.blockTokens,
          },
          maxContext: "unlimited",
        })),
        // Racks hand the cache over inside their scale-up domain, servers over the network.
        transfer: { link: hardware.profile.links.scaleUp.domainDevices > 8 ? "scale-up" : "scale-out" },
      },
    },
  };
  const scenario: ResolvedScenario = {
    name: experiment.pointId,
    file: scenarioSchema.parse(stated),
    model: model.profile,
    models: new Map(),
    draftModels: new Map(),
    engine: load.inProcess ? withoutServer(engine) : engine,
    hardware: new Map([[hardware.profile.id, hardware.profile]]),
    trace,
    empirical: new Map(),
  };
  const key = JSON.stringify([stated, load.inProcess, promptTokens, trace?.name]);
  return { scenario, full: load.full, moe: model.profile.ffn.moe !== undefined, key };
}

function engineOf(id: string, { profiles, calibrated }: TranslateOptions): EngineProfile | undefined {
  if (calibrated !== undefined && engineFamilyOf(calibrated) === id) return calibrated;
  const found = profiles.engine(id);
  return found.found ? found.profile : undefined;
}

/** What sets an experiment apart from one pool of instances that generate one token a step. */
function unlikeServing({ mode, specDecode, lengthDistribution, columns }: Experiment): string | undefined {
  if (/experimental/.test(columns.source_title ?? ""))
    return "its publisher calls the run experimental: an unnamed engine build, four to six times slower than others on the same devices";
  if (/^(prefill|decode)-only$/.test(mode)) return `${mode}: one role of a disaggregated deployment alone`;
  if (!/^(none|unknown|off|no|false|disabled|0|)$/i.test(specDecode))
    return `speculative decoding (${specDecode}) is not modelled`;
  if (columns.prefix_caching === "on" && lengthDistribution === "workload mean only")
    return "prefix caching is on, and what the prompts share is not recorded";
  return undefined;
}

/** Offline benchmarks hand token ids to the engine in its own process: no HTTP, no tokeniser. */
function withoutServer(engine: EngineProfile): EngineProfile {
  return { ...engine, host: { ...engine.host, requestLatency: 0, requestPerToken: 0 } };
}

/** Tokens of one step on one rank. SGLang's chunked prefill size is shared by its attention data ranks. */
function batchedTokensOf(experiment: Experiment, engine: string, ranks: number): number | undefined {
  const { chunkedPrefillTokens, maxBatchedTokens = knownBudget(experiment, engine) } = experiment;
  if (engine === "sglang" && chunkedPrefillTokens !== undefined)
    return Math.max(1, Math.floor(chunkedPrefillTokens / ranks));
  return maxBatchedTokens ?? chunkedPrefillTokens;
}
