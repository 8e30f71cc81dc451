// From the text of a plan file to a ResolvedPlan: bases merged, overrides applied, amounts in dollars, validated, every name looked
// up, and what a schema cannot say checked. All problems come at once, each where its value stands: where the schema finds some,
// what it finds none in is checked all the same.
import { attempt, InputError, inReadingOrder, type Problem } from "../base/errors.ts";
import { growthClasses, growthPrior } from "../forecast/prior.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Lookup, ProfileLibrary } from "../profiles/library.ts";
import { formatPath, type Path, validate } from "../profiles/schema-problems.ts";
import type { Files } from "../scenario/files.ts";
import type { Layer } from "../scenario/layers.ts";
import { applyOverrides, parseOverride } from "../scenario/override.ts";
import { readLayers } from "../scenario/read-layers.ts";
import { withBuyTo } from "./buy-to.ts";
import { checkDates } from "./check-dates.ts";
import { checkFigures } from "./check-figures.ts";
import { checkPlan } from "./check-plan.ts";
import type { ClassTokens } from "./class-schema.ts";
import { doubtfulFigures } from "./doubtful-figures.ts";
import { inDollars } from "./exchange.ts";
import { leversOf, withLever } from "./levers.ts";
import { forecastSeries, type MeasuredDemand, readForecast } from "./measured-demand.ts";
import type { ResolvedPlan } from "./resolved.ts";
import { PLAN_SCHEMA, type PlanFile, planSchema } from "./schema.ts";
import { isDated, soundPart } from "./sound-part.ts";
import { hardwareOf } from "./source-hardware.ts";
import { stalePrices } from "./stale-prices.ts";

export function loadPlan(
  path: string,
  files: Files,
  profiles: ProfileLibrary,
  set: readonly string[] = [],
): ResolvedPlan {
  const written = applyOverrides(readLayers(path, files, PLAN_SCHEMA), set.map(parseOverride));
  const resolve = (layer: Layer) => resolvePlan(layer, path, files, profiles);
  // A lever repeats what is wrong with the plan it is pulled in.
  const problems = new Map<string, Problem>();
  const tried = <T>(of: () => T): T | undefined => {
    const found: Problem[] = [];
    const value = attempt(found, of);
    for (const each of found) problems.set(JSON.stringify(each), each);
    return value;
  };
  const plan = tried(() => resolve(written));
  const levers = Object.entries(leversOf(written.value)).flatMap(([lever, changes]) => {
    const pulled = tried(() => resolve(withLever(written, lever, changes)));
    return pulled ? [{ lever, changes, plan: pulled }] : [];
  });
  if (plan === undefined || problems.size > 0) throw new InputError(inReadingOrder([...problems.values()]));
  return { ...plan, levers };
}

function resolvePlan(written: Layer, path: string, files: Files, profiles: ProfileLibrary): ResolvedPlan {
  const problems: Problem[] = [];
  const noteTo = (list: Problem[]) => (at: Path, message: string) => {
    list.push({ ...written.positionOf(at), path: formatPath(at), message });
  };
  const complain = noteTo(problems);
  const stated = inDollars(written, complain);
  const valid = attempt(problems, () => validate(planSchema, stated.value, stated.positionOf));
  const file = valid ?? soundPart(stated.value);
  if (file === undefined) throw new InputError(inReadingOrder(problems));
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
  const forecasts = new Map<string, MeasuredDemand>();
  for (const [name, { tokens }] of Object.entries(file.classes)) {
    const at: Path = ["classes", name, "tokens"];
    const demand = isDated(file)
      ? attempt(problems, () => measured(tokens, at, path, files, file, complain))
      : undefined;
    if (demand) forecasts.set(name, demand);
  }
  checkPlan(file, stated.value, hardware, complain);
  checkFigures(file, hardware, complain);
  const warnings: Problem[] = [];
  const warn = noteTo(warnings);
  if (isDated(file)) checkDates(file, complain, warn);
  if (problems.length > 0) throw new InputError(inReadingOrder(problems));
  stalePrices(file, hardware, warn);
  doubtfulFigures(file, hardware, warn);
  const name =
    file.title ??
    path
      .split("/")
      .at(-1)!
      .replace(/\.ya?ml$/, "");
  return { name, file: withBuyTo(file), models, engines, hardware, forecasts, warnings, levers: [] };
}

/** Of tokens that the plan file does not state itself. */
function measured(
  tokens: ClassTokens,
  at: Path,
  path: string,
  files: Files,
  { start, horizon }: PlanFile,
  complain: (at: Path, message: string) => void,
): MeasuredDemand | undefined {
  if ("now" in tokens) return undefined;
  const key = "series" in tokens ? "series" : "forecast";
  const found = files.locate("series" in tokens ? tokens.series : tokens.forecast, path);
  if ("refused" in found) {
    complain([...at, key], found.refused);
    return undefined;
  }
  const text = files.readText(found.path);
  if ("forecast" in tokens) return readForecast(found.path, text, start + horizon - 1);
  const prior = tokens.growthPrior === undefined ? undefined : growthPrior(tokens.growthPrior);
  if (tokens.growthPrior === undefined || prior !== undefined)
    return forecastSeries(found.path, text, tokens, prior);
  complain(
    [...at, "growthPrior"],
    `expected ${growthClasses.join(", ")}, or growth such as x3/year, got "${tokens.growthPrior}"`,
  );
  return undefined;
}
