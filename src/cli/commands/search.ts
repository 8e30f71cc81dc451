// `forewatt search`: which deployment to build, of all that the scenario's `search` block allows.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { type Found, Search } from "../../planner/search/search.ts";
import { type ManifestKind, manifestKinds, manifestOf } from "../../report/emit.ts";
import { searchAnswer, searchCsv, searchJson, searchTable } from "../../report/search.ts";
import type { LoadedScenario } from "../../scenario/load.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice, sourceOf } from "../context.ts";
import { refusePipe } from "../files.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import {
  type Format,
  oneOf,
  outOption,
  outputOptions,
  scenarioOptions,
  seedOption,
  single,
} from "../options.ts";
import { print, printJson, warnUser } from "../output.ts";
import { pace, progressMeter } from "../progress.ts";
import { groundsOf, profilesOf, reportContext } from "../report-context.ts";
import { terminalColumns } from "../terminal.ts";
import { workersOption } from "../workers/option.ts";
import { performAll } from "../workers/pool.ts";
import type { Task } from "../workers/tasks.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  workers: number;
  emit?: ManifestKind | undefined;
  pick: string;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      seedOption(
        outOption(
          outputOptions(
            scenarioOptions(
              yargs.positional("scenario", {
                describe: "scenario file (YAML) with a search block",
                type: "string",
                demandOption: true,
              }),
            ),
          ),
          "folder for report.html, search.json, search.csv and the front as a chart",
        ),
      ),
    )
      .option("emit", {
        describe: "print a manifest that deploys a configuration instead: vllm, dynamo or kserve",
        string: true,
        requiresArg: true,
        coerce: oneOf("emit", manifestKinds),
      })
      .option("pick", {
        describe: "which one to emit: efficient, cheap, or its name",
        string: true,
        requiresArg: true,
        default: "efficient",
        coerce: single("pick"),
      })
      .example(
        "$0 search scenarios/search-70b.yaml",
        "the best of some 4,700, in under a minute on two cores",
      )
      .example(
        "$0 search scenarios/search-70b.yaml --emit vllm --pick cheap",
        "the command that starts the cheapest",
      ),

  async run(options) {
    refusePipe(options.scenario);
    const loaded = load(options.scenario, options);
    const { scenario, stated } = loaded;
    if (scenario.file.workload.arrivals.process === "all-at-once")
      throw new InputError([
        {
          ...stated.positionOf(["workload", "arrivals"]),
          path: "workload.arrivals",
          message: "a search needs a load that can be scaled: arrivals over time or users",
        },
      ]);
    watchInterrupt();
    const search = searchOf(loaded, options.seed);
    const stopped = await simulateCandidates(search, options);

    const head = { scenario: scenario.name, seed: options.seed, stopped };
    const grounds = groundsOf(withBest(scenario, search));
    if (options.out !== undefined) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { searchChart } = await import("../../report/charts/search.ts");
      const { searchPage } = await import("../../report/html/pages/search.ts");
      const chart = searchChart(scenario.name, search.ranked(), searchAnswer(search));
      await writeFiles(
        options.out,
        {
          "search.json": `${JSON.stringify(searchJson(search, head), null, 2)}\n`,
          "search.csv": searchCsv(search),
        },
        chart ? [chart] : [],
        searchPage(scenario.name, search, chart, contextOf(options, scenario), options.seed, grounds),
      );
    }
    if (options.emit !== undefined) {
      const chosen = picked(search, options.pick);
      const { text, unexpressed } = manifestOf(options.emit, scenario, chosen.name, chosen.deployment);
      print(text);
      for (const each of unexpressed) warnUser(`not expressed: ${each}`, options.quiet);
    } else if (options.format === "json") printJson(searchJson(search, head));
    else
      print(
        options.format === "csv"
          ? searchCsv(search)
          : searchTable(search, grounds.assumptions, terminalColumns()),
      );
    if (stopped) throw new Interrupted();
    return search.found.length === 0 ? 1 : 0;
  },
};

/** What is wrong with the lists is told with its place in the file. */
function searchOf({ scenario, stated }: LoadedScenario, seed: number): Search {
  try {
    return new Search(scenario, { seed });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map((problem) => ({ ...problem, ...stated.positionOf(problem.path.split(".")) })),
    );
  }
}

/** The answer leans on what the best of them is made of. */
function withBest(scenario: ResolvedScenario, search: Search): ResolvedScenario {
  const [best] = search.ranked();
  if (!best) return scenario;
  return { ...scenario, file: { ...scenario.file, deployments: { [best.name]: best.deployment } } };
}

const contextOf = (options: Options, scenario: ResolvedScenario) =>
  reportContext(
    ["search", options.scenario],
    {
      seed: options.seed,
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
    },
    [options.scenario],
    profilesOf(scenario),
  );

function picked(search: Search, pick: string): Found {
  const ranked = search.ranked();
  const cost = ({ worth }: Found) => worth.usdPerMillionOutputTokens ?? Number.POSITIVE_INFINITY;
  const found =
    pick === "efficient"
      ? ranked[0]
      : pick === "cheap"
        ? [...ranked].sort((a, b) => cost(a) - cost(b))[0]
        : ranked.find(({ name }) => name === pick);
  if (found) return found;
  const names = ranked.map(({ name }) => name);
  throw InputError.of(
    "command line",
    "--pick",
    names.length === 0
      ? "no configuration meets the SLO, so there is nothing to emit"
      : `no configuration that was simulated is called "${pick}".${didYouMean(pick, names)}`,
  );
}

/** Whether it was stopped before all candidates were settled. */
async function simulateCandidates(search: Search, options: Options): Promise<boolean> {
  const progress = progressMeter("search", options.quiet);
  const told = pace("configurations");
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
  for await (const { task, answer } of performAll(tasks(), options.workers, search.lookAhead)) {
    search.add(task.configuration, answer);
    // The first answers come slowly, from threads that are starting, and have left out little: no time is told from them.
    const rest =
      search.found.length === 0
        ? ", none feasible yet"
        : search.evaluated > search.lookAhead
          ? told(search.evaluated, search.total - search.pruned)
          : "";
    progress.show(`${search.evaluated} simulated, ${search.pruned} left out of ${search.total}${rest}`);
  }
  progress.clear();
  return search.settled < search.total;
}
