// `forewatt run`: simulate every deployment of a scenario, compare them, write the report.
import { simulate } from "../../scenario/simulate.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice } from "../context.ts";
import { type Format, simulationOptions } from "../options.ts";
import { printResult, warnUser } from "../output.ts";
import { progressMeter } from "../progress.ts";

interface Options extends ScenarioChoice {
  scenario: string;
  seed: number;
  replications: number;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    simulationOptions(yargs.positional("scenario", { describe: "scenario file (YAML)", type: "string", demandOption: true })),

  async run(options) {
    const { scenario } = load(options.scenario, options);
    const started = performance.now();
    const progress = progressMeter("simulating", options.quiet);
    const output = simulate(scenario, { seed: options.seed, replications: options.replications, onProgress: progress.show });
    progress.clear();
    output.result.engine.wallSeconds = (performance.now() - started) / 1000;

    if (options.out !== undefined) {
      const { writeReport } = await import("../../report/render/write.ts");
      await writeReport(options.out, output, { command: shownCommand(options) });
    }
    printResult(output.result, options.format);
    for (const deployment of output.result.deployments) {
      if ("infeasible" in deployment) warnUser(`${deployment.name} is infeasible: ${deployment.infeasible.reason}`, options.quiet);
    }
    return output.result.deployments.every((deployment) => "infeasible" in deployment) ? 1 : 0;
  },
};

/** The command line that gives this result again. */
function shownCommand(options: Options): string {
  const quoted = (text: string) => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const words = ["forewatt", "run", options.scenario, "--seed", String(options.seed)];
  if (options.replications > 1) words.push("--replications", String(options.replications));
  for (const override of options.set) words.push("--set", override);
  if (options["on-bad-row"]) words.push("--on-bad-row", options["on-bad-row"]);
  for (const folder of options["allow-path"]) words.push("--allow-path", folder);
  return words.map(quoted).join(" ");
}
