// `forewatt forecast`: growth of a series with intervals, beside the lines a spreadsheet would draw.
import { InputError } from "../../base/errors.ts";
import { readDate, readDuration } from "../../forecast/calendar.ts";
import { readCeilings } from "../../forecast/ceilings-file.ts";
import { type Forecast, type ForecastOptions, forecast, type Refusal } from "../../forecast/forecast.ts";
import { fitCurves } from "../../forecast/growth-curves.ts";
import { worldTokens } from "../../forecast/population.ts";
import { growthClasses, growthPrior } from "../../forecast/prior.ts";
import { conversion, readRateUnit } from "../../forecast/rate-unit.ts";
import { type ReadSeries, readSeries } from "../../forecast/read-series.ts";
import type { Series } from "../../forecast/series.ts";
import { forecastCsv, forecastTable, refusalText } from "../../report/forecast.ts";
import type { Command } from "../command.ts";
import { readText } from "../files.ts";
import { type Format, list, outputOptions, single } from "../options.ts";
import { print, printJson, warnUser } from "../output.ts";
import { reportContext } from "../report-context.ts";

interface Options {
  file: string;
  date?: string | undefined;
  column?: string | undefined;
  series?: string | undefined;
  unit?: string | undefined;
  horizon: string;
  step: string;
  quantiles: string[];
  cap?: string | undefined;
  "growth-prior"?: string | undefined;
  "regime-start"?: string | undefined;
  population?: string | undefined;
  start?: string | undefined;
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
          describe: "series (CSV): a column of dates, one of values",
          type: "string",
          demandOption: true,
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
          text(`growth to expect: ${growthClasses.join(", ")}, or stated: x3/year, 40%/year`, "growth-prior"),
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
    const { series, notes } = seriesOf(options);
    const asked = readOptions(options, series);
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
      else process.stderr.write(refusalText(answer));
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
    } else print(forecastTable(answer));
    return 0;
  },
};

/** The file's series, with the user's own last point. */
function seriesOf(options: Options): ReadSeries {
  const read = readSeries(options.file, readText(options.file, { keepByteOrderMark: true }), options);
  if (options.start === undefined) return read;
  const match = /^([^=]+)=(.+)$/.exec(options.start);
  const date = match ? readDate(match[1]!) : undefined;
  const value = Number(match?.[2]);
  if (!date?.ok || !(value > 0) || !Number.isFinite(value))
    throw InputError.of(
      "command line",
      "--start",
      `expected a date and a value such as 2026-01-01=1.5e12, got "${options.start}"`,
    );
  const { timeSeconds } = date;
  const last = read.series.observations.at(-1);
  if (last !== undefined && timeSeconds <= last.timeSeconds)
    throw InputError.of("command line", "--start", `must come after the last date of ${options.file}`);
  const observations = [...read.series.observations, { timeSeconds, value, line: 0 }];
  return { ...read, series: { ...read.series, observations } };
}

function readOptions(options: Options, { unit }: Series): ForecastOptions {
  const wrong = (option: string, message: string) => InputError.of("command line", `--${option}`, message);
  const duration = (option: "horizon" | "step") => {
    const read = readDuration(options[option]);
    if (read === undefined)
      throw wrong(option, `expected a duration such as 24mo, 2y, 26w or 90d, got "${options[option]}"`);
    return read;
  };
  const written = options.quantiles.flatMap((each) => each.split(",")).map((each) => each.trim());
  const percentages = written.map((each) =>
    Number(each.replace(/^p/i, "").replace("_", ".").replace(/\s*%$/, "") || Number.NaN),
  );
  // 0.025,0.975 are shares of one; 2.5,97.5 percent.
  const whole =
    percentages.length > 0 && percentages.every((each) => each < 1) && !/[p%]/i.test(written.join(""))
      ? 1
      : 100;
  const quantiles = percentages.map((each, k) => {
    if (!(each > 0 && each < 100))
      throw wrong(
        "quantiles",
        `expected percentages between 0 and 100 such as 2.5,97.5, got "${written[k]}"`,
      );
    return Number((each / whole).toPrecision(12));
  });
  const amount = (option: "cap" | "population") => {
    const given = options[option];
    if (given === undefined) return undefined;
    const value = amountIn(given, unit);
    if (typeof value === "string") throw wrong(option, value);
    return value;
  };
  const givenPrior = options["growth-prior"];
  const prior = givenPrior === undefined ? undefined : growthPrior(givenPrior);
  if (givenPrior !== undefined && prior === undefined)
    throw wrong(
      "growth-prior",
      `expected ${growthClasses.join(", ")}, or growth such as x3/year or 40%/year, got "${givenPrior}"`,
    );
  const givenStart = options["regime-start"];
  const regimeStart = givenStart === undefined ? undefined : readDate(givenStart);
  if (regimeStart?.ok === false) throw wrong("regime-start", regimeStart.message);
  const population = amount("population");
  return {
    horizon: duration("horizon"),
    step: duration("step"),
    quantiles,
    prior,
    cap: amount("cap"),
    ceilings:
      options.ceilings === undefined ? [] : readCeilings(options.ceilings, readText(options.ceilings), unit),
    regimeStartSeconds: regimeStart?.timeSeconds,
    population:
      population === undefined ? worldTokens(unit) : { name: "the population given", value: population },
  };
}

/** `2e15`, or `2e15 tokens/month` converted to the unit of the answer; or what is wrong with it. */
function amountIn(given: string, unit: string): number | string {
  const [, digits = "", own = ""] = /^(\S+)\s*(.*)$/.exec(given.trim()) ?? [];
  const value = Number(digits);
  if (!(value > 0) || !Number.isFinite(value)) return `expected an amount above 0 in ${unit}, got "${given}"`;
  if (own === "" || own === unit) return value;
  const [from, to] = [readRateUnit(own), readRateUnit(unit)];
  const factor = "message" in from || "message" in to ? undefined : conversion(from, to);
  return factor === undefined ? `"${own}" cannot be converted to ${unit}` : value * factor;
}

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
    ["forecast", file],
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
    [file, ...(options.ceilings === undefined ? [] : [options.ceilings])],
  );
