// `--set path=value`: one value of a scenario replaced from the command line. Paths are dotted, list items by index
// (`deployments.mono.pools[0].instances` or `…pools.0.instances`), values are YAML. A key the schema does not have is
// found by the schema; a deployment or list item that is not there is refused here.
import { parse } from "yaml";
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import type { Position } from "../profiles/schema-problems.ts";
import { isMapping, type Layer, type Mapping } from "./layers.ts";

export interface Override {
  path: (string | number)[];
  value: unknown;
  /** As given, for messages: `--set facility.pue=0.9`. */
  source: string;
  /** Where it is written, if in a file. */
  position?: Position;
}

const complaint = (source: string, path: string, message: string): Problem => ({
  file: source,
  line: 0,
  column: 0,
  path,
  message,
});

/** Reads `path=value`; a Problem if it is not that. */
export function parseOverride(text: string): Override | Problem {
  const source = `--set ${text}`;
  const equals = text.indexOf("=");
  if (equals < 1) return complaint(source, "", "expected path=value, such as facility.pue=1.2");
  const pathText = text.slice(0, equals).trim();
  const path = parsePath(pathText);
  if (path === undefined)
    return complaint(source, pathText, "not a path such as deployments.mono.pools[0].instances");
  try {
    return {
      path,
      value: parse(text.slice(equals + 1), { maxAliasCount: 0 }),
      source,
    };
  } catch {
    return complaint(source, pathText, "the value is not valid YAML");
  }
}

/** `deployments.mono.pools[0].instances` as keys and indices; undefined if it is no path. */
export function parsePath(text: string): (string | number)[] | undefined {
  const parts = text.replace(/\[(\d+)\]/g, ".$1").split(".");
  if (parts.some((part) => part === "" || /[[\]\s]/.test(part))) return undefined;
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The layer with one value replaced, or the problem. */
export function applyOverride(layer: Layer, { path, value, source, position }: Override): Layer | Problem {
  const shown = path.join(".");
  const here = position ?? { file: source, line: 0, column: 0 };
  const refuse = (message: string): Problem => ({ ...here, path: shown, message });
  // Only what lies on the path is copied: a YAML alias shares its value with other places, which stay as they are.
  const replaced = { ...layer.value };
  let parent: unknown = replaced;
  // What lies above the value is of this override too where there was nothing before.
  let made = path.length;
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth]!;
    const last = depth === path.length - 1;
    const above = path.slice(0, depth).join(".") || "the scenario";
    if (Array.isArray(parent)) {
      if (typeof key !== "number") return refuse(`${above} is a list: expected an index, got "${key}"`);
      if (key >= parent.length)
        return refuse(
          `${above} has ${parent.length} item${parent.length === 1 ? "" : "s"}, counted from 0: there is no ${key}`,
        );
      if (last) parent[key] = value;
      else parent = parent[key] = copied(parent[key]);
    } else if (isMapping(parent)) {
      const mapping: Mapping = parent;
      const name = String(key);
      if (mapping[name] === undefined) made = Math.min(made, depth + 1);
      if (above === "deployments" && !(name in mapping))
        return refuse(`no such deployment: "${name}".${didYouMean(name, Object.keys(mapping))}`);
      if (!last) parent = mapping[name] = copied(mapping[name] ?? {});
      else if (value === null) delete mapping[name];
      else mapping[name] = value;
    } else return refuse(`${above} is a single value: nothing lies below it`);
  }
  const covers = (other: readonly PropertyKey[]) =>
    other.length >= made &&
    path.slice(0, other.length).every((part, index) => String(part) === String(other[index]));
  return {
    value: replaced,
    positionOf: (other, part) => (covers(other) ? here : layer.positionOf(other, part)),
  };
}

const copied = (value: unknown): unknown =>
  Array.isArray(value) ? [...value] : isMapping(value) ? { ...value } : value;

export const isProblem = (value: object): value is Problem => "message" in value;

/** The layer with every override applied in turn; throws with all that are no overrides or have no place. */
export function applyOverrides(layer: Layer, overrides: readonly (Override | Problem)[]): Layer {
  const problems: Problem[] = [];
  let replaced = layer;
  for (const override of overrides) {
    const next = isProblem(override) ? override : applyOverride(replaced, override);
    if (isProblem(next)) problems.push(next);
    else replaced = next;
  }
  if (problems.length > 0) throw new InputError(problems);
  return replaced;
}
