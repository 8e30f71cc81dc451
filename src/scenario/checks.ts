// What a schema cannot say: values that are well-formed one by one and make no sense together.
// Each check is a small function that yields problems; all of them run, so all problems come at once.
import type { Problem } from "../base/errors.ts";
import { kindOf } from "../cost/kinds/index.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { formatPath, type Path } from "../profiles/schema-problems.ts";
import { frontProblems } from "./front-checks.ts";
import type { Layer, Mapping } from "./layers.ts";
import { isMapping } from "./layers.ts";
import { publishedProblems } from "./published-schema.ts";
import {
  type Deployment,
  type Drafter,
  LOWEST_POWER_CAP,
  type Pool,
  type ScenarioFile,
  speculationsOf,
} from "./schema.ts";
import { sharingProblems } from "./sharing-checks.ts";
import { tenantProblems } from "./tenant-checks.ts";

type Found = [path: Path, message: string];

/** Every problem of a scenario that its schema accepts; profiles only where their names are known. */
export function checkScenario(file: ScenarioFile, stated: Layer, profiles: Omit<Known, "file">): Problem[] {
  const found: Found[] = [];
  if (Object.keys(file.deployments).length === 0 && !file.search)
    found.push([["deployments"], "missing: at least one deployment, or a search"]);
  if (file.search && file.workload.classes)
    found.push([
      ["search"],
      "a search sizes deployments by workload.lengths, for all requests alike: classes are not modelled there",
    ]);
  const { lengths } = file.workload;
  if (file.search && (lengths?.reasoning || lengths?.images))
    found.push([
      ["search"],
      "a search counts on requests of a prompt and an answer: reasoning and images are not modelled there",
    ]);
  for (const [name, deployment] of Object.entries(file.deployments)) {
    found.push(
      ...deploymentProblems({ file, ...profiles }, name, deployment),
      ...transfer(["deployments", name], deployment, stated.value),
      ...ffnOptions(["deployments", name], deployment, stated.value),
    );
  }
  found.push(...publishedProblems(file.published, file.deployments));
  return found.map(([path, message]) => ({ ...stated.positionOf(path), path: formatPath(path), message }));
}

interface Known {
  file: ScenarioFile;
  model: ModelProfile | undefined;
  models: ReadonlyMap<string, ModelProfile>;
  draftModels: ReadonlyMap<string, ModelProfile>;
  hardware: ReadonlyMap<string, HardwareProfile>;
}

/** What is wrong with one deployment, stated in the file or made up by a search. */
export function* deploymentProblems(known: Known, name: string, deployment: Deployment): Generator<Found> {
  const { file, model, hardware } = known;
  const path = ["deployments", name];
  yield* poolNames(path, deployment);
  yield* frontProblems(path, file.workload, deployment);
  yield* sharingProblems(known, name, deployment);
  yield* roles(path, deployment);
  for (const [index, pool] of deployment.pools.entries()) {
    const poolPath = [...path, "pools", index];
    const profile = hardware.get(pool.hardware);
    if (!profile) continue;
    yield* arithmetic(poolPath, file, profile);
    yield* powerCap(poolPath, pool, profile);
    yield* communication(poolPath, pool, profile);
    yield* speculation(poolPath, pool);
    if (pool.speculative?.draft) yield* drafter(poolPath, known, pool, pool.speculative.draft);
    yield* tenantProblems(poolPath, file, pool, model);
    yield* paging(poolPath, pool, profile);
    if (
      (pool.role === "attention" || pool.role === "ffn") &&
      "efficiency" in profile &&
      pool.parallel.pipeline > 1
    )
      yield [
        [...poolPath, "parallel", "pipeline"],
        `stages of ${profile.id} beside micro-batches between attention and FFN are not modelled: use tensor and data`,
      ];
    if (!model) continue;
    if (pool.models) continue;
    for (const [key, message] of kindOf(profile).layoutProblems(pool.parallel, model))
      yield [[...poolPath, "parallel", key], message];
  }
}

