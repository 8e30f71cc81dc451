// `forewatt validate`: predict measured points by simulating each as it was measured, and report the errors.
import { join } from "node:path";
import { doubtsOf } from "../../accuracy/doubts.ts";
import type { Experiment } from "../../accuracy/experiment.ts";
import { type Bar, failedBars } from "../../accuracy/gate.ts";
import { groupErrors } from "../../accuracy/groups.ts";
import { headlineMetrics } from "../../accuracy/metrics.ts";
import type { Prediction } from "../../accuracy/predict.ts";
import { rankings } from "../../accuracy/ranking.ts";
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { parseEngineFile } from "../../profiles/engine-file.ts";
import {
  accuracyMarkdown,
  accuracyTable,
  predictionsCsv,
  showsRows,
  unmodelledReasons,
} from "../../report/accuracy.ts";
import type { Command } from "../command.ts";
import { readText } from "../files.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { commaList, type MeasurementChoice, measurementOptions, readMeasurements } from "../measurements.ts";
import { integer, oneOf, quietOption, seedOption, single } from "../options.ts";
import { print, warnUser } from "../output.ts";
import { profileLibrary } from "../profiles.ts";
import { progressMeter } from "../progress.ts";
import { reportContext } from "../report-context.ts";
import { workersOption } from "../workers/option.ts";
import { performAll } from "../workers/pool.ts";

const formats = ["table", "json", "csv", "markdown"] as const;

interface Options extends MeasurementChoice {
  cases: string;
  "group-by": string[];
  "max-error": string[];
  profile?: string | undefined;
  limit?: number | undefined;
  traces?: string | undefined;
  out?: string | undefined;
  seed: number;
  workers: number;
  format: (typeof formats)[number];
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      measurementOptions(
        seedOption(
          quietOption(
            yargs
              .example("$0 validate docs/examples/measured.csv", "errors by metric and group")
              .example(
                "$0 validate docs/examples/measured.csv --max-error tpot=30% --format markdown",
                "as a gate, with a summary for CI",
              ),
          ),
        ),
      ),
    )
      .positional("cases", {
        describe:
          "measured points: CSV (columns: docs/guides/calibrate.md), or JSON of vllm bench, aiperf or InferenceX, or a folder of such files",
        type: "string",
        demandOption: true,
      })
      .option("group-by", {
        describe: "one more group per value of these columns, such as model,gpu,engine",
        string: true,
        requiresArg: true,
        default: [],
        defaultDescription: "none",
        coerce: commaList("group-by"),
      })
      .option("max-error", {
        describe: "fail where a metric's mean absolute error exceeds it: tpot=12% (repeatable)",
        string: true,
        requiresArg: true,
        default: [],
        defaultDescription: "none",
        coerce: commaList("max-error"),
      })
      .option("profile", {
        describe: "engine file that stands in for the profile it calibrates",
        string: true,
        requiresArg: true,
        coerce: single("profile"),
      })
      .option("limit", {
        describe: "only this many points, spread evenly over the file: a quick look",
        string: true,
        requiresArg: true,
        coerce: integer("limit", 1),
      })
      .option("traces", {
        describe: "folder of the request traces that drove trace experiments",
        string: true,
        requiresArg: true,
        coerce: single("traces"),
      })
      .option("out", {
        describe: "folder for report.html, result.json, predictions.csv, summary.md and parity plots",
        string: true,
        requiresArg: true,
        coerce: single("out"),
      })
      .option("format", {
        describe: "how results are printed: table, json, csv or markdown",
        string: true,
        requiresArg: true,
        default: "table",
        coerce: oneOf("format", formats),
      }),

  async run(options) {
    const bars = options["max-error"].map(readBar);
    const experiments = chosen(readMeasurements(options.cases, options), options);
    watchInterrupt();
    const { predictions, stopped } = await predictAll(experiments, options);
    const groups = groupErrors(predictions, options["group-by"]);
    const reasons = unmodelledReasons(predictions);
    const ranking = rankings(predictions);
    const failures = failedBars(groups, bars);
    const doubts = doubtsOf(predictions);
    const { cases, quality, seed } = options;
    const result = {
      schema: "forewatt.validate/1",
      cases,
      quality,
      seed,
      groups,
      ranking,
      unmodelled: reasons,
      failed: failures,
    };
    const texts = {
      json: () => `${JSON.stringify(result, null, 2)}\n`,
      csv: () => predictionsCsv(predictions),
      markdown: () => accuracyMarkdown(groups, reasons, ranking),
      table: () => accuracyTable(predictions, groups, ranking, rowsAreIn(options, predictions)),
    };
    if (options.out !== undefined) {
      const { parityCharts } = await import("../../report/charts/parity.ts");
      const { validatePage } = await import("../../report/html/pages/validate.ts");
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const files = {
        "result.json": texts.json(),
        "predictions.csv": texts.csv(),
        "summary.md": texts.markdown(),
      };
      const context = reportContext(
        ["validate", cases],
        {
          quality: options.quality.join(","),
          seed,
          profile: options.profile,
          limit: options.limit,
          traces: options.traces,
          "group-by": options["group-by"].join(",") || undefined,
        },
        [cases, ...(options.profile === undefined ? [] : [options.profile])],
      );
      await writeFiles(
        options.out,
        files,
        parityCharts(predictions),
        validatePage({ cases, predictions, groups, reasons, ranking, doubts, seed }, context),
      );
    }
    print(texts[options.format]());
    for (const doubt of doubts) warnUser(doubt, options.quiet);
    for (const { metric, percent, mapePercent } of failures) {
      const found =
        mapePercent === null ? "has no modelled points" : `is ${mapePercent.toFixed(2)} % off on average`;
      process.stderr.write(`gate failed: ${metric} ${found}, allowed ${percent} %\n`);
    }
    if (stopped) throw new Interrupted();
    const none = predictions.every(({ predicted }) => predicted === null);
    if (none) process.stderr.write(`nothing is predicted: none of ${predictions.length} rows is modelled\n`);
    return failures.length > 0 || none ? 1 : 0;
  },
};

