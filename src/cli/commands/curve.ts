// `forewatt curve`: throughput per megawatt and cost per token against interactivity, per deployment.
import { checkLengths, curveOf, type DeploymentCurve } from "../../planner/curve/curve.ts";
import { type HeldAgainst, heldAgainst } from "../../planner/curve/published.ts";
import {
  atInteractivities,
  curveCsv,
  curveTable,
  fixedInteractivityCsv,
  isCurve,
} from "../../report/curve.ts";
import { curveFinding } from "../../report/curve-finding.ts";
import { publishedCsv } from "../../report/published.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice } from "../context.ts";
import { finishWork } from "../finish-work.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, oneOf, outOption, scenarioQuestion } from "../options.ts";
import { print, printJson } from "../output.ts";
import { progressMeter } from "../progress.ts";
import { groundsOf, profilesOf, reportContext } from "../report-context.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  layouts: "sweep" | "stated";
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    outOption(
      scenarioQuestion(
        yargs
          .example("$0 curve scenarios/chat-70b-blackwell.yaml", "over loads and layouts")
          .example(
            "$0 curve scenarios/users-8b-closed-loop.yaml --layouts stated --out out",
            "the layouts as they are, as a page",
          ),
      ),
      "folder for report.html, curve.json, curve.csv, fixed-interactivity.csv, published.csv and a chart",
    ).option("layouts", {
      describe: "parallel layouts of the same devices: sweep them, or only the stated ones",
      string: true,
      requiresArg: true,
      default: "sweep",
      coerce: oneOf("layouts", ["sweep", "stated"]),
    }),

  async run(options) {
    const loaded = load(options.scenario, options);
    checkLengths(loaded);
    const { scenario } = loaded;
    if (options.out !== undefined) {
      const { makeFolder } = await import("../../report/render/output-folder.ts");
      await makeFolder(options.out);
    }
    watchInterrupt();
    const deployments: DeploymentCurve[] = [];
    const names = Object.keys(scenario.file.deployments);
    let stopped = false;
    for (const [index, name] of names.entries()) {
      if (stopped) break;
      const progress = progressMeter(`curve of ${name} (${index + 1}/${names.length})`, options.quiet);
      const sweep = curveOf(scenario, name, {
        seed: options.seed,
        sweepLayouts: options.layouts === "sweep",
      });
      const finished = await finishWork(sweep, progress);
      stopped = finished.stopped;
      deployments.push(finished.result);
    }

    const held = stopped ? [] : await heldAgainstPublished(scenario, options);
    const curves = deployments.filter(isCurve);
    const result = {
      schema: "forewatt.curve/1",
      scenario: scenario.name,
      seed: options.seed,
      deployments,
      atInteractivity: atInteractivities(curves),
      published: held,
    };
    if (options.out !== undefined) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { curveChart } = await import("../../report/charts/curve.ts");
      const { curvePage } = await import("../../report/html/pages/curve.ts");
      await writeFiles(
        options.out,
        {
          "curve.json": `${JSON.stringify(result, null, 2)}\n`,
          "curve.csv": curveCsv(deployments),
          "fixed-interactivity.csv": fixedInteractivityCsv(curves),
          ...(held.length > 0 && { "published.csv": publishedCsv(held) }),
        },
        curves.length > 0 ? [curveChart(scenario.name, curves, curveFinding(curves), held)] : [],
        curvePage(
          scenario.name,
          deployments,
          held,
          contextOf(options, scenario),
          options.seed,
          groundsOf(scenario),
        ),
      );
    }
    if (options.format === "json") printJson(result);
    else
      print(options.format === "csv" ? curveCsv(deployments) : curveTable(scenario.name, deployments, held));
    if (stopped) throw new Interrupted();
    return curves.length === 0 ? 1 : 0;
  },
};

async function heldAgainstPublished(
  scenario: ResolvedScenario,
  { seed, quiet }: Options,
): Promise<HeldAgainst[]> {
  const progress = progressMeter("held against published points", quiet);
  return (await finishWork(heldAgainst(scenario, { seed }), progress)).result;
}

const contextOf = (options: Options, scenario: ResolvedScenario) =>
  reportContext(
    ["curve", options.scenario],
    {
      seed: options.seed,
      layouts: options.layouts === "sweep" ? undefined : options.layouts,
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
    },
    [options.scenario],
    profilesOf(scenario),
  );
