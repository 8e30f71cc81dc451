// A configuration as what people deploy: vLLM commands, a DynamoGraphDeployment or a KServe LLMInferenceService. Flags by
// the documentation of vLLM 0.11, Dynamo 0.6 and KServe 0.16; what has no flag there is named, never left out silently.
import { stringify } from "yaml";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Deployment, Pool } from "../scenario/schema.ts";

export const manifestKinds = ["vllm", "dynamo", "kserve"] as const;
export type ManifestKind = (typeof manifestKinds)[number];

export interface Manifest {
  text: string;
  /** What the manifest does not say, each with what to do about it. */
  unexpressed: string[];
}

export function manifestOf(
  kind: ManifestKind,
  scenario: ResolvedScenario,
  name: string,
  deployment: Deployment,
): Manifest {
  const unexpressed = [...unexpressedIn(kind, scenario, deployment)];
  const body = { vllm: vllmCommands, dynamo: dynamoGraph, kserve: kserveService }[kind](
    scenario,
    name,
    deployment,
  );
  const head = [
    `${name}, from forewatt search of "${scenario.name}"`,
    ...unexpressed.map((each) => `not expressed: ${each}`),
  ];
  return { text: `${head.map((line) => `# ${line}`).join("\n")}\n${body}`, unexpressed };
}

/** The alias that is a repository, else a place to fill in. */
function repositoryOf({ model }: ResolvedScenario): string {
  return model.aliases.find((alias) => /^[\w.-]+\/[\w.-]+$/.test(alias)) ?? `REPOSITORY-OF-${model.id}`;
}

/** vLLM quantises a bf16 checkpoint while it loads it; other formats take another checkpoint. */
const quantisesOnLoad = ({ file: { precision }, model }: ResolvedScenario): boolean =>
  precision.weights === "fp8" && model.nativeWeights === "bf16";

/** Kernels of vLLM take pages of whole groups of 16 tokens. */
const VLLM_BLOCK_TOKENS = 16;
const blockTokensOf = ({ engine }: ResolvedScenario, { kv }: Pool): number =>
  kv.blockTokens ?? engine.kv.blockTokens;

function flagsOf(scenario: ResolvedScenario, pool: Pool, splits: boolean): string[] {
  const { parallel, scheduler, kv, maxContext } = pool;
  const { precision } = scenario.file;
  const blockTokens = blockTokensOf(scenario, pool);
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const sequences = scheduler.maxSequences ?? scenario.engine.scheduler.maxSequences;
  const tokens = scheduler.maxBatchedTokens ?? scenario.engine.scheduler.maxBatchedTokens;
  return [
    ...flag("tensor-parallel-size", parallel.tensor),
    ...(parallel.pipeline > 1 ? flag("pipeline-parallel-size", parallel.pipeline) : []),
    ...(parallel.data > 1 ? flag("data-parallel-size", parallel.data) : []),
    ...((parallel.expert ?? 1) > 1 ? ["--enable-expert-parallel"] : []),
    ...flag("max-num-seqs", sequences),
    ...flag("max-num-batched-tokens", tokens),
    ...flag("gpu-memory-utilization", kv.memoryFraction ?? scenario.engine.kv.memoryFraction),
    ...flag("block-size", blockTokens % VLLM_BLOCK_TOKENS === 0 ? blockTokens : undefined),
    ...flag("max-model-len", typeof maxContext === "number" ? maxContext : undefined),
    ...(quantisesOnLoad(scenario) ? flag("quantization", "fp8") : []),
    ...(precision.kv === "fp8" ? flag("kv-cache-dtype", "fp8") : []),
    kv.prefixCache === false ? "--no-enable-prefix-caching" : "--enable-prefix-caching",
    ...(splits ? flag("kv-transfer-config", '{"kv_connector":"NixlConnector","kv_role":"kv_both"}') : []),
  ];
}

/** What device plugins call a device, by who makes it. */
const resources: Record<string, string> = {
  NVIDIA: "nvidia.com/gpu",
  AMD: "amd.com/gpu",
  Intel: "habana.ai/gaudi",
  Google: "google.com/tpu",
  AWS: "aws.amazon.com/neuron",
};

const resourceOf = (hardware: HardwareProfile | undefined): string | undefined =>
  hardware && !("dataflow" in hardware) ? resources[hardware.vendor] : undefined;

const devicesOf = ({ parallel }: Pool) => parallel.tensor * parallel.pipeline * parallel.data;

function* unexpressedIn(
  kind: ManifestKind,
  scenario: ResolvedScenario,
  { pools, router, front, afd, indexDelay, transfer }: Deployment,
): Generator<string> {
  const { file, model, hardware } = scenario;
  const { precision } = file;
  if (file.engine !== "vllm") yield `engine: the figures are for ${file.engine}, the manifest starts vLLM`;
  if ((precision.weights ?? model.nativeWeights) !== model.nativeWeights && !quantisesOnLoad(scenario))
    yield `precision.weights ${precision.weights}: the checkpoint of ${model.id} is ${model.nativeWeights}; name one in that format`;
  if (precision.kv !== undefined && precision.kv !== "bf16" && precision.kv !== "fp8")
    yield `precision.kv ${precision.kv}: --kv-cache-dtype has none, the cache will be as the model`;
  if (precision.activations !== undefined)
    yield `precision.activations ${precision.activations}: decided by the checkpoint`;
  for (const pool of pools) {
    const at = `pool ${pool.name}`;
    const expert = pool.parallel.expert ?? 1;
    yield `${at} hardware ${pool.hardware}: select nodes that have it`;
    if (resourceOf(hardware.get(pool.hardware)) === undefined)
      yield `${at} hardware ${pool.hardware}: no device plugin of Kubernetes is known for it, and vLLM may not run there`;
    const maker = hardware.get(pool.hardware)?.vendor;
    if (kind === "dynamo" && maker !== "NVIDIA")
      yield `${at} hardware ${pool.hardware}: the image and the limit "gpu" are NVIDIA's; name an image for ${maker} and what its device plugin calls a device`;
    if (blockTokensOf(scenario, pool) % VLLM_BLOCK_TOKENS !== 0)
      yield `${at} kv.blockTokens ${blockTokensOf(scenario, pool)}: vLLM takes multiples of ${VLLM_BLOCK_TOKENS}`;
    if (pool.role === "attention" || pool.role === "ffn")
      yield `${at} role ${pool.role}: vLLM does not split attention from FFN`;
    if (kind === "vllm" && pool.instances > 1)
      yield `${at} instances ${pool.instances}: run its command that often, each with a --port of its own, behind a router`;
    if (expert > 1 && expert !== pool.parallel.tensor * pool.parallel.data)
      yield `${at} parallel.expert ${expert}: vLLM spreads experts over all ${pool.parallel.tensor * pool.parallel.data} ranks or none`;
    if (pool.scheduler.pollSteps !== undefined || pool.scheduler.batchWait !== undefined)
      yield `${at} scheduler.pollSteps, batchWait: no flag`;
    if (pool.scheduler.preemptForPriority !== undefined)
      yield `${at} scheduler.preemptForPriority: --scheduling-policy priority keeps who runs until memory is short`;
    if (pool.lora)
      yield `${at} lora: --enable-lora --max-loras ${pool.lora.slots} --max-lora-rank ${pool.lora.rank} and your --lora-modules`;
    if (pool.models)
      yield `${at} models ${Object.keys(pool.models).join(", ")}: a vLLM for each on the same devices, memory divided by --gpu-memory-utilization; the command starts ${model.id}`;
    if (pool.swap)
      yield `${at} swap: --enable-sleep-mode, and a gateway that puts ${pool.swap.policy === "drain" ? "an idle" : "a running"} engine to sleep and wakes another`;
    if (pool.encoder) yield `${at} encoder: part of the checkpoint`;
    if (pool.scheduler.policy !== undefined)
      yield `${at} scheduler.policy ${pool.scheduler.policy}: vLLM has its own`;
    if (pool.kv.blocks !== undefined)
      yield `${at} kv.blocks ${pool.kv.blocks}: --num-gpu-blocks-override is meant for tests`;
    if (pool.kv.watermark !== undefined) yield `${at} kv.watermark: no flag`;
    if (pool.kv.allocation !== undefined)
      yield `${at} kv.allocation ${pool.kv.allocation}: vLLM allocates on demand`;
    if (typeof pool.kv.prefixCache === "object") yield `${at} kv.prefixCache: capacity and ttl have no flag`;
    if (pool.kv.paging !== undefined) yield `${at} kv.paging: no flag`;
    if (pool.kv.tiers !== undefined)
      yield `${at} kv.tiers: set up LMCache or an OffloadingConnector beside vLLM`;
    if (pool.speculative !== undefined)
      yield `${at} speculative: --speculative-config takes num_speculative_tokens ${pool.speculative.draftTokens} and the method of your checkpoint${pool.speculative.draft ? `; a draft model on ${pool.speculative.draft.hardware} has no flag` : ""}`;
    if (pool.powerCap !== undefined) yield `${at} powerCap: set it on the nodes (nvidia-smi --power-limit)`;
    if (pool.maxContext === "unlimited") yield `${at} maxContext unlimited: vLLM keeps to the model's`;
    if (pool.maxOutstanding !== undefined)
      yield `${at} maxOutstanding ${pool.maxOutstanding}: a setting of your gateway`;
  }
  if (pools.some(({ instances }) => instances > 1)) yield `router ${router}: a setting of your gateway`;
  if (indexDelay > 0) yield "indexDelay: how late a router hears of the caches is what it is";
  if (front !== undefined) yield "front: an answer cache is a service of its own";
  if (afd.roundTrip !== undefined || afd.microBatches !== undefined)
    yield "afd: vLLM does not split attention from FFN";
  if (pools.length > 1 && (!transfer.pipelined || transfer.link !== "scale-out"))
    yield `transfer.link ${transfer.link}, pipelined ${transfer.pipelined}: decided by the connector`;
  if (kind === "vllm" && pools.length > 1)
    yield "proxy: one that sends a prompt to prefill and its cache to decode is a program of its own; engines on one host need a VLLM_NIXL_SIDE_CHANNEL_PORT each";
  if (pools.length > 1) yield "transfer: which network NIXL uses is set by UCX_TLS and UCX_NET_DEVICES";
}

const quoted = (word: string) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`);

function vllmCommands(scenario: ResolvedScenario, _name: string, { pools }: Deployment): string {
  return pools
    .map((pool, place) => {
      const port = pools.length > 1 ? ["--port", String(8000 + place)] : [];
      const flags = [...port, ...flagsOf(scenario, pool, pools.length > 1)].map(quoted);
      const lines: string[] = [];
      for (const word of flags) {
        if (word.startsWith("--")) lines.push(word);
        else lines.push(`${lines.pop()} ${word}`);
      }
      return `\n# pool ${pool.name}: ${pool.instances} x ${devicesOf(pool)} ${pool.hardware}\nvllm serve ${repositoryOf(scenario)} \\\n  ${lines.join(" \\\n  ")}\n`;
    })
    .join("");
}

