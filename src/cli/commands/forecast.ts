// `forewatt forecast`: growth of a series with intervals, beside the lines a spreadsheet would draw.
import { type Asked, askedOptions, askedSeries } from "../../forecast/asked.ts";
import { type Forecast, type ForecastOptions, forecast, type Refusal } from "../../forecast/forecast.ts";
import { fitCurves } from "../../forecast/growth-curves.ts";
import { growthClasses } from "../../forecast/prior.ts";
import type { Series } from "../../forecast/series.ts";
import { forecastCsv, forecastTable, refusalText } from "../../report/forecast.ts";
import type { Command } from "../command.ts";
import { readText } from "../files.ts";
import { type Format, list, outputOptions, single } from "../options.ts";
import { atTerminal, print, printJson, warnUser } from "../output.ts";
import { reportContext } from "../report-context.ts";

interface Options extends Asked {
  file?: string | undefined;
  quantiles: string[];
  ceilings?: string | undefined;
  out?: string | undefined;
  format: Format;
  quiet: boolean;
}

const text = (describe: string, option: string) => ({
  describe,
  string: true as const,
  requiresArg: true,
  coerce: single(option),
});

export const command: Command<Options> = {
  options: (yargs) =>
    outputOptions(
      yargs
        .positional("file", {
          describe:
            "series (CSV): a column of dates, one of values; none needed with --start and --growth-prior",
          type: "string",
        })
        .option("date", text("column of the dates (default: found by its name)", "date"))
        .option("column", text("column of the values (default: found by its name)", "column"))
        .option("series", text("which series, where the file has several", "series"))
        .option(
          "unit",
          text(
            "unit of the answer, such as tokens/day; of the values too, where the file states none",
            "unit",
          ),
        )
        .option("horizon", { ...text("how far ahead: 24mo, 2y, 26w, 90d", "horizon"), default: "12mo" })
        .option("step", { ...text("a row every 1mo, 1w, 1q, 1y …", "step"), default: "1mo" })
        .option("quantiles", {
          describe: "more quantiles than 10, 50 and 90, in percent, or as shares of one: 2.5,97.5",
          string: true,
          requiresArg: true,
          default: [],
          defaultDescription: "none",
          coerce: list("quantiles"),
        })
        .option(
          "cap",
          text("what demand cannot exceed, in the unit of the answer: logistic and Gompertz join", "cap"),
        )
        .option(
          "growth-prior",
          text(`growth to expect: ${growthClasses.join(", ")}, or stated: x3/year, 5%/month`, "growth-prior"),
        )
        .option("regime-start", text("leave out what lies before this date", "regime-start"))
        .option(
          "population",
          text("the whole this is part of, in the unit of the answer; flagged when outgrown", "population"),
        )
        .option("start", text("a last point of your own: 2026-01-01=1.5e12", "start"))
        .option("ceilings", text("supply ceilings (YAML): what is served and what is not", "ceilings"))
        .option("out", text("folder for report.html, forecast.json, forecast.csv and the chart", "out")),
    )
      .example(
        "$0 forecast scenarios/forecast/assistant.csv --series chat --horizon 2y",
        "two years ahead, a row a month",
      )
      .example(
        "$0 forecast scenarios/forecast/assistant.csv --series agents --unit tokens/day --growth-prior agent",
        "in another unit, with a prior",
      ),

  async run(options) {
    const { series, notes } = askedSeries(
      options.file === undefined
        ? undefined
        : { file: options.file, text: readText(options.file, { keepByteOrderMark: true }) },
      options,
    );
    const asked = askedOptions(
      options,
      series,
      options.ceilings === undefined
        ? undefined
        : { file: options.ceilings, text: readText(options.ceilings) },
    );
    for (const { file, line, column, path, message } of notes)
      warnUser(`${file}:${line}:${column}  ${path ? `${path}  ` : ""}${message}`, options.quiet);
    const answer = await answerOf(series, asked, options.quiet);
    const flags = notes.map(({ code, line, message }) => ({ code, message: `line ${line}: ${message}` }));
    if ("refused" in answer) {
      if (options.format === "json")
        printJson({
          schema: "forewatt.forecast/1",
          series: series.name,
          unit: series.unit,
          ...answer,
          flags,
        });
      else process.stderr.write(refusalText(answer, options.file));
      return 1;
    }
    const result = { ...answer, flags: [...flags, ...answer.flags] };
    const json = { schema: "forewatt.forecast/1", ...result };
    if (options.out !== undefined) {
      const { forecastChart } = await import("../../report/charts/forecast.ts");
      const { forecastPage } = await import("../../report/html/pages/forecast.ts");
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const files = {
        "forecast.json": `${JSON.stringify(json, null, 2)}\n`,
        "forecast.csv": forecastCsv(result),
      };
      await writeFiles(options.out, files, [forecastChart(result)], forecastPage(result, contextOf(options)));
    }
    if (options.format === "json") printJson(json);
    else if (options.format === "csv") {
      print(forecastCsv(result));
      // Rows have no place for them.
      for (const { code, message } of answer.flags) warnUser(`${code}: ${message}`, options.quiet);
    } else print(forecastTable(answer, { sparkline: atTerminal() }));
    return 0;
  },
};

/** Curves under a cap are fitted by TensorFlow.js, which is loaded only for them. */
async function answerOf(series: Series, asked: ForecastOptions, quiet: boolean): Promise<Forecast | Refusal> {
  const { cap } = asked;
  const { usable } = await import("../../forecast/forecast.ts");
  const observations = usable(series, asked);
  if (cap === undefined || "refused" in observations || observations.length < 3)
    return forecast(series, asked);
  const { loadFitter } = await import("../tensorflow.ts");
  const { fitter, said } = await loadFitter();
  warnUser(said, quiet);
  return forecast(series, { ...asked, curves: await fitCurves(observations, cap, fitter) });
}

const contextOf = ({ file, ...options }: Options) =>
  reportContext(
    ["forecast", ...(file === undefined ? [] : [file])],
    {
      series: options.series,
      date: options.date,
      column: options.column,
      unit: options.unit,
      horizon: options.horizon,
      step: options.step,
      quantiles: options.quantiles,
      cap: options.cap,
      "growth-prior": options["growth-prior"],
      "regime-start": options["regime-start"],
      population: options.population,
      start: options.start,
      ceilings: options.ceilings,
    },
    [file, options.ceilings].filter((each) => each !== undefined),
  );