function* poolNames(path: Path, { pools }: Deployment): Generator<Found> {
  const seen = new Set<string>();
  for (const [index, { name }] of pools.entries()) {
    if (seen.has(name))
      yield [[...path, "pools", index, "name"], `another pool of this deployment is called "${name}"`];
    seen.add(name);
  }
}

function* roles(path: Path, { pools }: Deployment): Generator<Found> {
  const has = (role: Pool["role"]) => pools.some((pool) => pool.role === role);
  const poolsPath = [...path, "pools"];
  const split = has("attention") || has("ffn");
  if (has("mixed") && (has("prefill") || has("decode") || split))
    yield [
      poolsPath,
      "mixed pools beside pools of another role: a deployment is either monolithic or disaggregated",
    ];
  else if (split && has("decode"))
    yield [poolsPath, "attention and ffn pools decode together: a decode pool beside them has nothing to do"];
  else if (has("attention") && !has("ffn"))
    yield [poolsPath, "attention pools need an ffn pool: nobody would hold the feed-forward weights"];
  else if (has("ffn") && !has("attention"))
    yield [poolsPath, "ffn pools need an attention pool: nobody would hold the KV cache"];
  else if (has("prefill") && !has("decode") && !split)
    yield [poolsPath, "prefill pools need a decode pool: nothing would generate"];
  else if (new Set(pools.map((pool) => pool.role)).size < pools.length && pools.some(({ models }) => !models))
    yield [
      poolsPath,
      "two pools of the same role in one deployment are not modelled: give the role's pool more instances, or name the models of each",
    ];
  else if (has("decode") && !has("prefill"))
    yield [poolsPath, "decode pools need a prefill pool: nothing would read the prompts"];
  else if (split) yield* pair(poolsPath, pools);
}

/** An attention and an ffn pool that serve as one. */
function* pair(path: Path, pools: readonly Pool[]): Generator<Found> {
  const indexOf = (role: Pool["role"]) => pools.findIndex((pool) => pool.role === role);
  const [attention, ffn] = [pools[indexOf("attention")]!, pools[indexOf("ffn")]!];
  if (attention.instances !== ffn.instances)
    yield [
      [...path, indexOf("ffn"), "instances"],
      `an instance is one of each: ${attention.instances} of ${attention.name}, ${ffn.instances} of ${ffn.name}; size them by parallel`,
    ];
}

/** The ffn pool holds weights and nothing else: what concerns requests is stated on the attention pool. */
function* ffnOptions(path: Path, { pools }: Deployment, stated: Mapping): Generator<Found> {
  const [deployments, name] = path as [string, string];
  const block = (stated[deployments] as Mapping)[name] as Mapping;
  for (const [index, pool] of pools.entries()) {
    const own = Array.isArray(block.pools) ? block.pools[index] : undefined;
    if (pool.role !== "ffn" || !isMapping(own)) continue;
    for (const key of ["scheduler", "kv", "maxContext", "maxOutstanding"])
      if (key in own)
        yield [
          [...path, "pools", index, key],
          "an ffn pool has no requests and no KV: state it on the attention pool",
        ];
  }
  if ("afd" in block && !pools.some(({ role }) => role === "ffn"))
    yield [[...path, "afd"], "nothing crosses between attention and ffn pools here; remove this"];
}

function* transfer(path: Path, { pools }: Deployment, stated: Mapping): Generator<Found> {
  const [deployments, name] = path as [string, string];
  const block = (stated[deployments] as Mapping)[name];
  if (isMapping(block) && "transfer" in block && pools.every((pool) => pool.role !== "prefill")) {
    yield [
      [...path, "transfer"],
      "nothing is transferred in a deployment without a prefill pool; remove this",
    ];
  }
}

