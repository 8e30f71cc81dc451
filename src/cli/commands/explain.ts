// `forewatt explain`: where a step's time, energy and money go, and which sourced figures the answer leans on.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { contrastOf } from "../../planner/explain/contrast.ts";
import {
  type DeploymentExplanation,
  type Explanation,
  explainDeployment,
} from "../../planner/explain/explain.ts";
import { explainCsv } from "../../report/explain-csv.ts";
import { explainTable } from "../../report/explain-table.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice } from "../context.ts";
import { finishOrDrop } from "../finish-work.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, integer, outOption, scenarioQuestion, single } from "../options.ts";
import { print, printJson } from "../output.ts";
import { progressMeter } from "../progress.ts";
import { profilesOf, reportContext } from "../report-context.ts";
import { terminalColumns } from "../terminal.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  figures: number;
  against?: string | undefined;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

/** Of the few hundred simulations with something changed: effects need no more requests than steady figures do. */
const MOST_REQUESTS = 1000;

export const command: Command<Options> = {
  options: (yargs) =>
    outOption(
      scenarioQuestion(
        yargs
          .example(
            "$0 explain scenarios/users-8b-closed-loop.yaml --figures 3",
            "what binds, and what the answer leans on",
          )
          .example(
            "$0 explain scenarios/users-8b-closed-loop.yaml --against l40s",
            "why the others are better or worse than l40s",
          ),
      ),
      "folder for report.html, explain.json, explain.csv and charts",
    )
      .option("figures", {
        describe: "how many of the figures the answer leans on are listed in the table",
        string: true,
        requiresArg: true,
        default: "8",
        coerce: integer("figures", 0),
      })
      .option("against", {
        describe: "the deployment that the others are held against; default: the first that can exist",
        string: true,
        requiresArg: true,
        coerce: single("against"),
      }),

  async run(options) {
    const { scenario } = load(options.scenario, options);
    watchInterrupt();
    const requests =
      scenario.file.workload.requests === undefined
        ? undefined
        : Math.min(scenario.file.workload.requests, MOST_REQUESTS);
    const names = Object.keys(scenario.file.deployments);
    checkAgainst(options.against, names);
    const deployments: DeploymentExplanation[] = [];
    let stopped = false;
    for (const [index, name] of names.entries()) {
      const progress = progressMeter(`explaining ${name} (${index + 1}/${names.length})`, options.quiet);
      const search = explainDeployment(scenario, name, { seed: options.seed, requests });
      const finished = await finishOrDrop(search, progress);
      stopped = finished === undefined;
      if (finished === undefined) break;
      deployments.push(finished.result);
    }
    if (deployments.length === 0) throw new Interrupted();

    const explained = deployments.filter((each): each is Explanation => !("infeasible" in each));
    const baseline = options.against ?? explained[0]?.name;
    const against = explained.find(({ name }) => name === baseline);
    const contrasts = against
      ? explained.filter((each) => each !== against).map((each) => contrastOf(each, against))
      : [];
    const result = {
      schema: "forewatt.explain/1",
      scenario: scenario.name,
      seed: options.seed,
      deployments: deployments.map((each) =>
        "infeasible" in each
          ? each
          : { ...each, metrics: undefined, point: { ...each.point, prompts: undefined } },
      ),
      contrasts,
    };
    if (options.out !== undefined) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { waterfallCharts } = await import("../../report/charts/waterfall.ts");
      const { explainPage } = await import("../../report/html/pages/explain.ts");
      await writeFiles(
        options.out,
        { "explain.json": `${JSON.stringify(result, null, 2)}\n`, "explain.csv": explainCsv(deployments) },
        explained.flatMap((each) => waterfallCharts(each, names.indexOf(each.name))),
        explainPage(scenario.name, deployments, contrasts, contextOf(options, scenario), options.seed),
      );
    }
    if (options.format === "json") printJson(result);
    else
      print(
        options.format === "csv"
          ? explainCsv(deployments)
          : explainTable(scenario.name, deployments, contrasts, {
              figureCount: options.figures,
              width: terminalColumns(),
            }),
      );
    if (stopped) throw new Interrupted();
    return explained.length === 0 ? 1 : 0;
  },
};

function checkAgainst(against: string | undefined, names: readonly string[]): void {
  if (against !== undefined && !names.includes(against))
    throw InputError.of(
      "command line",
      "--against",
      `no such deployment: "${against}".${didYouMean(against, names)}`,
    );
}

const contextOf = (options: Options, scenario: ResolvedScenario) =>
  reportContext(
    ["explain", options.scenario],
    {
      seed: options.seed,
      against: options.against,
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
    },
    [options.scenario],
    profilesOf(scenario),
  );
