// Reads a scenario or plan file and what it builds on: `base: other.yaml` names the file below, which may have a base itself.
import { InputError } from "../base/errors.ts";
import { describe } from "../profiles/schema-problems.ts";
import { parseYamlDocument, type YamlDocument } from "../profiles/yaml-document.ts";
import type { Files } from "./files.ts";
import { type Layer, overlay } from "./layers.ts";

export const SCENARIO_SCHEMA = "forewatt.scenario/1";

function refuse(document: YamlDocument, path: string, message: string): never {
  throw new InputError([{ ...document.positionOf([path]), path, message }]);
}

/** The file at `path` laid over its bases, each of this `schema`. `above` are the files that led here, to find cycles. */
export function readLayers(
  path: string,
  files: Files,
  schema: string = SCENARIO_SCHEMA,
  above: readonly string[] = [],
): Layer {
  const document = parseYamlDocument(path, files.readText(path));
  const { base, ...value } = document.value;
  // What builds on another is of its kind.
  if (value.schema === undefined && base === undefined)
    refuse(document, "schema", `missing: such a file starts with "schema: ${schema}"`);
  if (value.schema !== undefined && value.schema !== schema)
    refuse(document, "schema", `expected ${schema}, got ${describe(value.schema)}`);
  const layer: Layer = { value, positionOf: document.positionOf };
  if (base === undefined) return layer;

  if (typeof base !== "string")
    refuse(document, "base", `expected the name of a file, got ${describe(base)}`);
  const found = files.locate(base, path);
  if ("refused" in found) refuse(document, "base", found.refused);
  const chain = [...above, path];
  if (chain.includes(found.path))
    refuse(document, "base", `builds on itself: ${[...chain, found.path].join(" -> ")}`);
  return overlay(readLayers(found.path, files, schema, chain), layer);
}
