// What a pool has to have for the requests that come to it: classes of several urgencies, images, adapters.
import type { ModelProfile } from "../profiles/model.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { levelsOf } from "./build-classes.ts";
import { loraProblem } from "./lora.ts";
import { type Pool, type ScenarioFile, speculationsOf } from "./schema.ts";

type Found = [path: Path, message: string];

export function* tenantProblems(
  path: Path,
  file: ScenarioFile,
  pool: Pool,
  model: ModelProfile | undefined,
): Generator<Found> {
  yield* urgency(path, file, pool);
  yield* encoder(path, file, pool);
  yield* lora(path, file, pool, model);
}

/** Classes of several urgencies on this pool. */
function* urgency(path: Path, file: ScenarioFile, pool: Pool): Generator<Found> {
  const { role, scheduler, kv } = pool;
  const levels = levelsOf(file);
  const stated = [...path, "scheduler", "preemptForPriority"];
  if (levels === undefined) {
    if (scheduler.preemptForPriority !== undefined)
      yield [
        stated,
        "all requests are equally urgent: it has no effect without classes of several priorities",
      ];
    return;
  }
  const idle = levels.onlyIdle.includes(true);
  if (idle || scheduler.preemptForPriority !== false)
    for (const [key] of speculationsOf(pool))
      yield [
        [...path, ...key],
        "preempting a sequence between drafts is not modelled: set scheduler.preemptForPriority to false, and let every class run beside the others",
      ];
  if (idle && role !== "mixed")
    yield [
      [...path, "role"],
      `a class that runs: idle needs mixed pools: what is on its way to a ${role} pool cannot leave at once`,
    ];
  if (idle && kv.tiers)
    yield [
      [...path, "kv", "tiers"],
      "a class that runs: idle beside tiers is not modelled: what is being loaded cannot leave at once",
    ];
}

/** Images are encoded where prompts are prefilled. */
function* encoder(path: Path, { workload }: ScenarioFile, { encoder: stated, role }: Pool): Generator<Found> {
  const lengths = [workload.lengths, ...Object.values(workload.classes ?? {}).map((each) => each.lengths)];
  const images = lengths.some((each) => each?.images);
  const prefills = role === "mixed" || role === "prefill";
  if (stated && !prefills)
    yield [[...path, "encoder"], `a ${role} pool takes no images: state it where prompts are prefilled`];
  else if (stated && !images)
    yield [[...path, "encoder"], "no request brings images: state lengths.images, or remove this"];
  else if (!stated && images && prefills)
    yield [[...path, "encoder"], "needed: requests bring images, and nothing says what encodes them"];
  else if (images && role === "attention")
    yield [[...path, "role"], "images beside attention-FFN disaggregation are not modelled"];
}

/** Adapters that requests want, and a pool that has them. */
function* lora(
  path: Path,
  { workload, search }: ScenarioFile,
  pool: Pool,
  model: ModelProfile | undefined,
): Generator<Found> {
  const { lora: stated, role, speculative } = pool;
  const at = [...path, "lora"];
  if (!stated) {
    if (workload.adapters)
      yield [at, "needed: requests want adapters (workload.adapters), and this pool has no slots for them"];
    return;
  }
  if (!workload.adapters) yield [at, "no request wants an adapter: state workload.adapters, or remove this"];
  if (role === "attention" || role === "ffn")
    yield [at, `adapters on ${role} pools are not modelled: use mixed ones, or prefill and decode pools`];
  if (speculative)
    yield [at, "adapters beside speculative decoding are not modelled: drafts are not the adapter's"];
  if (levelsOf({ workload })?.onlyIdle.includes(true))
    yield [
      at,
      "a class that runs: idle beside adapters is not modelled: one that is being loaded cannot leave at once",
    ];
  if (search) yield [["search"], "adapters are not modelled in a search"];
  const problem = model && loraProblem(stated, model);
  if (problem) yield [at, problem];
}