function chosen(all: readonly Experiment[], { cases, limit, "group-by": groupBy }: Options): Experiment[] {
  const columns = Object.keys(all[0]!.columns);
  for (const name of groupBy)
    if (!columns.includes(name))
      throw InputError.of(
        "command line",
        "--group-by",
        `no column "${name}" in ${cases}.${didYouMean(name, columns)}`,
      );
  if (limit === undefined || limit >= all.length) return [...all];
  return Array.from({ length: limit }, (_, k) => all[Math.floor((k * all.length) / limit)]!);
}

function rowsAreIn({ out }: Options, predictions: readonly Prediction[]): string {
  if (out !== undefined) return `Every row: ${join(out, "predictions.csv")}.\n`;
  return showsRows(predictions) ? "" : "Every row: --format csv, or --out DIR.\n";
}

/** Neighbours in a file often share a simulation: they go to the same worker. */
const TASK_EXPERIMENTS = 16;

async function predictAll(
  experiments: readonly Experiment[],
  { seed, traces, profile, quiet, workers }: Options,
): Promise<{ predictions: Prediction[]; stopped: boolean }> {
  const calibrated = profile === undefined ? undefined : engineIn(profile);
  const progress = progressMeter("validating", quiet, { count: experiments.length, unit: "points" });
  const tasks = Array.from({ length: Math.ceil(experiments.length / TASK_EXPERIMENTS) }, (_, k) => {
    const some = experiments.slice(k * TASK_EXPERIMENTS, (k + 1) * TASK_EXPERIMENTS);
    return { kind: "predict", experiments: some, seed, traces, calibrated } as const;
  });
  const predictions: Prediction[] = [];
  let done = 0;
  for await (const { task, answer } of performAll(tasks, Math.min(workers, tasks.length))) {
    for (const [index, experiment] of task.experiments.entries())
      predictions.push(...answer[index]!.map((each) => ({ ...each, experiment })));
    done += task.experiments.length;
    progress.show(done / experiments.length);
  }
  progress.clear();
  return { predictions, stopped: done < experiments.length };
}

const engineIn = (profile: string) => parseEngineFile(profile, readText(profile), profileLibrary().engine);

function readBar(text: string): Bar {
  const match = /^(\w+)\s*=\s*(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (!match)
    throw InputError.of(
      "command line",
      "--max-error",
      `expected a metric and a percentage such as tpot=12%, got "${text}"`,
    );
  const [, metric = "", percent] = match;
  if (!headlineMetrics.some((known) => metric === known || metric.startsWith(`${known}_`)))
    throw InputError.of(
      "command line",
      "--max-error",
      `unknown metric "${metric}".${didYouMean(metric, headlineMetrics)}`,
    );
  return { metric, percent: Number(percent) };
}
