// From `workload.classes` to what the engine and the metrics know of them: levels of urgency, and what is promised to whom.
import { InputError } from "../base/errors.ts";
import type { ClassPromise } from "../metrics/slo.ts";
import type { BatchWait } from "../serving/intake.ts";
import type { SchedulerPolicy } from "../serving/schedulers/policy.ts";
import type { Urgency } from "../serving/urgency.ts";
import type { Pool, RequestClass, ScenarioFile } from "./schema.ts";

/** In the order of the file; one for everybody without classes. */
export function promisesOf({ workload: { classes }, slo }: ScenarioFile): ClassPromise[] {
  if (classes === undefined) return [{ name: "", slo, deadlineSeconds: Number.POSITIVE_INFINITY }];
  return Object.entries(classes).map(([name, { slo: own, deadline, arrivals }]) => ({
    name,
    slo: own ?? (deadline === undefined ? slo : {}),
    deadlineSeconds: deadline ?? Number.POSITIVE_INFINITY,
    wholeRun: arrivals !== undefined,
  }));
}

/** The level of each class, and whether each level only fills idle time; undefined where all are alike. */
export function levelsOf({ workload: { classes } }: Pick<ScenarioFile, "workload">) {
  const all = Object.values(classes ?? {});
  const behind = (a: RequestClass, b: RequestClass) =>
    Number(a.runs === "idle") - Number(b.runs === "idle") ||
    b.priority - a.priority ||
    mostOf(b.maxSequences) - mostOf(a.maxSequences) ||
    mostOf(b.maxStepTokens) - mostOf(a.maxStepTokens) ||
    0;
  const levels = all
    .toSorted(behind)
    .filter((each, i, sorted) => i === 0 || behind(sorted[i - 1]!, each) !== 0);
  const limits = levels.map(({ maxSequences, maxStepTokens }) => ({
    maxSequences: maxSequences ?? Infinity,
    maxStepTokens: maxStepTokens ?? Infinity,
  }));
  const limited = limits.some((each) => each.maxSequences < Infinity || each.maxStepTokens < Infinity);
  if (levels.length < 2 && !limited) return undefined;
  return {
    levelOfClass: all.map((each) => levels.findIndex((level) => behind(level, each) === 0)),
    onlyIdle: levels.map(({ runs }) => runs === "idle"),
    limits,
  };
}

/** Finite, so that differences of what is not stated are none. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const mostOf = (stated: number | undefined): number => stated ?? NO_LIMIT;

/** What urgency is not modelled beside is refused where it may be the engine's own choice. */
export function urgencyOf(
  file: ScenarioFile,
  { name, scheduler }: Pool,
  { policy, batchWait }: { policy: SchedulerPolicy; batchWait: BatchWait | undefined },
): Urgency | undefined {
  const levels = levelsOf(file);
  if (levels === undefined) return undefined;
  const { onlyIdle, limits } = levels;
  if (batchWait)
    throw InputError.of(
      "",
      `pool ${name}`,
      "prompts that wait for each other (batchWait, or the engine's attention data ranks) beside classes of several urgencies are not modelled",
    );
  if (!policy.chunks && limits.some(({ maxStepTokens }) => maxStepTokens < Infinity))
    throw InputError.of(
      "",
      `pool ${name}`,
      `maxStepTokens of a class splits prompts over steps, and ${policy.name} does not: set scheduler.policy to chunked-prefill`,
    );
  return { levelCount: limits.length, preempts: scheduler.preemptForPriority ?? true, onlyIdle, limits };
}
