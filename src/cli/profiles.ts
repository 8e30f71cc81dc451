// The profiles that ship with forewatt, read from its folders when they are asked for.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { engineSchema } from "../profiles/engine.ts";
import { hardwareSchema } from "../profiles/hardware.ts";
import { modelSchema } from "../profiles/model.ts";
import { parseYaml } from "../profiles/yaml-document.ts";
import type { Profiles, Shelf } from "../scenario/load.ts";
import { readText } from "./files.ts";

/** The folder that holds models/, hardware-profiles/ and engine-profiles/: ours, wherever the bundle lies in it. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

interface FullShelf<T> extends Shelf<T> {
  all(): T[];
}

function shelf<S extends z.ZodType<{ id: string; aliases: string[] }>>(folder: string, schema: S): FullShelf<z.output<S>> {
  const root = packageRoot();
  const read = (id: string): z.output<S> => parseYaml(relative(".", join(root, folder, `${id}.yaml`)), readText(join(root, folder, `${id}.yaml`)), schema);
  const ids = () => readdirSync(join(root, folder)).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -5));
  return {
    find: (name) => (ids().includes(name.toLowerCase()) ? read(name.toLowerCase()) : undefined),
    names: ids,
    all: () => ids().map(read),
  };
}

export function profileLibrary() {
  return {
    models: shelf("models", modelSchema),
    hardware: shelf("hardware-profiles", hardwareSchema),
    engines: shelf("engine-profiles", engineSchema),
  } satisfies Profiles;
}

/** Profile files as `check` tells them apart. */
export const profileKinds = [
  { schema: "forewatt.hardware/1", noun: "a hardware profile", check: (file: string, text: string) => void parseYaml(file, text, hardwareSchema) },
  { schema: "forewatt.model/1", noun: "a model", check: (file: string, text: string) => void parseYaml(file, text, modelSchema) },
  { schema: "forewatt.engine/1", noun: "an engine profile", check: (file: string, text: string) => void parseYaml(file, text, engineSchema) },
];
