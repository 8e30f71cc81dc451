// A sweep file with its scenario: each run as a ResolvedScenario. Every value of the grid is tried on its own and every
// entry of the list with the first of each, so that mistakes show before the first run; a combination that cannot be
// is an answer of that run.
import { InputError, type Problem } from "../../base/errors.ts";
import type { ProfileLibrary } from "../../profiles/library.ts";
import { formatPath, validate } from "../../profiles/schema-problems.ts";
import { parseYamlDocument } from "../../profiles/yaml-document.ts";
import type { Files } from "../../scenario/files.ts";
import { openScenario } from "../../scenario/load.ts";
import type { Override } from "../../scenario/override.ts";
import { parsePath } from "../../scenario/override.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { type Run, type Runs, runsOf } from "./runs.ts";
import { MOST_RUNS, type SweepFile, sweepSchema } from "./schema.ts";

export interface LoadedSweep {
  name: string;
  file: SweepFile;
  runs: Runs;
  /** What the scenario states; with the run, and the files a workload names, it decides the result. */
  scenarioContent: string;
  /** Throws an InputError where the combination cannot be. */
  scenarioOf(run: Run): ResolvedScenario;
}

export function loadSweep(path: string, files: Files, profiles: ProfileLibrary): LoadedSweep {
  const document = parseYamlDocument(path, files.readText(path));
  const file = validate(sweepSchema, document.value, document.positionOf);
  const problem = (at: (string | number)[], message: string): Problem => ({
    ...document.positionOf(at),
    path: formatPath(at),
    message,
  });
  const located = files.locate(file.scenario, path);
  if ("refused" in located) throw new InputError([problem(["scenario"], located.refused)]);
  const scenario = openScenario(located.path, files, profiles);
  const runs = runsOf(file);
  if (runs.count > MOST_RUNS)
    throw new InputError([problem(["grid"], `${runs.count} runs; at most ${MOST_RUNS} in one sweep`)]);

  const overridesOf = (values: Run["values"], where: (key: string) => (string | number)[]): Override[] =>
    Object.entries(values).map(([key, value]) => {
      const parsed = parsePath(key);
      if (parsed === undefined)
        throw new InputError([problem(where(key), "not a path such as deployments.mono.pools[0].instances")]);
      return { path: parsed, value, source: path, position: document.positionOf(where(key)) };
    });

  tryEach(file, (values, where) => scenario.resolve(overridesOf(values, where)));
  return {
    name:
      file.title ??
      path
        .split("/")
        .at(-1)!
        .replace(/\.ya?ml$/, ""),
    file,
    runs,
    scenarioContent: JSON.stringify(scenario.stated.value),
    scenarioOf: (run) => scenario.resolve(overridesOf(run.values, () => [])).scenario,
  };
}

/** Each value once, over the first of everything else; all problems together. */
function tryEach(
  { grid, list }: SweepFile,
  resolve: (values: Run["values"], where: (key: string) => (string | number)[]) => unknown,
): void {
  const problems = new Map<string, Problem>();
  const firsts = Object.fromEntries(Object.entries(grid).map(([path, values]) => [path, values[0]]));
  const attempt = (values: Run["values"], where: (key: string) => (string | number)[]) => {
    try {
      resolve(values, where);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const each of error.problems) problems.set(JSON.stringify(each), each);
    }
  };
  const inGrid = (key: string) => ["grid", key];
  list.forEach((entry, index) => {
    attempt({ ...entry, ...firsts }, (key) => (key in grid ? inGrid(key) : ["list", index, key]));
  });
  for (const [path, values] of Object.entries(grid))
    values.forEach((value, index) => {
      if (index > 0)
        attempt({ ...list[0], ...firsts, [path]: value }, (key) =>
          key === path ? ["grid", path, index] : key in grid ? inGrid(key) : ["list", 0, key],
        );
    });
  if (problems.size > 0)
    throw new InputError([...problems.values()].sort((a, b) => a.line - b.line || a.column - b.column));
}
