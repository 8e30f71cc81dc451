// From the text of a plan file to a ResolvedPlan: bases merged, overrides applied, validated, every name looked up, and
// what a schema cannot say checked. All problems come at once, each where its value stands.
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
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
import { monthText } from "./calendar.ts";
import type { ResolvedPlan } from "./resolved.ts";
import {
  type ClassTokens,
  PLAN_SCHEMA,
  type PlanFile,
  type PlanSite,
  type PlanSource,
  planSchema,
} from "./schema.ts";

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
  if (problems.length > 0) throw new InputError(problems);
  const name =
    file.title ??
    path
      .split("/")
      .at(-1)!
      .replace(/\.ya?ml$/, "");
  return { name, file, models, engines, hardware, forecasts };
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

function hardwareOf(name: string, source: PlanSource): [Path, string][] {
  if (source.procure === "api") return [];
  const at: Path = ["sources", name];
  return [
    ...(source.hardware === undefined ? [] : ([[[...at, "hardware"], source.hardware]] as [Path, string][])),
    ...(source.pools ?? []).map((pool, index): [Path, string] => [
      [...at, "pools", index, "hardware"],
      pool.hardware,
    ]),
  ];
}

function checkPlan(
  file: PlanFile,
  hardware: ReadonlyMap<string, HardwareProfile>,
  complain: (at: Path, message: string) => void,
): void {
  const known = (at: Path, name: string, among: object, noun: string) => {
    if (!Object.hasOwn(among, name))
      complain(at, `there is no ${noun} "${name}".${didYouMean(name, Object.keys(among))}`);
  };
  for (const [strategy, { sources }] of Object.entries(file.strategies))
    sources.forEach((name, index) => {
      known(["strategies", strategy, "sources", index], name, file.sources, "source");
    });
  for (const [name, { sites }] of Object.entries(file.classes))
    sites?.forEach((site, index) => {
      known(["classes", name, "sites", index], site, file.sites, "site");
    });
  file.fleet.forEach(({ source, site, since }, index) => {
    known(["fleet", index, "source"], source, file.sources, "source");
    known(["fleet", index, "site"], site, file.sites, "site");
    if (file.sources[source]?.procure === "api")
      complain(["fleet", index, "source"], "an API is not a fleet");
    if (since > file.start)
      complain(
        ["fleet", index, "since"],
        `expected a month up to the start of the plan (${monthText(file.start)}), got ${monthText(since)}: what comes later is bought`,
      );
  });
  for (const [name, source] of Object.entries(file.sources)) {
    if (source.procure === "api") continue;
    const at: Path = ["sources", name];
    if ((source.hardware === undefined) === (source.pools === undefined))
      complain(at, "expected either hardware or pools");
    if (source.tensor && source.pools)
      complain([...at, "tensor"], "pools state their own parallelism; remove this");
    source.pools?.forEach(({ speculative }, index) => {
      if (speculative?.draft)
        complain(
          [...at, "pools", index, "speculative", "draft"],
          "a drafter on devices of its own is not planned for; forewatt run takes it",
        );
    });
    for (const [place, id] of hardwareOf(name, source)) {
      const profile = hardware.get(id);
      if (!profile) continue;
      const priced =
        source.procure === "buy"
          ? (source.capexPerDevice ?? profile.price.capex)
          : (source.perDeviceHour ?? profile.price.rent);
      if (priced === undefined)
        complain(
          place,
          source.procure === "buy"
            ? `nobody has published what ${profile.title} costs: give capexPerDevice`
            : `nobody has published what ${profile.title} rents for: give perDeviceHour`,
        );
    }
  }
  for (const [site, place] of Object.entries(file.sites)) {
    const owned = Object.values(file.sources).flatMap((source) =>
      source.procure === "buy" ? hardwareOf("", source).map(([, id]) => id) : [],
    );
    const servers = [...new Set(owned)].flatMap((id) => hardware.get(id) ?? []);
    if (servers.length > 0 && !servers.some((profile) => fitsSite(profile, place)))
      complain(
        ["sites", site],
        `holds not one server or rack of any source: the smallest draws ${(Math.min(...servers.map(serverWatts)) / 1e3).toFixed(1)} kW`,
      );
  }
}

const serverWatts = ({ serverDevices, power }: HardwareProfile) =>
  serverDevices * power.provisionedPerDevice.value;

/** Does a server or rack of this hardware fit the site at all? */
export function fitsSite(profile: HardwareProfile, { power, rackPower, pue }: PlanSite): boolean {
  const watts = serverWatts(profile);
  return watts * pue <= power && (rackPower === undefined || watts <= rackPower);
}
