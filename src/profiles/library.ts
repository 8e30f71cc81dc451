// The profiles by name. Pure: the reader is injected, so the same library works on a disk, in a bundle and in a
// browser. Lazy: a name that is a file name costs one file; only other names cost a look at every file's aliases.
import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { type EngineProfile, engineSchema } from "./engine.ts";
import { engineAt } from "./engine-versions.ts";
import type { HardwareProfile } from "./hardware.ts";
import { parseHardware } from "./hardware-checks.ts";
import { type ModelProfile, modelSchema } from "./model.ts";
import { type DeviceKey, deviceKeys, modelKeys, normalise } from "./names.ts";
import { parseYaml, parseYamlDocument } from "./yaml-document.ts";

export const profileFolders = {
  hardware: "hardware-profiles",
  model: "models",
  engine: "engine-profiles",
} as const;
export type ProfileKind = keyof typeof profileFolders;

/** Text of a profile to the profile, per kind; each throws an InputError with every problem. */
export const profileParsers = {
  hardware: parseHardware,
  model: (file: string, text: string): ModelProfile => parseYaml(file, text, modelSchema),
  engine: (file: string, text: string): EngineProfile => parseYaml(file, text, engineSchema),
} as const;

export interface ProfileReader {
  /** Text of a file in the folder of `kind`, or undefined if there is none. */
  read(kind: ProfileKind, fileName: string): string | undefined;
  list(kind: ProfileKind): readonly string[];
}

export type Lookup<T> = { found: true; profile: T } | { found: false; message: string };

export interface ProfileLibrary {
  hardware(name: string): Lookup<HardwareProfile>;
  model(name: string): Lookup<ModelProfile>;
  engine(name: string): Lookup<EngineProfile>;
  /** Ids of every profile of a kind, sorted. */
  ids(kind: ProfileKind): string[];
  /** Files by every normalised id and alias; a name that two files claim has two. */
  claims(kind: ProfileKind): ReadonlyMap<string, readonly string[]>;
}

const isFileName = (key: string) => /^[a-z0-9][a-z0-9.-]*$/.test(key);

export function createProfileLibrary(reader: ProfileReader): ProfileLibrary {
  const profiles = new Map<string, unknown>();
  const claimed = new Map<ProfileKind, Map<string, string[]>>();

  function load<T extends { id: string }>(
    kind: ProfileKind,
    fileName: string,
    text: string,
    parse: (file: string, text: string) => T,
  ): T {
    const file = `${profileFolders[kind]}/${fileName}`;
    const known = profiles.get(file);
    if (known !== undefined) return known as T;
    const profile = parse(file, text);
    if (`${profile.id}.yaml` !== fileName) {
      throw InputError.of(file, "id", `expected the name of the file without .yaml, got "${profile.id}"`);
    }
    profiles.set(file, profile);
    return profile;
  }

  function claims(kind: ProfileKind): Map<string, string[]> {
    const known = claimed.get(kind);
    if (known) return known;
    const files = new Map<string, string[]>();
    for (const fileName of [...reader.list(kind)].sort()) {
      if (!fileName.endsWith(".yaml")) continue;
      const names = [fileName.slice(0, -".yaml".length), ...aliasesIn(reader.read(kind, fileName) ?? "")];
      for (const key of new Set(names.map(normalise))) files.set(key, [...(files.get(key) ?? []), fileName]);
    }
    claimed.set(kind, files);
    return files;
  }

  function find<T extends { id: string }>(
    kind: ProfileKind,
    name: string,
    keys: readonly DeviceKey[],
    parse: (file: string, text: string) => T,
    fits: (profile: T, key: DeviceKey) => boolean = () => true,
  ): Lookup<T> {
    const missing = new Set<string>();
    const open = (fileName: string, key: DeviceKey): T | undefined => {
      const text = reader.read(kind, fileName);
      if (text === undefined) return undefined;
      const profile = load(kind, fileName, text, parse);
      return fits(profile, key) ? profile : undefined;
    };
    for (const key of keys) {
      const direct = isFileName(key.key) && !missing.has(key.key) ? open(`${key.key}.yaml`, key) : undefined;
      if (direct) return { found: true, profile: direct };
      missing.add(key.key);
      const files = claims(kind).get(key.key) ?? [];
      if (files.length > 1)
        return { found: false, message: `"${name}" is claimed by ${files.join(" and ")}` };
      const aliased = files[0] === undefined ? undefined : open(files[0], key);
      if (aliased) return { found: true, profile: aliased };
    }
    // An alias is near as well; what is listed is the id.
    const [likely] = keys.flatMap(
      ({ key }) => claims(kind).get(nearest(key, claims(kind).keys()) ?? "") ?? [],
    );
    const hint =
      likely === undefined
        ? '"forewatt list" shows what there is'
        : `Did you mean "${likely.slice(0, -".yaml".length)}"?`;
    return { found: false, message: `unknown ${kind} "${name}". ${hint}` };
  }

  return {
    hardware: (name) =>
      find(
        "hardware",
        name,
        deviceKeys(name),
        parseHardware,
        ({ memory }, { labelGigabytes: stated }) =>
          stated === undefined || Math.round(memory.label / 1e9) === stated,
      ),
    model: (name) =>
      find(
        "model",
        name,
        modelKeys(name).map((key) => ({ key })),
        profileParsers.model,
      ),
    engine: (name) => {
      const [id = "", version] = name.split("@");
      const newest = find("engine", id, [{ key: normalise(id) }], profileParsers.engine);
      return newest.found && version !== undefined
        ? { found: true, profile: engineAt(newest.profile, version) }
        : newest;
    },
    ids: (kind) =>
      reader
        .list(kind)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => name.slice(0, -".yaml".length))
        .sort(),
    claims,
  };
}

/** A library over texts in memory: folder of each kind as file name -> text. */
export function readerOf(
  files: Readonly<Record<ProfileKind, Readonly<Record<string, string>>>>,
): ProfileReader {
  return {
    read: (kind, fileName) => (Object.hasOwn(files[kind], fileName) ? files[kind][fileName] : undefined),
    list: (kind) => Object.keys(files[kind]),
  };
}

/** The aliases of a profile without parsing the rest of it. A malformed list counts as none: loading reports it. */
function aliasesIn(text: string): string[] {
  const block = /^aliases:.*(?:\n(?:[ \t#-].*)?)*/m.exec(text)?.[0];
  if (block === undefined) return [];
  try {
    const { aliases } = parseYamlDocument("aliases", block).value;
    return Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === "string") : [];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
