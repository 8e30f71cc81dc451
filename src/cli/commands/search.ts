// `forewatt search`: which deployment to build, of all that the scenario's `search` block allows.
import { InputError } from "../../base/errors.ts";
import { LOOK_AHEAD, Search } from "../../planner/search/search.ts";
import { searchCsv, searchJson, searchTable } from "../../report/search.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice, sourceOf } from "../context.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, outputOptions, scenarioOptions, seedOption } from "../options.ts";
import { print, printJson } from "../output.ts";
import { progressMeter, timeLeft } from "../progress.ts";
import { workersOption } from "../workers/option.ts";
import { performAll } from "../workers/pool.ts";
import type { Task } from "../workers/tasks.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  workers: number;
  format: Format;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      seedOption(
        outputOptions(
          scenarioOptions(
            yargs.positional("scenario", {
              describe: "scenario file (YAML) with a search block",
              type: "string",
              demandOption: true,
            }),
          ),
        ),
      ),
    ),

  async run(options) {
    const { scenario, stated } = load(options.scenario, options);
    if (scenario.file.workload.arrivals.process === "all-at-once")
      throw new InputError([
        {
          ...stated.positionOf(["workload", "arrivals"]),
          path: "workload.arrivals",
          message: "a search needs a load that can be scaled: arrivals over time or users",
        },
      ]);
    watchInterrupt();
    const search = new Search(scenario, { seed: options.seed });
    const stopped = await simulateCandidates(search, options);

    const head = { scenario: scenario.name, seed: options.seed, stopped };
    if (options.format === "json") printJson(searchJson(search, head));
    else print(options.format === "csv" ? searchCsv(search) : searchTable(search));
    if (stopped) throw new Interrupted();
    return search.found.length === 0 ? 1 : 0;
  },
};

/** Whether it was stopped before all candidates were settled. */
async function simulateCandidates(search: Search, options: Options): Promise<boolean> {
  const progress = progressMeter("search", options.quiet);
  const left = timeLeft();
  const source = sourceOf(options.scenario, options);
  function* tasks(): Generator<Task & { kind: "configuration" }> {
    for (const { name, deployment, bound } of search.candidates())
      yield {
        kind: "configuration",
        source,
        seed: options.seed,
        most: bound.requestsPerSecond,
        configuration: { name, deployment },
      };
  }
  for await (const { task, answer } of performAll(tasks(), options.workers, LOOK_AHEAD)) {
    search.add(task.configuration, answer);
    const best = search.found.length > 0 ? "" : ", none feasible yet";
    progress.show(
      `${search.evaluated} simulated, ${search.pruned} left out of ${search.total}${best}${left(search.settled / search.total)}`,
    );
  }
  progress.clear();
  return search.settled < search.total;
}
