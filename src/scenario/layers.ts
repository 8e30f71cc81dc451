// A scenario as a stack of layers: base file, the file that builds on it, `--set` on top. Mappings merge key by key,
// lists and scalars replace, `null` removes. Where a mapping states another kind (`process`, `basis`, or the one key
// of a length) it replaces the old one whole: the old kind's keys mean nothing there.
// Every position points into the layer that really decided the value.
import type { Locate, Path } from "../profiles/schema-problems.ts";

export interface Layer {
  value: Mapping;
  positionOf: Locate;
}

export type Mapping = Record<string, unknown>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys that name the kind of their mapping. */
const kindKeys = ["process", "basis"];
/** Mappings whose one key is their kind. */
const kindByKey =
  /^(workload|classes\.[^.]+)\.((classes\..+\.)?lengths\.(input|output|reasoning\.tokens)|sessions\.agents\..+\.(context|turns|output|message|wait|reasoning\.tokens|delegation\.agents))$/;

function replaces(path: Path, below: Mapping, above: Mapping): boolean {
  return kindByKey.test(path.join(".")) || kindKeys.some((key) => key in above && above[key] !== below[key]);
}

function mergeValues(path: Path, below: unknown, above: unknown): unknown {
  if (!isMapping(above)) return above;
  const onto = isMapping(below) && !replaces(path, below, above) ? below : {};
  const merged: Mapping = { ...onto };
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeValues([...path, key], onto[key], value);
  }
  return merged;
}

/** Whether the upper layer has the final say about what stands at `path`. */
function decides(above: unknown, below: unknown, path: Path): boolean {
  for (let depth = 0; depth < path.length; depth++) {
    if (!isMapping(above) || !isMapping(below) || replaces(path.slice(0, depth), below, above)) return true;
    const key = String(path[depth]);
    if (!(key in above)) return !(key in below);
    above = above[key];
    below = below[key];
  }
  return true;
}

/** `above` laid over `below`. */
export function overlay(below: Layer, above: Layer): Layer {
  return {
    value: mergeValues([], below.value, above.value) as Mapping,
    positionOf: (path, part) =>
      (decides(above.value, below.value, path) ? above : below).positionOf(path, part),
  };
}
