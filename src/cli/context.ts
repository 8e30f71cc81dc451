// What commands that take a scenario share: load it, simulate it, print.
import { InputError } from "../base/errors.ts";
import { type LoadedScenario, loadScenario } from "../scenario/load.ts";
import { nodeFiles } from "./files.ts";
import { profileLibrary } from "./profiles.ts";

export interface ScenarioChoice {
  set: string[];
  "allow-path": string[];
  "on-bad-row"?: "fail" | "skip" | undefined;
}

export function load(path: string, options: ScenarioChoice): LoadedScenario {
  const files = nodeFiles(path, options["allow-path"]);
  return loadScenario(path, files, profileLibrary(), { set: options.set, onBadRow: options["on-bad-row"] });
}

/** The same for a command that simulates the deployments a scenario states: one with only a search has none. */
export function loadToSimulate(path: string, options: ScenarioChoice): LoadedScenario {
  const loaded = load(path, options);
  if (Object.keys(loaded.scenario.file.deployments).length === 0)
    throw InputError.of(path, "deployments", "missing: this scenario only has a search (forewatt search)");
  return loaded;
}

/** A scenario as the command line names it, as data that a worker can load it from. */
export interface ScenarioSource extends ScenarioChoice {
  path: string;
}

export const sourceOf = (path: string, options: ScenarioChoice): ScenarioSource => ({
  path,
  set: options.set,
  "allow-path": options["allow-path"],
  "on-bad-row": options["on-bad-row"],
});
