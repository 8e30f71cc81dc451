// From `workload.classes` to what the engine and the metrics know of them: levels of urgency, and what is promised to whom.
import type { ClassPromise } from "../metrics/slo.ts";
import type { Urgency } from "../serving/urgency.ts";
import type { RequestClass, ScenarioFile } from "./schema.ts";

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
    Number(a.runs === "idle") - Number(b.runs === "idle") || b.priority - a.priority;
  const levels = all
    .toSorted(behind)
    .filter((each, i, sorted) => i === 0 || behind(sorted[i - 1]!, each) !== 0);
  if (levels.length < 2) return undefined;
  return {
    levelOfClass: all.map((each) => levels.findIndex((level) => behind(level, each) === 0)),
    onlyIdle: levels.map(({ runs }) => runs === "idle"),
  };
}

export function urgencyOf(file: ScenarioFile, preemptForPriority = true): Urgency | undefined {
  const levels = levelsOf(file);
  return (
    levels && { levelCount: levels.onlyIdle.length, preempts: preemptForPriority, onlyIdle: levels.onlyIdle }
  );
}
