// The models/ folder, parsed, for the tests that go over every file.
import { readdirSync, readFileSync } from "node:fs";
import { type ModelProfile, modelSchema } from "../../src/profiles/model.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";

const folder = new URL("../../models/", import.meta.url);

export const models: readonly ModelProfile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => parseYaml(`models/${file}`, readFileSync(new URL(file, folder), "utf8"), modelSchema));

export const fileNames: readonly string[] = readdirSync(folder);

export function modelById(id: string): ModelProfile {
  const model = models.find((candidate) => candidate.id === id);
  if (model === undefined) throw new Error(`no models/${id}.yaml`);
  return model;
}
