// What a forecast is asked for, as people write it: options of the command line, fields of the web app. Each problem names
// its option.
import { attempt, InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { readDate, readDuration } from "./calendar.ts";
import { readCeilings } from "./ceilings-file.ts";
import type { ForecastOptions } from "./forecast.ts";
import { worldTokens } from "./population.ts";
import { growthClasses, growthPrior } from "./prior.ts";
import { conversion, readRateUnit, scaleOf, unitless } from "./rate-unit.ts";
import { type ReadSeries, readSeries } from "./read-series.ts";
import { type Series, seriesOf } from "./series.ts";

export interface Asked {
  date?: string | undefined;
  column?: string | undefined;
  series?: string | undefined;
  unit?: string | undefined;
  horizon: string;
  step: string;
  quantiles: readonly string[];
  cap?: string | undefined;
  "growth-prior"?: string | undefined;
  "regime-start"?: string | undefined;
  population?: string | undefined;
  start?: string | undefined;
}

/** A file and what is in it. */
export interface NamedText {
  file: string;
  text: string;
}

/** The file's series, with the user's own last point; without a file that point alone. */
export function askedSeries(named: NamedText | undefined, options: Asked): ReadSeries {
  if (named === undefined && options.start === undefined)
    throw InputError.of(
      "command line",
      "file",
      "expected a series (CSV), or a point of your own: --start 2026-01-01=1.5e12 --growth-prior x3/year",
    );
  const read: ReadSeries =
    named === undefined
      ? { series: seriesOf(options.unit ?? unitless, []), notes: [] }
      : readSeries(named.file, named.text, options);
  if (options.start === undefined) return read;
  const match = /^([^=]+)=(.+)$/.exec(options.start);
  const date = match ? readDate(match[1]!) : undefined;
  const value = amountIn(match?.[2] ?? "", read.series.unit);
  if (!date?.ok || typeof value === "string")
    throw InputError.of(
      "command line",
      "--start",
      `expected a date and a value such as 2026-01-01=1.5e12, got "${options.start}"${typeof value === "string" && date?.ok ? `: ${value}` : ""}`,
    );
  const { timeSeconds } = date;
  if ([...read.series.observations, ...read.series.zeros].some((each) => timeSeconds <= each.timeSeconds))
    throw InputError.of("command line", "--start", `must come after the last date of ${named?.file}`);
  const observations = [...read.series.observations, { timeSeconds, value, line: 0 }];
  return { ...read, series: { ...read.series, observations } };
}

export function askedOptions(
  options: Asked,
  { unit }: Series,
  ceilings: NamedText | undefined,
): ForecastOptions {
  const problems: Problem[] = [];
  const wrong = (option: string, message: string) => {
    problems.push({ file: "command line", line: 0, column: 0, path: `--${option}`, message });
  };
  const duration = (option: "horizon" | "step") => {
    const read = readDuration(options[option]);
    if (read === undefined)
      wrong(option, `expected a duration such as 24mo, 2y, 26w or 90d, got "${options[option]}"`);
    return read;
  };
  const horizon = duration("horizon");
  const step = duration("step");
  const written = options.quantiles.flatMap((each) => each.split(",")).map((each) => each.trim());
  const percentages = written.map((each) =>
    Number(each.replace(/^p/i, "").replace("_", ".").replace(/\s*%$/, "") || Number.NaN),
  );
  // 0.025,0.975 are shares of one; 2.5,97.5 percent; 0.9,95 are both.
  const isShare = percentages.map((each, k) => each < 1 && !/[p%]/i.test(written[k]!));
  const whole = percentages.length > 0 && isShare.every((each) => each) ? 1 : 100;
  const mixed = isShare.indexOf(true);
  if (whole === 100 && mixed >= 0)
    wrong(
      "quantiles",
      `are shares of one and percent in one list: write ${written[mixed]}% if percent is meant, else ${Number((100 * percentages[mixed]!).toPrecision(12))}`,
    );
  const quantiles = percentages.map((each, k) => {
    if (!(each > 0 && each < 100))
      wrong("quantiles", `expected percentages between 0 and 100 such as 2.5,97.5, got "${written[k]}"`);
    return Number((each / whole).toPrecision(12));
  });
  const amount = (option: "cap" | "population") => {
    const given = options[option];
    if (given === undefined) return undefined;
    const value = amountIn(given, unit);
    if (typeof value === "number") return value;
    wrong(option, value);
    return undefined;
  };
  const givenPrior = options["growth-prior"];
  const prior = givenPrior === undefined ? undefined : growthPrior(givenPrior);
  if (givenPrior !== undefined && prior === undefined)
    wrong(
      "growth-prior",
      `expected ${growthClasses.join(", ")}, or growth such as x3/year, 40%/year or 5%/month, got "${givenPrior}".${didYouMean(givenPrior, growthClasses)}`,
    );
  const givenStart = options["regime-start"];
  const regimeStart = givenStart === undefined ? undefined : readDate(givenStart);
  if (regimeStart?.ok === false) wrong("regime-start", regimeStart.message);
  const population = amount("population");
  const cap = amount("cap");
  const read =
    ceilings === undefined ? [] : attempt(problems, () => readCeilings(ceilings.file, ceilings.text, unit));
  if (problems.length > 0 || horizon === undefined || step === undefined) throw new InputError(problems);
  return {
    horizon,
    step,
    quantiles,
    prior,
    cap,
    ceilings: read,
    regimeStartSeconds: regimeStart?.ok ? regimeStart.timeSeconds : undefined,
    population:
      population === undefined ? worldTokens(unit) : { name: "the population given", value: population },
  };
}

/** `2e15`, `2P`, or `2e15 tokens/month` converted to the unit of the answer; or what is wrong with it. */
function amountIn(given: string, unit: string): number | string {
  const [, digits = "", own = ""] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i.exec(given.trim()) ?? [];
  const value = digits === "" ? Number.NaN : Number(digits);
  if (!(value > 0) || !Number.isFinite(value)) return `expected an amount above 0 in ${unit}, got "${given}"`;
  if (own === "" || own === unit) return value;
  const [from, to] = [readRateUnit(own), readRateUnit(unit)];
  const scale = scaleOf(own);
  if (scale !== undefined)
    return "message" in to || to.scale !== 1
      ? `"${given}" may be of ${unit} or of what that is a multiple of: write it with its unit`
      : value * scale;
  const factor = "message" in from || "message" in to ? undefined : conversion(from, to);
  return factor === undefined ? `"${own}" cannot be converted to ${unit}` : value * factor;
}