/** Names of Kubernetes objects: lower case, digits, hyphens, at most 63. */
const objectName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 63);

const words = { mixed: "Decode", prefill: "Prefill", decode: "Decode" } as const;

function dynamoGraph(scenario: ResolvedScenario, name: string, { pools }: Deployment): string {
  const image = "nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.6.0";
  const workers = pools.map((pool) => {
    const role = pool.role as keyof typeof words;
    return [
      `Vllm${words[role] ?? pool.name}Worker`,
      {
        dynamoNamespace: objectName(`forewatt-${name}`),
        componentType: "worker",
        ...(pools.length > 1 && { subComponentType: role }),
        replicas: pool.instances,
        resources: { limits: { gpu: String(devicesOf(pool)) } },
        envFromSecret: "hf-token-secret",
        extraPodSpec: {
          mainContainer: {
            image,
            workingDir: "/workspace/components/backends/vllm",
            command: ["python3", "-m", "dynamo.vllm"],
            args: [
              "--model",
              repositoryOf(scenario),
              ...flagsOf(scenario, pool, false),
              ...(role === "prefill" ? ["--is-prefill-worker"] : []),
            ],
          },
        },
      },
    ];
  });
  return stringify({
    apiVersion: "nvidia.com/v1alpha1",
    kind: "DynamoGraphDeployment",
    metadata: { name: objectName(`forewatt-${name}`) },
    spec: {
      services: {
        Frontend: {
          dynamoNamespace: objectName(`forewatt-${name}`),
          componentType: "frontend",
          replicas: 1,
          extraPodSpec: { mainContainer: { image } },
        },
        ...Object.fromEntries(workers),
      },
    },
  });
}

