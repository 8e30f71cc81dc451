// What a worker can be asked to do, as data that crosses threads and machines; each kind is one pure computation.

import type { Experiment } from "../../accuracy/experiment.ts";
import type { Prediction, Predictor } from "../../accuracy/predict.ts";
import type { RunOutput } from "../../metrics/result.ts";
import type { Evaluation } from "../../planner/search/evaluate.ts";
import type { Configuration } from "../../planner/search/space.ts";
import type { EngineProfile } from "../../profiles/engine.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { load, type ScenarioSource } from "../context.ts";
import { profileLibrary } from "../profiles.ts";
import type { OpenSweep, SweepSource } from "../sweep/open-sweep.ts";

export type Task =
  | { kind: "chunk"; source: SweepSource; chunk: number }
  | {
      kind: "predict";
      experiments: readonly Experiment[];
      seed: number;
      traces: string | undefined;
      calibrated: EngineProfile | undefined;
    }
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
  /** Of each experiment. */
  predict: Prediction[][];
  replication: Pick<RunOutput, "result">;
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

let predicting: { key: string; predictor: Predictor } | undefined;

async function predictorOf({
  seed,
  traces,
  calibrated,
}: Extract<Task, { kind: "predict" }>): Promise<Predictor> {
  const key = JSON.stringify([seed, traces, calibrated]);
  if (predicting?.key !== key) {
    const { createPredictor } = await import("../../accuracy/predict.ts");
    const { traceFolder } = await import("../trace-folder.ts");
    const traceOf = traces === undefined ? undefined : traceFolder(traces);
    predicting = {
      key,
      predictor: createPredictor({ profiles: profileLibrary(), seed, traceOf, calibrated }),
    };
  }
  return predicting.predictor;
}

export async function perform<T extends Task>(task: T): Promise<Answer<T>> {
  return (await performAny(task)) as Answer<T>;
}

async function performAny(task: Task): Promise<Answers[Task["kind"]]> {
  if (task.kind === "chunk") return (await sweepOf(task.source)).chunkText(task.chunk);
  if (task.kind === "predict") {
    const predictor = await predictorOf(task);
    return task.experiments.map((experiment) => predictor.predict(experiment));
  }
  const scenario = scenarioOf(task.source);
  switch (task.kind) {
    case "replication": {
      const { simulate } = await import("../../scenario/simulate.ts");
      const { result } = simulate(scenario, { seed: task.seed });
      return { result };
    }
    case "configuration": {
      const { evaluate } = await import("../../planner/search/evaluate.ts");
      return evaluate(scenario, task.configuration, task.seed, task.most);
    }
  }
}
