// Scenarios in the page: a value that its controls change, written as YAML before anything reads it, so that what is
// simulated is what is exported.
import { Document, isCollection, isMap, visit } from "yaml";
import { asJsonSchema, type JsonSchema } from "../../base/json-schema.ts";
import { isMapping, type Mapping } from "../../scenario/layers.ts";
import { type LoadedScenario, loadScenario } from "../../scenario/load.ts";
import { readLayers } from "../../scenario/read-layers.ts";
import { scenarioSchema } from "../../scenario/schema.ts";
import { memoryFiles, type OwnFiles } from "./files.ts";
import { profiles, shipped } from "./shipped.ts";

export interface ScenarioState {
  /** Where the file would lie: what it names is seen from there, and an untitled one is called after it. */
  path: string;
  value: Mapping;
  seed: number;
}

export interface Example {
  path: string;
  title: string;
}

/** What a room about scenarios needs before it can show anything. */
export interface ScenarioBasics {
  schema: JsonSchema;
  examples: Example[];
  hardware: string[];
  models: string[];
  engines: string[];
}

const isScenario = (path: string) =>
  /^scenarios\/(published\/)?[^/]+\.yaml$/.test(path) &&
  /^(schema: forewatt\.scenario\/1|base:)/m.test(shipped[path]!) &&
  !/^search:/m.test(shipped[path]!);

export function scenarioBasics(): ScenarioBasics {
  const examples = Object.keys(shipped)
    .filter(isScenario)
    .sort()
    .map((path) => ({ path, title: /^title: *"?(.*?)"?$/m.exec(shipped[path]!)?.[1] ?? path }));
  return {
    schema: asJsonSchema(scenarioSchema),
    examples,
    hardware: profiles.ids("hardware"),
    models: profiles.ids("model"),
    engines: profiles.ids("engine"),
  };
}

/** The text of a file the user brought, or a scenario that ships, with its bases. */
export function openScenario({
  path,
  text,
  files: own,
}: {
  path: string;
  text?: string | undefined;
  files: OwnFiles;
}): ScenarioState {
  const files = memoryFiles(text === undefined ? {} : { [path]: text }, own);
  return { path, value: readLayers(path, files).value, seed: 1 };
}

const MOST_FLOW_CHARACTERS = 110;

export function scenarioText({ value }: Pick<ScenarioState, "value">): string {
  const document = new Document(value);
  visit(document, (_key, node) => {
    // As people write them: what fits on a line stands on one, except lists of deployments and the file itself.
    if (!isCollection(node) || node === document.contents) return;
    const flow = JSON.stringify(node.toJSON()).length <= MOST_FLOW_CHARACTERS;
    if (flow || (isMap(node) && node.items.length === 0)) node.flow = true;
  });
  return document.toString({ lineWidth: 0 });
}

/** A state, and the files of the user's that it names: they are not in the link. */
export interface StateWithFiles {
  state: ScenarioState;
  files: OwnFiles;
}

export function loadState({ state, files }: StateWithFiles): LoadedScenario {
  if (!isMapping(state.value)) throw new Error("no scenario");
  return loadScenario(state.path, memoryFiles({ [state.path]: scenarioText(state) }, files), profiles);
}
