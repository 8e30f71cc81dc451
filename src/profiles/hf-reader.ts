// Reads the keys of a Hugging Face config.json one by one and remembers which, so that what is missing, of the
// wrong type or never looked at can be told in the end, all together.
import type { Problem } from "../base/errors.ts";

export type Json = Record<string, unknown>;

export interface ConfigReader {
  /** Whole number of at least `min` under the first of `keys` that is there, else undefined. Null counts as absent. */
  optionalCount(keys: readonly string[], min?: number): number | undefined;
  /** The same, or a problem (and 1, so that reading goes on). */
  count(keys: readonly string[], min?: number, max?: number): number;
  /** True or false; false where absent. */
  flag(key: string): boolean;
  text(key: string): string | undefined;
  list(key: string): unknown[] | undefined;
  has(key: string): boolean;
  /** The value as it stands, for keys of more than one type. */
  value(key: string): unknown;
  problem(key: string, message: string): void;
  warn(message: string): void;
  /** Keys present that nobody asked for. */
  unread(): string[];
}

/** What the keys are read from: the values, what transformers assumes where they are absent, and where they stand in the file. */
export interface ConfigSource {
  file: string;
  values: Json;
  defaults: Json;
  family: string;
  /** Path of `values` inside the file, e.g. `text_config`. */
  path: readonly string[];
  positionOf(path: readonly string[]): { line: number; column: number };
}

export function readConfig(source: ConfigSource, problems: Problem[], warnings: string[]): ConfigReader {
  const { file, values, defaults, family, path } = source;
  const asked = new Set<string>();
  const assumed = new Set<string>();

  const problem = (key: string, message: string) => {
    const full = [...path, key];
    problems.push({ file, ...source.positionOf(key in values ? full : path), path: full.join("."), message });
  };

  function find(keys: readonly string[]): [key: string, value: unknown] | undefined {
    for (const key of keys) asked.add(key);
    for (const key of keys) if (values[key] !== undefined && values[key] !== null) return [key, values[key]];
    const key = keys.find((name) => name in defaults && !(name in values));
    if (key === undefined) return undefined;
    if (!assumed.has(key))
      warnings.push(
        `${key} is not in the config: ${JSON.stringify(defaults[key])} taken, the default of ${family}`,
      );
    assumed.add(key);
    return [key, defaults[key]];
  }

  /** The value under `key` if `is` accepts it; a problem if it is something else. */
  function typed<T>(
    keys: readonly string[],
    expected: string,
    is: (value: unknown) => value is T,
  ): T | undefined {
    const found = find(keys);
    if (found === undefined) return undefined;
    if (is(found[1])) return found[1];
    problem(found[0], `expected ${expected}, got ${JSON.stringify(found[1])}`);
    return undefined;
  }

  const optionalCount = (keys: readonly string[], min = 0, max = Number.MAX_SAFE_INTEGER) =>
    typed(
      keys,
      max === Number.MAX_SAFE_INTEGER
        ? `a whole number of at least ${min}`
        : `a whole number from ${min} to ${max}`,
      (value): value is number =>
        Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    );

  return {
    optionalCount,
    count(keys, min = 1, max) {
      const before = problems.length;
      const value = optionalCount(keys, min, max);
      if (value === undefined && problems.length === before)
        problem(keys[0] as string, `missing; expected a whole number${otherNames(keys)}`);
      return value ?? 1;
    },
    flag: (key) => typed([key], "true or false", (value) => typeof value === "boolean") ?? false,
    text: (key) => typed([key], "text", (value) => typeof value === "string"),
    list: (key) => typed([key], "a list", (value) => Array.isArray(value)),
    has: (key) => find([key]) !== undefined,
    value: (key) => find([key])?.[1],
    problem,
    warn: (message) => void warnings.push(message),
    unread: () => Object.keys(values).filter((key) => !asked.has(key)),
  };
}

function otherNames(keys: readonly string[]): string {
  return keys.length > 1 ? ` (also known as ${keys.slice(1).join(", ")})` : "";
}
