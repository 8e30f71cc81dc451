// All replications of a scenario: the first here, where it can be watched and followed; the others on all cores if that
// takes longer than starting them.
import type { RunOutput } from "../metrics/result.ts";
import { combineReplications } from "../scenario/replications.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { type SimulateOptions, simulation } from "../scenario/simulate.ts";
import type { ScenarioSource } from "./context.ts";
import { breathe, watchInterrupt } from "./interrupt.ts";
import { progressMeter } from "./progress.ts";
import { performAll } from "./workers/pool.ts";

const LOOK_UP_MILLISECONDS = 50;
/** Work for less than this is done before threads have started. */
const THREADS_MILLISECONDS = 400;

export interface Simulations {
  /** Where threads load the scenario from. */
  source: ScenarioSource;
  seed: number;
  replications: number;
  workers: number;
  quiet: boolean;
  /** Follows the first replication. */
  observe?: SimulateOptions["observe"];
}

export interface Simulated {
  output: RunOutput;
  /** By Ctrl-C: the output is what was finished. */
  stopped: boolean;
}

export async function simulateAll(scenario: ResolvedScenario, options: Simulations): Promise<Simulated> {
  watchInterrupt();
  const { seed, replications, source } = options;
  const { requests } = scenario.file.workload;
  const deployments = Object.keys(scenario.file.deployments).length;
  const progress = progressMeter(
    "simulating",
    options.quiet,
    requests === undefined ? undefined : { count: requests * deployments * replications, unit: "requests" },
  );
  const startedAt = performance.now();
  const first = await inPieces(scenario, options, (done) => progress.show(done / replications));
  const outputs = [first.output];
  if (!first.stopped && replications > 1) {
    const worthThreads = (performance.now() - startedAt) * (replications - 1) > THREADS_MILLISECONDS;
    const tasks = Array.from(
      { length: replications - 1 },
      (_, k) => ({ kind: "replication", source, seed: seed + k + 1 }) as const,
    );
    for await (const { answer } of performAll(tasks, worthThreads ? options.workers : 1)) {
      outputs.push({ ...answer, traces: [] });
      progress.show(outputs.length / replications);
    }
  }
  progress.clear();
  const stopped = first.stopped || outputs.length < replications;
  return { output: replications === 1 ? first.output : combineReplications(outputs, replications), stopped };
}

/** Looks up from the work now and then, to show progress and to notice Ctrl-C. */
async function inPieces(
  scenario: ResolvedScenario,
  { seed, observe }: Simulations,
  show: (done: number) => void,
): Promise<Simulated> {
  const run = simulation(scenario, { seed, observe });
  let stopped = false;
  let step = run.next(false);
  for (let lookedUpAt = performance.now(); !step.done; step = run.next(stopped)) {
    if (performance.now() - lookedUpAt < LOOK_UP_MILLISECONDS) continue;
    show(step.value);
    stopped = await breathe();
    lookedUpAt = performance.now();
  }
  return { output: step.value, stopped };
}