function kserveService(scenario: ResolvedScenario, name: string, { pools }: Deployment): string {
  const workload = (pool: Pool) => ({
    replicas: pool.instances,
    parallelism: {
      tensor: pool.parallel.tensor,
      ...(pool.parallel.pipeline > 1 && { pipeline: pool.parallel.pipeline }),
      ...(pool.parallel.data > 1 && { data: pool.parallel.data, dataLocal: pool.parallel.data }),
      ...((pool.parallel.expert ?? 1) > 1 && { expert: true }),
    },
    template: {
      containers: [
        {
          name: "main",
          env: [
            {
              name: "VLLM_ADDITIONAL_ARGS",
              value: flagsOf(scenario, pool, pools.length > 1)
                .filter((_, i, all) => !isParallelFlag(all[i]!) && !isParallelFlag(all[i - 1] ?? ""))
                .map(quoted)
                .join(" "),
            },
          ],
          resources: {
            limits: {
              [resourceOf(scenario.hardware.get(pool.hardware)) ?? "nvidia.com/gpu"]: String(devicesOf(pool)),
            },
          },
        },
      ],
    },
  });
  const prefill = pools.find(({ role }) => role === "prefill");
  const main = pools.find((pool) => pool !== prefill)!;
  return stringify({
    apiVersion: "serving.kserve.io/v1alpha1",
    kind: "LLMInferenceService",
    metadata: { name: objectName(`forewatt-${name}`) },
    spec: {
      model: { uri: `hf://${repositoryOf(scenario)}`, name: repositoryOf(scenario) },
      ...workload(main),
      ...(prefill && { prefill: workload(prefill) }),
      router: { gateway: {}, route: {}, scheduler: {} },
    },
  });
}

/** Those with a value; what `parallelism` says already. */
const isParallelFlag = (word: string) => /^--(?:tensor|pipeline|data)-parallel-size$/.test(word);
