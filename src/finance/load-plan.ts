// From the text of a plan file to a ResolvedPlan: bases merged, overrides applied, validated, every name looked up, and
// what a schema cannot say checked. All problems come at once, each where its value stands.
import { InputError, type Problem } from "../base/errors.ts";
import { usable } from "../forecast/forecast.ts";
import { type ForecastModel, modelOf } from "../forecast/model.ts";
import { growthClasses, growthPrior, type Prior } from "../forecast/prior.ts";
import { conversion, readRateUnit } from "../forecast/rate-unit.ts";
import { readSeries } from "../forecast/read-series.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Lookup, ProfileLibrary } from "../profiles/library.ts";
import { formatPath, type Path, validate } from "../profiles/schema-problems.ts";
import type { Files } from "../scenario/files.ts";
import { applyOverrides, parseOverride } from "../scenario/override.ts";
import { readLayers } from "../scenario/read-layers.ts";
import { checkDates } from "./check-dates.ts";
import { checkFigures } from "./check-figures.ts";
import { checkPlan } from "./check-plan.ts";
import type { ResolvedPlan } from "./resolved.ts";
import { type ClassTokens, PLAN_SCHEMA, planSchema } from "./schema.ts";
import { hardwareOf } from "./source-hardware.ts";
import { stalePrices } from "./stale-prices.ts";

export function loadPlan(
  path: string,
  files: Files,
  profiles: ProfileLibrary,
  set: readonly string[] = [],
): ResolvedPlan {
  const stated = applyOverrides(readLayers(path, files, PLAN_SCHEMA), set.map(parseOverride));
  const file = validate(planSchema, stated.value, stated.positionOf);
  const problems: Problem[] = [];
  const complain = (at: Path, message: string) =>
    problems.push({ ...stated.positionOf(at), path: formatPath(at), message });
  const lookUp = <T>(found: Map<string, T>, at: Path, name: string, find: (name: string) => Lookup<T>) => {
    const answer = find(name);
    if (answer.found) found.set(name, answer.profile);
    else complain(at, answer.message);
  };

  const models: ResolvedPlan["models"] = new Map();
  const engines: ResolvedPlan["engines"] = new Map();
  const hardware = new Map<string, HardwareProfile>();
  for (const [name, { model, engine }] of Object.entries(file.classes)) {
    lookUp(models as Map<string, never>, ["classes", name, "model"], model, profiles.model as never);
    lookUp(engines as Map<string, never>, ["classes", name, "engine"], engine, profiles.engine as never);
  }
  for (const [name, source] of Object.entries(file.sources))
    for (const [at, id] of hardwareOf(name, source)) lookUp(hardware, at, id, profiles.hardware);
  const forecasts = new Map<string, ForecastModel>();
  for (const [name, { tokens }] of Object.entries(file.classes)) {
    if (!("series" in tokens)) continue;
    const at: Path = ["classes", name, "tokens"];
    const found = files.locate(tokens.series, path);
    const prior = tokens.growthPrior === undefined ? undefined : growthPrior(tokens.growthPrior);
    if ("refused" in found) complain([...at, "series"], found.refused);
    else if (tokens.growthPrior !== undefined && prior === undefined)
      complain(
        [...at, "growthPrior"],
        `expected ${growthClasses.join(", ")}, or growth such as x3/year, got "${tokens.growthPrior}"`,
      );
    else
      try {
        forecasts.set(name, forecastOf(found.path, files.readText(found.path), tokens, prior));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
      }
  }
  checkPlan(file, hardware, complain);
  checkFigures(file, hardware, complain);
  const warnings: Problem[] = [];
  const warn = (at: Path, message: string) =>
    warnings.push({ ...stated.positionOf(at), path: formatPath(at), message });
  checkDates(file, complain, warn);
  if (problems.length > 0) throw new InputError(problems);
  stalePrices(file, hardware, warn);
  const name =
    file.title ??
    path
      .split("/")
      .at(-1)!
      .replace(/\.ya?ml$/, "");
  return { name, file, models, engines, hardware, forecasts, warnings };
}

/** The model of a measured series, converted to tokens per second. */
function forecastOf(
  path: string,
  text: string,
  { name, column, unit }: Extract<ClassTokens, { series: string }>,
  prior: Prior | undefined,
): ForecastModel {
  const { series } = readSeries(path, text, { series: name, column, unit });
  const answer = usable(series, { prior, cap: undefined, regimeStartSeconds: undefined });
  if ("refused" in answer)
    throw InputError.atStart(path, `${answer.refused.message}: ${answer.refused.needs}`);
  const [from, to] = [readRateUnit(series.unit), readRateUnit("tokens/s")];
  const factor = "message" in from || "message" in to ? undefined : conversion(from, to);
  if (factor === undefined)
    throw InputError.atStart(path, `expected tokens over time such as tokens/day, got ${series.unit}`);
  return modelOf(
    answer.map((each) => ({ ...each, value: each.value * factor })),
    { prior },
  );
}
