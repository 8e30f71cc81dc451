// The text of an engine file to its profile: a whole profile, or a calibration laid over the profile its `base` names.
import { InputError } from "../base/errors.ts";
import { calibratedEngineSchema } from "./calibration.ts";
import { type EngineProfile, engineSchema } from "./engine.ts";
import type { Lookup } from "./library.ts";
import { validate } from "./schema-problems.ts";
import { parseYamlDocument } from "./yaml-document.ts";

export function parseEngineFile(
  file: string,
  text: string,
  baseOf: (name: string) => Lookup<EngineProfile>,
): EngineProfile {
  const document = parseYamlDocument(file, text);
  if (document.value.base === undefined) return validate(engineSchema, document.value, document.positionOf);
  const layer = validate(calibratedEngineSchema, document.value, document.positionOf);
  const base = baseOf(layer.base);
  if (!base.found)
    throw new InputError([{ ...document.positionOf(["base"]), path: "base", message: base.message }]);
  return { ...base.profile, ...layer, aliases: [], base: base.profile.id };
}

/** Names of engines that are files: `./vllm-here.yaml`. */
export const isEngineFile = (name: string): boolean => /\.ya?ml$/.test(name);
