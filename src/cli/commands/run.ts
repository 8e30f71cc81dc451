// `forewatt run`: simulate every deployment of a scenario, compare them, write the report.

import { relative } from "node:path";
import { MOST_EXACT } from "../../metrics/value-store.ts";
import { StepTimelines } from "../../report/trace/step-timeline.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { SimulateOptions } from "../../scenario/simulate.ts";
import { both } from "../../serving/sink.ts";
import type { Command } from "../command.ts";
import { loadToSimulate, type ScenarioChoice, sourceOf } from "../context.ts";
import { refusePipe } from "../files.ts";
import { Interrupted } from "../interrupt.ts";
import { type Format, integer, simulationOptions, single } from "../options.ts";
import { printResult, warnUser } from "../output.ts";
import { profilesOf, reportContext } from "../report-context.ts";
import { simulateAll } from "../simulate-all.ts";
import { workersOption } from "../workers/option.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  replications: number;
  workers: number;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
  "trace-out"?: string | undefined;
  "requests-csv"?: string | undefined;
  "trace-seconds": number;
}

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      simulationOptions(
        yargs
          .example(
            "$0 run scenarios/chat-70b-blackwell.yaml --out out",
            "compare two deployments, write the report",
          )
          .example(
            "$0 run scenarios/chat-70b-blackwell.yaml --set workload.arrivals.rate='20 /s' --replications 5",
            "another load, with confidence intervals",
          )
          .example(
            "$0 run scenarios/users-8b-closed-loop.yaml --trace-out trace.json.gz",
            "what every instance did, for ui.perfetto.dev",
          )
          .positional("scenario", {
            describe: "scenario file (YAML)",
            type: "string",
            demandOption: true,
          }),
      ),
    )
      .option("trace-out", {
        describe:
          "file for a timeline of requests, steps, transfers and faults of the first replication, to open in ui.perfetto.dev (.json or .json.gz)",
        string: true,
        requiresArg: true,
        coerce: single("trace-out"),
      })
      .option("requests-csv", {
        describe:
          "file for a row per request of the first replication as it ends, any number of them (.csv or .csv.gz); --out holds the first million in order of arrival",
        string: true,
        requiresArg: true,
        coerce: single("requests-csv"),
      })
      .option("trace-seconds", {
        describe: "the timeline holds what begins in the first so many seconds of the run",
        string: true,
        requiresArg: true,
        default: "60",
        coerce: integer("trace-seconds", 1),
      }),

  async run(options) {
    if (options.replications > 1) refusePipe(options.scenario);
    const { scenario } = loadToSimulate(options.scenario, options);
    if (options.out !== undefined) {
      // Before the work, not after it.
      const { makeFolder } = await import("../../report/render/output-folder.ts");
      await makeFolder(options.out);
    }
    const trace =
      options["trace-out"] === undefined
        ? undefined
        : (await import("../trace-file.ts")).openTraceFile(options["trace-out"], options["trace-seconds"]);
    const requests =
      options["requests-csv"] === undefined
        ? undefined
        : (await import("../requests-file.ts")).openRequestsFile(
            options["requests-csv"],
            scenario.file.workload.classes && Object.keys(scenario.file.workload.classes),
          );
    const timelines = options.out === undefined ? undefined : new StepTimelines();
    const started = performance.now();
    const { output, stopped } = await simulateAll(scenario, {
      ...options,
      source: sourceOf(options.scenario, options),
      observe: observers(trace?.events, requests?.rows, timelines),
    }).catch((error) => {
      trace?.drop();
      requests?.drop();
      throw error;
    });
    trace?.close();
    requests?.close();
    if (stopped && output.result.deployments.length === 0) throw new Interrupted();
    output.result.engine.wallSeconds = (performance.now() - started) / 1000;

    if (options.out !== undefined) {
      const { writeReport } = await import("../../report/render/write.ts");
      const { analyse } = await import("../run-analysis.ts");
      const tracePath = options["trace-out"] && relative(options.out, options["trace-out"]);
      await writeReport(options.out, output, contextOf(options, scenario), {
        analysis: {
          ...(await analyse(scenario, output, options)),
          timelines: timelines!.timelines,
          tracePath,
        },
      });
    }
    printResult(output, options.format);
    for (const warning of output.result.warnings) warnUser(warning, options.quiet);
    const most = Math.max(
      ...output.result.deployments.map((each) => ("requests" in each ? each.requests.arrived : 0)),
    );
    if (options.out !== undefined && most > MOST_EXACT)
      warnUser(
        `requests.csv holds the first ${MOST_EXACT} requests of each deployment: --requests-csv FILE holds all`,
        options.quiet,
      );
    for (const deployment of output.result.deployments) {
      if ("infeasible" in deployment)
        warnUser(`${deployment.name} is infeasible: ${deployment.infeasible.reason}`, options.quiet);
    }
    if (stopped) throw new Interrupted();
    return output.result.deployments.every((deployment) => "infeasible" in deployment) ? 1 : 0;
  },
};

/** None where nobody asked: then a run costs nothing more. */
function observers(
  ...all: (Required<Pick<SimulateOptions, "observe">> | undefined)[]
): SimulateOptions["observe"] {
  const asked = all.flatMap((each) => (each ? [each] : []));
  if (asked.length === 0) return undefined;
  return (deployment) => asked.map((each) => each.observe!(deployment)).reduce(both);
}

const contextOf = (options: Options, scenario: ResolvedScenario) =>
  reportContext(
    ["run", options.scenario],
    {
      seed: options.seed,
      replications: options.replications > 1 ? options.replications : undefined,
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
    },
    [options.scenario],
    profilesOf(scenario),
  );
