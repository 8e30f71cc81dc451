// `forewatt run`: simulate every deployment of a scenario, compare them, write the report.
import type { RunOutput } from "../../metrics/result.ts";
import { combineReplications } from "../../scenario/replications.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { simulation } from "../../scenario/simulate.ts";
import { buildId } from "../build-id.ts";
import type { Command } from "../command.ts";
import { loadToSimulate, type ScenarioChoice, sourceOf } from "../context.ts";
import { inputFile } from "../input-file.ts";
import { breathe, Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, simulationOptions } from "../options.ts";
import { printResult, warnUser } from "../output.ts";
import { progressMeter } from "../progress.ts";
import { shownCommand } from "../shown-command.ts";
import { workersOption } from "../workers/option.ts";
import { performAll } from "../workers/pool.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  replications: number;
  workers: number;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

const LOOK_UP_MILLISECONDS = 50;
/** Work for less than this is done before threads have started. */
const THREADS_MILLISECONDS = 400;

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      simulationOptions(
        yargs.positional("scenario", {
          describe: "scenario file (YAML)",
          type: "string",
          demandOption: true,
        }),
      ),
    ),

  async run(options) {
    const { scenario } = loadToSimulate(options.scenario, options);
    if (options.out !== undefined) {
      // Before the work, not after it.
      const { makeFolder } = await import("../../report/render/output-folder.ts");
      await makeFolder(options.out);
    }
    const started = performance.now();
    const { output, stopped } = await simulateAll(scenario, options);
    if (stopped && output.result.deployments.length === 0) throw new Interrupted();
    output.result.engine.wallSeconds = (performance.now() - started) / 1000;

    if (options.out !== undefined) {
      const { writeReport } = await import("../../report/render/write.ts");
      await writeReport(options.out, output, reportContext(options));
    }
    printResult(output.result, options.format);
    for (const warning of output.warnings) warnUser(warning, options.quiet);
    for (const deployment of output.result.deployments) {
      if ("infeasible" in deployment)
        warnUser(`${deployment.name} is infeasible: ${deployment.infeasible.reason}`, options.quiet);
    }
    if (stopped) throw new Interrupted();
    return output.result.deployments.every((deployment) => "infeasible" in deployment) ? 1 : 0;
  },
};

/** The first replication here, where it can be watched; the others on all cores if that takes longer than starting them. */
async function simulateAll(
  scenario: ResolvedScenario,
  options: Options,
): Promise<{ output: RunOutput; stopped: boolean }> {
  watchInterrupt();
  const { seed, replications } = options;
  const progress = progressMeter("simulating", options.quiet);
  const startedAt = performance.now();
  const first = await simulateInPieces(scenario, seed, (done) => progress.show(done / replications));
  const outputs = [first.output];
  if (!first.stopped && replications > 1) {
    const worthThreads = (performance.now() - startedAt) * (replications - 1) > THREADS_MILLISECONDS;
    const source = sourceOf(options.scenario, options);
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
async function simulateInPieces(
  scenario: ResolvedScenario,
  seed: number,
  show: (done: number) => void,
): Promise<{ output: RunOutput; stopped: boolean }> {
  const run = simulation(scenario, { seed });
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

const reportContext = (options: Options) => ({
  command: shownCommand(["run", options.scenario], {
    seed: options.seed,
    replications: options.replications > 1 ? options.replications : undefined,
    set: options.set,
    "on-bad-row": options["on-bad-row"],
    "allow-path": options["allow-path"],
  }),
  build: buildId,
  files: [inputFile(options.scenario)],
});
