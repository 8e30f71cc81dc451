// What a schema cannot say of several models on one fleet: whose model is where, and what is not modelled beside it.
import { didYouMean } from "../base/nearest.ts";
import { kindOf } from "../cost/kinds/index.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { modelOf, wanting } from "./build-sharing.ts";
import { type Deployment, type Pool, type ScenarioFile, speculationsOf } from "./schema.ts";

type Found = [path: Path, message: string];

interface Known {
  file: ScenarioFile;
  model: ModelProfile | undefined;
  models: ReadonlyMap<string, ModelProfile>;
  hardware: ReadonlyMap<string, HardwareProfile>;
}

export function* sharingProblems(known: Known, name: string, deployment: Deployment): Generator<Found> {
  const path = ["deployments", name];
  const { pools } = deployment;
  const naming = pools.filter(({ models }) => models !== undefined);
  if (naming.length > 0 && naming.length < pools.length)
    yield [[...path, "pools"], "some pools name their models and some do not: state models of each"];
  for (const [index, pool] of pools.entries()) yield* ofPool([...path, "pools", index], known, pool);
  yield* whoServes(path, known, deployment);
}

function* ofPool(path: Path, { models: profiles, hardware }: Known, pool: Pool): Generator<Found> {
  const { models, swap } = pool;
  if (models === undefined) {
    if (swap) yield [[...path, "swap"], "the pool serves one model: name several in models, or remove this"];
    return;
  }
  const names = Object.keys(models);
  if (swap && swap.resident >= names.length)
    yield [
      [...path, "swap", "resident"],
      `all ${names.length} models are resident together: fewer, or remove swap`,
    ];
  if (pool.role !== "mixed")
    yield [[...path, "role"], `several models on ${pool.role} pools are not modelled: use mixed ones`];
  if (swap?.policy === "preempt")
    for (const [key] of speculationsOf(pool))
      yield [
        [...path, ...key],
        "preempting a sequence between drafts is not modelled: set swap.policy to drain",
      ];
  if (swap?.policy === "preempt" && pool.kv.tiers)
    yield [
      [...path, "kv", "tiers"],
      "what is being loaded cannot be preempted at once: set swap.policy to drain",
    ];
  for (const [key, what] of notBeside(pool)) yield [[...path, ...key], `${what} not modelled beside models`];
  const profile = hardware.get(pool.hardware);
  if (!profile) return;
  if (!("efficiency" in profile))
    yield [
      [...path, "models"],
      `${profile.id} holds weights in place: models that share it are not modelled`,
    ];
  else
    for (const name of names) {
      const model = profiles.get(name);
      if (!model) continue;
      for (const [key, message] of kindOf(profile).layoutProblems(pool.parallel, model))
        yield [[...path, "parallel", key], `${model.id}: ${message}`];
    }
}

function* notBeside({ speculative, encoder, lora, kv, maxOutstanding }: Pool): Generator<[string[], string]> {
  if (speculative) yield [["speculative"], "one speculation for all (state it of each of the models) is"];
  if (encoder) yield [["encoder"], "an encoder, which is one model's, is"];
  if (lora) yield [["lora"], "LoRA adapters, which are one model's, are"];
  if (kv.blocks !== undefined)
    yield [["kv", "blocks"], "a stated capacity is (state kvShare of each model):"];
  if (maxOutstanding !== undefined) yield [["maxOutstanding"], "a limit at the gateway is"];
}

/** Every class, or agent, finds its model in exactly one pool, and every model somebody who wants it. */
function* whoServes(path: Path, { file, model, models }: Known, { pools }: Deployment): Generator<Found> {
  if (!model) return;
  const served = new Map<string, Path>();
  for (const [index, pool] of pools.entries())
    for (const name of Object.keys(pool.models ?? {})) {
      const at = [...path, "pools", index, "models", name];
      const { id } = models.get(name) ?? {};
      if (id === undefined) continue;
      const other = served.get(id);
      if (other)
        yield [at, `${id} is on ${where(pools, other)} already: a model on two pools is not modelled`];
      else served.set(id, at);
    }
  const everywhere = served.size === 0;
  const wanted = new Set<string>();
  const what = file.workload.sessions ? "agent" : "class";
  for (const [name, wantedName] of wanting(file)) {
    if (wantedName !== undefined && !models.has(wantedName)) continue;
    const { id } = modelOf({ model, models }, wantedName);
    wanted.add(id);
    const isThere = everywhere ? id === model.id : served.has(id);
    const all = everywhere ? [model.id] : [...served.keys()];
    const who = name === "" ? "the workload" : `${what} ${name}`;
    if (!isThere)
      yield [
        [...path, "pools"],
        `no pool serves ${id}, which ${who} wants; ${all.join(", ")} ${all.length > 1 ? "are" : "is"} served.${didYouMean(id, all)}`,
      ];
    if (!everywhere && file.workload.classes?.[name]?.runs === "idle")
      yield [
        ["workload", "classes", name, "runs"],
        `idle beside pools that name their models (deployment ${String(path[1])}) is not modelled: an idle instance need not have idle devices`,
      ];
  }
  for (const [id, at] of served)
    if (!wanted.has(id))
      yield [at, `nobody wants ${id}: state it as model of a class or of an agent, or remove it`];
}

const where = (pools: Deployment["pools"], [, , , index]: Path): string =>
  `pool ${pools[Number(index)]!.name}`;
