// `forewatt capacity`: the largest load each deployment carries within its SLO.
import { InputError } from "../../base/errors.ts";
import { averageCapacity, capacityOf, type DeploymentCapacity } from "../../planner/capacity.ts";
import { startsSessions } from "../../planner/session-load.ts";
import { capacityCsv, capacityTable } from "../../report/capacity.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { answerKey, recall, remember } from "../cache.ts";
import type { Command } from "../command.ts";
import { loadToSimulate, type ScenarioChoice } from "../context.ts";
import { finishOrDrop } from "../finish-work.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, integer, replicationsOption, scenarioQuestion, single } from "../options.ts";
import { print, printJson, warnUser } from "../output.ts";
import { type ProgressMeter, progressMeter } from "../progress.ts";
import { groundsOf, profilesOf, reportContext } from "../report-context.ts";
import { terminalColumns } from "../terminal.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  replications: number;
  "n-plus": number;
  "no-cache": boolean;
  out?: string | undefined;
  format: Format;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    replicationsOption(
      scenarioQuestion(
        yargs
          .example("$0 capacity scenarios/chat-70b-blackwell.yaml", "the largest load of each deployment")
          .example(
            "$0 capacity scenarios/chat-70b-blackwell.yaml --n-plus 1",
            "what is left when an instance of every pool fails",
          ),
      ),
    )
      .option("n-plus", {
        describe: "capacity that is left when this many instances of every pool fail",
        string: true,
        requiresArg: true,
        default: "0",
        coerce: integer("n-plus", 0),
      })
      .option("out", {
        describe: "folder for report.html, capacity.json, capacity.csv and a chart",
        string: true,
        requiresArg: true,
        coerce: single("out"),
      })
      .option("no-cache", {
        describe: "work it out again, though an answer to the very same question is kept",
        boolean: true,
        default: false,
      }),

  async run(options) {
    const { scenario, stated } = loadToSimulate(options.scenario, options);
    if (scenario.file.workload.arrivals.process === "all-at-once")
      throw new InputError([
        {
          ...stated.positionOf(["workload", "arrivals"]),
          path: "workload.arrivals",
          message: "capacity needs a load that can be scaled: arrivals over time or users",
        },
      ]);
    const { sessions, arrivals } = scenario.file.workload;
    if (sessions && arrivals.process !== "closed-loop")
      warnUser(
        startsSessions(scenario)
          ? "load is in sessions per second here"
          : "load is in sessions per second here, and every load is tried with the same sessions: where they start faster than they end nothing is steady, and what is found is too much; use poisson or gamma arrivals of agents",
        options.quiet,
      );
    watchInterrupt();
    const deployments: DeploymentCapacity[] = [];
    let stopped = false;
    const names = Object.keys(scenario.file.deployments);
    for (const [index, name] of names.entries()) {
      const answers: DeploymentCapacity[] = [];
      for (let replication = 0; replication < options.replications && !stopped; replication++) {
        const what = options.replications === 1 ? "" : `, seed ${replication + 1}/${options.replications}`;
        const answer = await answered(
          scenario,
          name,
          { seed: options.seed + replication, failedInstances: options["n-plus"] },
          !options["no-cache"],
          progressMeter(`capacity of ${name} (${index + 1}/${names.length}${what})`, options.quiet),
        );
        if (answer) answers.push(answer);
        stopped = answer === undefined;
      }
      if (answers.length > 0) deployments.push(averageCapacity(answers));
      if (stopped) break;
    }

    const json = {
      schema: "forewatt.capacity/1",
      scenario: scenario.name,
      seed: options.seed,
      replications: options.replications,
      failedInstances: options["n-plus"],
      deployments,
    };
    if (options.out !== undefined) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { capacityChart, capacityPage } = await import("../../report/html/pages/capacity.ts");
      const failed = options["n-plus"];
      await writeFiles(
        options.out,
        { "capacity.json": `${JSON.stringify(json, null, 2)}\n`, "capacity.csv": capacityCsv(deployments) },
        [capacityChart(deployments, failed)],
        capacityPage(
          scenario.name,
          deployments,
          failed,
          contextOf(options, scenario),
          options.seed,
          groundsOf(scenario),
        ),
      );
    }
    if (options.format === "json") printJson(json);
    else
      print(
        options.format === "csv"
          ? capacityCsv(deployments)
          : capacityTable(deployments, groundsOf(scenario).assumptions, terminalColumns()),
      );
    if (stopped) throw new Interrupted();
    return deployments.every((deployment) => "infeasible" in deployment) ? 1 : 0;
  },
};

/** As kept, or worked out; undefined where that was stopped. */
async function answered(
  scenario: ResolvedScenario,
  name: string,
  asked: { seed: number; failedInstances: number },
  cached: boolean,
  progress: ProgressMeter,
): Promise<DeploymentCapacity | undefined> {
  const key = cached ? answerKey("capacity", scenario, { name, ...asked }) : undefined;
  const known = key === undefined ? undefined : recall<DeploymentCapacity>(key);
  if (known !== undefined) return known;
  let probes = 0;
  const finished = await finishOrDrop(capacityOf(scenario, name, asked), {
    show: (fraction) => progress.show({ fraction, doing: `${++probes} simulations` }),
    clear: () => progress.clear(),
  });
  if (finished === undefined) return undefined;
  const { result } = finished;
  // What has no limit, JSON cannot keep.
  const keeps = !("high" in result) || Number.isFinite(result.high);
  if (key !== undefined && keeps) remember(key, result);
  return result;
}

const contextOf = (options: Options, scenario: ResolvedScenario) =>
  reportContext(
    ["capacity", options.scenario],
    {
      seed: options.seed,
      replications: options.replications > 1 ? options.replications : undefined,
      "n-plus": options["n-plus"] || undefined,
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
    },
    [options.scenario],
    profilesOf(scenario),
  );
