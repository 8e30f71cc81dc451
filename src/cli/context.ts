// What commands that take a scenario share: load it, simulate it, print.
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
