// From the text of a scenario file to a ResolvedScenario: bases merged, overrides applied, validated, every name
// looked up. All problems come at once, each at the file, line and column where its value stands.
import { attempt, InputError, inReadingOrder, type Problem } from "../base/errors.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import { isEngineFile, parseEngineFile } from "../profiles/engine-file.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Lookup, ProfileLibrary } from "../profiles/library.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { formatPath, type Path, validate } from "../profiles/schema-problems.ts";
import { checkScenario } from "./checks.ts";
import type { Files } from "./files.ts";
import { isMapping, type Layer, type Mapping } from "./layers.ts";
import { applyOverrides, type Override, parseOverride } from "./override.ts";
import { readLayers } from "./read-layers.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { scenarioSchema } from "./schema.ts";
import { searchHardware } from "./search-schema.ts";
import { openWorkloadFiles } from "./workload-files.ts";

export interface LoadOptions {
  /** `path=value`, as given to `--set`. */
  set?: readonly string[];
  /** Replaces what the scenario says of malformed trace rows. */
  onBadRow?: "fail" | "skip" | undefined;
}

export interface LoadedScenario {
  scenario: ResolvedScenario;
  /** Everything the files and overrides state, merged, units as written. */
  stated: Layer;
}

/** A scenario file with its bases, read once and resolved as often as wanted with other values. */
export interface OpenScenario {
  /** Before any override. */
  stated: Layer;
  resolve(overrides: readonly Override[]): LoadedScenario;
}

export function openScenario(path: string, files: Files, profiles: ProfileLibrary): OpenScenario {
  const stated = readLayers(path, files);
  return {
    stated,
    resolve: (overrides) => resolve(applyOverrides(stated, overrides), path, files, profiles),
  };
}

export function loadScenario(
  path: string,
  files: Files,
  profiles: ProfileLibrary,
  options: LoadOptions = {},
): LoadedScenario {
  const { stated } = openScenario(path, files, profiles);
  return resolve(withOverrides(stated, options), path, files, profiles);
}

function resolve(stated: Layer, path: string, files: Files, profiles: ProfileLibrary): LoadedScenario {
  const problems: Problem[] = [];
  const lookUp = <T>(find: (name: string) => Lookup<T>, at: Path, name: unknown): T | undefined => {
    if (typeof name !== "string") return undefined;
    // A profile that is broken itself is reported at its own place.
    const answer = attempt(problems, () => find(name));
    if (answer?.found) return answer.profile;
    if (answer) problems.push({ ...stated.positionOf(at), path: formatPath(at), message: answer.message });
    return undefined;
  };

  const { value } = stated;
  const model = lookUp(profiles.model, ["model"], value.model);
  const engine = lookUp(
    (name) => (isEngineFile(name) ? engineIn(name, stated, path, files, profiles) : profiles.engine(name)),
    ["engine"],
    value.engine ?? scenarioSchema.shape.engine.def.defaultValue,
  );
  const hardware = new Map<string, HardwareProfile>();
  for (const [at, name] of hardwareNames(value)) {
    const profile = lookUp(profiles.hardware, at, name);
    if (profile) hardware.set(name as string, profile);
  }
  const draftModels = new Map<string, ModelProfile>();
  for (const [at, draft] of drafters(value)) {
    const profile = lookUp(profiles.model, [...at, "model"], draft.model);
    if (profile) draftModels.set(draft.model as string, profile);
  }

  const models = new Map<string, ModelProfile>();
  for (const [at, name] of modelNames(value)) {
    const profile = lookUp(profiles.model, at, name);
    if (profile) models.set(name as string, profile);
  }

  const file = attempt(problems, () => validate(scenarioSchema, value, stated.positionOf));
  if (file) problems.push(...checkScenario(file, stated, { model, models, draftModels, hardware }));
  const opened = file && attempt(problems, () => openWorkloadFiles(file, stated, files, path));
  if (problems.length > 0 || !file || !model || !engine || !opened)
    throw new InputError(inReadingOrder(problems));
  const name =
    file.title ??
    path
      .split("/")
      .at(-1)!
      .replace(/\.ya?ml$/, "");
  return { scenario: { name, file, model, models, draftModels, engine, hardware, ...opened }, stated };
}

/** The profile in a file that the scenario names, seen from the file that names it; what `--set` names from the scenario's. */
function engineIn(
  name: string,
  stated: Layer,
  main: string,
  files: Files,
  profiles: ProfileLibrary,
): Lookup<EngineProfile> {
  const position = stated.positionOf(["engine"]);
  const found = files.locate(name, position.line > 0 ? position.file : main);
  if ("refused" in found) return { found: false, message: found.refused };
  const profile = parseEngineFile(found.path, files.readText(found.path), profiles.engine);
  return { found: true, profile };
}

/** Every hardware of a pool, a drafter or a search that is there, however broken the rest. */
function* hardwareNames(value: Layer["value"]): Generator<[Path, unknown]> {
  if (isMapping(value.search))
    for (const [at, name] of searchHardware(value.search)) yield [["search", ...at], name];
  for (const holders of [pools(value), drafters(value)])
    for (const [at, { hardware }] of holders) yield [[...at, "hardware"], hardware];
}

/** Models that classes and pools name. */
function* modelNames(value: Layer["value"]): Generator<[Path, unknown]> {
  const { classes, sessions } = isMapping(value.workload) ? value.workload : {};
  const agents = isMapping(sessions) ? sessions.agents : undefined;
  for (const [at, those] of [[["classes"], classes] as const, [["sessions", "agents"], agents] as const])
    for (const [name, each] of Object.entries(isMapping(those) ? those : {}))
      if (isMapping(each) && each.model !== undefined) yield [["workload", ...at, name, "model"], each.model];
  for (const [at, { models }] of pools(value))
    if (isMapping(models)) for (const name of Object.keys(models)) yield [[...at, "models", name], name];
}

function* pools(value: Layer["value"]): Generator<[Path, Mapping]> {
  if (!isMapping(value.deployments)) return;
  for (const [name, deployment] of Object.entries(value.deployments)) {
    if (!isMapping(deployment) || !Array.isArray(deployment.pools)) continue;
    for (const [index, pool] of deployment.pools.entries())
      if (isMapping(pool)) yield [["deployments", name, "pools", index], pool];
  }
}

function* drafters(value: Layer["value"]): Generator<[Path, Mapping]> {
  for (const [at, { speculative }] of pools(value))
    if (isMapping(speculative) && isMapping(speculative.draft))
      yield [[...at, "speculative", "draft"], speculative.draft];
}

function withOverrides(files: Layer, { set = [], onBadRow }: LoadOptions): Layer {
  const { workload } = files.value;
  if (
    onBadRow &&
    !(isMapping(workload) && isMapping(workload.arrivals) && workload.arrivals.process === "trace")
  ) {
    throw InputError.of("command line", "--on-bad-row", "only for arrivals from a trace");
  }
  const badRows = onBadRow && {
    path: ["workload", "arrivals", "onBadRow"],
    value: onBadRow,
    source: `--on-bad-row ${onBadRow}`,
  };
  return applyOverrides(files, [...set.map(parseOverride), ...(badRows ? [badRows] : [])]);
}
