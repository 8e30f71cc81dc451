// `forewatt compare A B`: two scenarios or two results, figure by figure; `--max-change` makes it a gate.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { headlines, headlinesNamed } from "../../metrics/headline.ts";
import type { RunResult } from "../../metrics/result.ts";
import { compareResults, failedGates, type GateFailure } from "../../planner/compare.ts";
import { modelError } from "../../report/answer.ts";
import { comparisonCsv, comparisonTable } from "../../report/compare-table.ts";
import { feasibleOf } from "../../report/feasible.ts";
import { simulate } from "../../scenario/simulate.ts";
import type { Command } from "../command.ts";
import { loadToSimulate, type ScenarioChoice } from "../context.ts";
import { breathe, Interrupted, watchInterrupt } from "../interrupt.ts";
import {
  type Format,
  list,
  outOption,
  outputOptions,
  replicationsOption,
  scenarioOptions,
  seedOption,
} from "../options.ts";
import { print, printJson, warnUser } from "../output.ts";
import { reportContext } from "../report-context.ts";
import { isResultFile, readResult } from "../result-file.ts";

interface Options extends ScenarioChoice {
  a: string;
  b: string;
  seed: number;
  replications: number;
  "max-change": string[];
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    outOption(
      replicationsOption(
        seedOption(
          outputOptions(
            scenarioOptions(
              yargs
                .example(
                  "$0 compare scenarios/chat-70b-blackwell.yaml scenarios/chat-70b-heavy.yaml",
                  "what differs, and by how much",
                )
                .example(
                  "$0 compare scenarios/chat-70b-blackwell.yaml scenarios/chat-70b-blackwell.yaml --max-change tpot=5%",
                  "as a gate",
                ),
            ),
          ),
        ),
      ),
      "folder for report.html, compare.json and compare.csv",
    )
      .positional("a", { describe: "scenario (YAML) or result.json", type: "string", demandOption: true })
      .positional("b", { describe: "what to hold against it", type: "string", demandOption: true })
      .option("max-change", {
        describe: "fail (exit 1) if a figure moves further: tpot=5%, ttft.p90=10%, cost=3% (repeatable)",
        string: true,
        requiresArg: true,
        default: [],
        defaultDescription: "none",
        coerce: list("max-change"),
      }),

  async run(options) {
    const limits = readLimits(options["max-change"]);
    watchInterrupt();
    const [a, b] = await sides(options);
    const deployments = compareResults(a, b);
    const failures = failedGates(deployments, limits);
    const output = {
      schema: "forewatt.compare/1",
      a: options.a,
      b: options.b,
      deployments,
      failed: failures,
    };
    if (options.out !== undefined) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { comparePage } = await import("../../report/html/pages/compare.ts");
      const { compareChart } = await import("../../report/charts/compare.ts");
      const chart = compareChart(deployments);
      await writeFiles(
        options.out,
        {
          "compare.json": `${JSON.stringify(output, null, 2)}\n`,
          "compare.csv": comparisonCsv(deployments),
        },
        chart ? [chart] : [],
        comparePage(
          options,
          deployments,
          failures.map(gateMessage),
          contextOf(options),
          randomnessOf(options),
          confidenceOf(a[0]!, b[0]!),
        ),
      );
    }
    if (options.format === "json") printJson(output);
    else print(options.format === "csv" ? comparisonCsv(deployments) : comparisonTable(deployments));
    for (const failure of failures) process.stderr.write(`${gateMessage(failure)}\n`);
    for (const deployment of deployments)
      if ("unmatched" in deployment) warnUser(`${deployment.name}: ${deployment.unmatched}`, options.quiet);
    return failures.length > 0 || deployments.every((deployment) => "unmatched" in deployment) ? 1 : 0;
  },
};

/** The same model predicts both: what it errs on in both alike is no difference. */
function confidenceOf(a: RunResult, b: RunResult): string {
  const error = modelError([...feasibleOf(a), ...feasibleOf(b)]);
  return error === ""
    ? ""
    : `${error}. This is of each side; what both have in common cancels in the change.`;
}

const contextOf = ({ a, b, seed, replications, ...options }: Options) =>
  reportContext(
    ["compare", a, b],
    {
      ...(isResultFile(a) ? {} : { seed, replications: replications > 1 ? replications : undefined }),
      set: options.set,
      "on-bad-row": options["on-bad-row"],
      "allow-path": options["allow-path"],
      "max-change": options["max-change"],
    },
    [a, b],
  );

const randomnessOf = ({ a, seed, replications }: Options): string =>
  isResultFile(a) ? "" : `seed ${seed}${replications > 1 ? `, ${replications} replications` : ""}`;

/** `tpot=5%` to the largest relative change of every figure it names; a name said twice keeps the stricter. */
function readLimits(given: readonly string[]): Map<string, number> {
  const limits = new Map<string, number>();
  const known = [...new Set(headlines.flatMap(({ name }) => [name, name.split(".")[0]!]))];
  for (const text of given) {
    const match = /^\s*([\w.]+)\s*=\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
    if (!match)
      throw InputError.of(
        "command line",
        "--max-change",
        `expected a figure and a percentage such as tpot=5%, got "${text}"`,
      );
    const named = headlinesNamed(match[1]!);
    if (named.length === 0)
      throw InputError.of(
        "command line",
        "--max-change",
        `unknown figure "${match[1]}".${didYouMean(match[1]!, known)}`,
      );
    for (const { name } of named)
      limits.set(name, Math.min(limits.get(name) ?? Number.POSITIVE_INFINITY, Number(match[2]) / 100));
  }
  return limits;
}

/** Both sides, simulated with the same seeds where they are scenarios. */
async function sides(options: Options): Promise<[RunResult[], RunResult[]]> {
  const files = [options.a, options.b];
  const results = files.filter(isResultFile);
  if (results.length === 1)
    throw InputError.of(
      "command line",
      results[0]!,
      "a result can only be compared with a result, a scenario with a scenario",
    );
  if (results.length === 2) {
    const given = ["set", "allow-path", "on-bad-row"].find(
      (name) => (options as unknown as Record<string, string[] | undefined>)[name]?.length,
    );
    if (given)
      throw InputError.of("command line", `--${given}`, "means nothing for results that are there already");
    return [[readResult(options.a)], [readResult(options.b)]];
  }
  const scenarios = files.map((file) => loadToSimulate(file, options).scenario);
  const pairs: [RunResult[], RunResult[]] = [[], []];
  for (let replication = 0; replication < options.replications; replication++) {
    for (const [side, scenario] of scenarios.entries()) {
      pairs[side]!.push(simulate(scenario, { seed: options.seed + replication }).result);
      if (await breathe()) throw new Interrupted();
    }
  }
  return pairs;
}

function gateMessage({ deployment, metric, limit, change }: GateFailure): string {
  if (limit === 0 && change === null) return `gate failed: ${deployment} is ${metric}`;
  const moved = change === null ? "cannot be compared" : `moved by ${(100 * change).toFixed(2)} %`;
  return `gate failed: ${deployment} ${metric} ${moved}, allowed ${100 * limit} %`;
}
