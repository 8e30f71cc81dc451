// What a worker can be asked to do, as data that crosses threads and machines; each kind is one pure computation.

import type { RunOutput } from "../../metrics/result.ts";
import type { Evaluation } from "../../planner/search/evaluate.ts";
import type { Configuration } from "../../planner/search/space.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { load, type ScenarioSource } from "../context.ts";
import type { OpenSweep, SweepSource } from "../sweep/open-sweep.ts";

export type Task =
  | { kind: "chunk"; source: SweepSource; chunk: number }
  | { kind: "replication"; source: ScenarioSource; seed: number }
  | {
      kind: "configuration";
      source: ScenarioSource;
      seed: number;
      most: number;
      configuration: Configuration;
    };

/** What the task of each kind gives. */
export interface Answers {
  chunk: string;
  replication: Pick<RunOutput, "result" | "warnings">;
  configuration: Evaluation;
}
export type Answer<T extends Task> = Answers[T["kind"]];

/** A worker is mostly asked about one scenario. */
let loaded: { key: string; scenario: ResolvedScenario } | undefined;

function scenarioOf(source: ScenarioSource): ResolvedScenario {
  const key = JSON.stringify(source);
  if (loaded?.key !== key) loaded = { key, scenario: load(source.path, source).scenario };
  return loaded.scenario;
}

let sweep: { key: string; sweep: OpenSweep } | undefined;

async function sweepOf(source: SweepSource): Promise<OpenSweep> {
  const key = JSON.stringify(source);
  if (sweep?.key !== key) {
    const { openSweep } = await import("../sweep/open-sweep.ts");
    sweep = { key, sweep: openSweep(source) };
  }
  return sweep.sweep;
}

export async function perform<T extends Task>(task: T): Promise<Answer<T>> {
  return (await performAny(task)) as Answer<T>;
}

async function performAny(task: Task): Promise<Answers[Task["kind"]]> {
  if (task.kind === "chunk") return (await sweepOf(task.source)).chunkText(task.chunk);
  const scenario = scenarioOf(task.source);
  switch (task.kind) {
    case "replication": {
      const { simulate } = await import("../../scenario/simulate.ts");
      const { result, warnings } = simulate(scenario, { seed: task.seed });
      return { result, warnings };
    }
    case "configuration": {
      const { evaluate } = await import("../../planner/search/evaluate.ts");
      return evaluate(scenario, task.configuration, task.seed, task.most);
    }
  }
}