function* arithmetic(
  path: Path,
  { precision }: Pick<ScenarioFile, "precision">,
  profile: HardwareProfile,
): Generator<Found> {
  const { activations } = precision;
  if (activations === undefined || activations === "bf16") return;
  const known = profile.compute as Partial<Record<string, unknown>>;
  if (known[activations] === undefined) {
    yield [
      [...path, "hardware"],
      `${profile.id} has no ${activations} arithmetic for precision.activations; it has ${Object.keys(profile.compute).join(", ")}`,
    ];
  }
}

function* powerCap(
  path: Path,
  { powerCap: cap }: Pick<Pool, "powerCap">,
  profile: HardwareProfile,
): Generator<Found> {
  if (cap === undefined) return;
  const tdpWatts = profile.power.tdp.value;
  const watts = "watts" in cap ? cap.watts : cap.ofTdp * tdpWatts;
  const leastWatts = Math.max(LOWEST_POWER_CAP * tdpWatts, profile.power.idle.value * 1.05);
  if (watts < leastWatts || watts > tdpWatts)
    yield [
      [...path, "powerCap"],
      `${watts} W per device; ${profile.id} takes a cap from ${leastWatts} W to its TDP of ${tdpWatts} W`,
    ];
}

function* communication(
  path: Path,
  { scheduler, parallel }: Pool,
  profile: HardwareProfile,
): Generator<Found> {
  if (scheduler.communicationOverlap === undefined) return;
  const alone = parallel.tensor * parallel.data * (parallel.expert ?? 1) === 1;
  if (alone || "dataflow" in profile)
    yield [
      [...path, "scheduler", "communicationOverlap"],
      alone
        ? "nothing to hide: one device has no communication within a layer; remove this"
        : `${profile.id} runs a compiled program: what it communicates when is in its fixed times; remove this`,
    ];
}

function* paging(path: Path, { kv, role }: Pool, profile: HardwareProfile): Generator<Found> {
  if (kv.paging && (role === "attention" || "dataflow" in profile))
    yield [
      [...path, "kv", "paging"],
      role === "attention"
        ? "paging beside attention-FFN disaggregation is not modelled"
        : `${profile.id} keeps its KV cache in its own SRAM: paging it from a host is not modelled`,
    ];
}

function* speculation(path: Path, pool: Pool): Generator<Found> {
  const { role, kv } = pool;
  const stated = speculationsOf(pool);
  for (const [key, { draftTokens, acceptance }] of stated) {
    const at = [...path, ...key];
    if (typeof acceptance !== "number" && acceptance.length !== draftTokens)
      yield [[...at, "acceptance"], `${acceptance.length} acceptances for ${draftTokens} draftTokens`];
    if (role === "prefill" || role === "ffn")
      yield [at, `a ${role} pool yields no tokens: state it where they are generated`];
  }
  if (stated.length > 0 && kv.allocation === "on-demand")
    yield [[...path, "kv", "allocation"], "speculative decoding reserves blocks at admission: remove this"];
}

function* drafter(
  path: Path,
  { file, model, draftModels, hardware }: Known,
  { role }: Pool,
  draft: Drafter,
): Generator<Found> {
  const at = [...path, "speculative", "draft"];
  if (role === "attention")
    yield [at, "a drafter beside attention-FFN disaggregation is not modelled: the model's own MTP layer is"];
  const [drafts, profile] = [draftModels.get(draft.model), hardware.get(draft.hardware)];
  if (model && drafts && drafts.vocab !== model.vocab)
    yield [
      [...at, "model"],
      `${drafts.id} has a vocabulary of ${drafts.vocab}, ${model.id} one of ${model.vocab}: a draft must be verifiable token by token`,
    ];
  if (!profile) return;
  yield* arithmetic(at, { precision: draft.precision ?? file.precision }, profile);
  yield* powerCap(at, draft, profile);
  if (!drafts) return;
  for (const [key, message] of kindOf(profile).layoutProblems(draft.parallel, drafts))
    yield [[...at, "parallel", key], message];
}
