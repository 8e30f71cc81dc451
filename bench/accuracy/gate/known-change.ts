// A change whose effect on accuracy is known to be bad, or harmless: to constants of the profiles as they are loaded, to a
// source file as it is bundled, to the seed, or to the order of the rows. The project itself knows nothing of them.
import type { Lookup, ProfileLibrary } from "../../../src/profiles/library.ts";

type Kind = "hardware" | "engine" | "model";

/** Every number at `path` of every profile of a kind, and of its older releases: times a factor, or replaced. */
export interface ConstantChange {
  profile: Kind;
  path: string;
  times?: number;
  to?: unknown;
}

/** `find` occurs exactly once in the file. */
export interface SourceChange {
  file: string;
  find: string;
  replace: string;
}

export interface KnownChange {
  name: string;
  constants?: readonly ConstantChange[];
  source?: SourceChange;
  seed?: number;
  reversed?: boolean;
}

/** A constant of every profile of a kind, off by a factor. */
export const constant = (name: string, profile: Kind, path: string, times: number): KnownChange => ({
  name,
  constants: [{ profile, path, times }],
});

/** One piece of a source file, written otherwise. */
export const rewritten = (name: string, file: string, find: string, replace: string): KnownChange => ({
  name,
  source: { file, find, replace },
});

/** The source after the change; an error where it does not apply any more: the change has to follow the code. */
export function changedSource(text: string, { file, find, replace }: SourceChange): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(
      `${file}: expected once, found ${parts.length - 1} times: ${find}\nbench/accuracy/gate has to follow the source`,
    );
  return parts.join(replace);
}

/** The library with changed constants. */
export function changedLibrary(
  library: ProfileLibrary,
  constants: readonly ConstantChange[],
): ProfileLibrary {
  const known = new Map<unknown, unknown>();
  const changed = <T>(kind: Kind, lookup: Lookup<T>): Lookup<T> => {
    if (!lookup.found) return lookup;
    const made = known.get(lookup.profile) ?? changedProfile(kind, lookup.profile, constants);
    known.set(lookup.profile, made);
    return { found: true, profile: made as T };
  };
  return {
    ...library,
    hardware: (name) => changed("hardware", library.hardware(name)),
    engine: (name) => changed("engine", library.engine(name)),
    model: (name) => changed("model", library.model(name)),
  };
}

function changedProfile<T>(kind: Kind, profile: T, constants: readonly ConstantChange[]): T {
  const copy = structuredClone(profile) as T & { versions?: unknown[] };
  for (const change of constants)
    if (change.profile === kind)
      for (const release of [copy, ...(copy.versions ?? [])]) setAt(release, change.path.split("."), change);
  return copy;
}

/** Follows the path where there is one: not every profile has every part. Returns how many values it changed. */
export function setAt(parent: unknown, [key, ...rest]: string[], change: ConstantChange): number {
  if (typeof parent !== "object" || parent === null || key === undefined || !(key in parent)) return 0;
  const holder = parent as Record<string, unknown>;
  if (rest.length > 0) return setAt(holder[key], rest, change);
  if (change.times === undefined) {
    holder[key] = change.to;
    return 1;
  }
  return scaleNumbers(holder, key, change.times);
}

/** A number, the value of a figure, or all numbers of a block. */
function scaleNumbers(holder: Record<string, unknown>, key: string, times: number): number {
  const value = holder[key];
  if (typeof value === "number") {
    holder[key] =
      Number.isInteger(value) && value > 100 && value < 1e6 ? Math.round(value * times) : value * times;
    return 1;
  }
  if (typeof value !== "object" || value === null) return 0;
  const block = value as Record<string, unknown>;
  return Object.keys(block)
    .filter((each) => each !== "range")
    .reduce((count, each) => count + scaleNumbers(block, each, times), 0);
}
