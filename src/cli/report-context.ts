// How a report says it was made: the command line, words quoted where a shell needs it, the build, the files by their hash.
import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { everMeasured } from "../metrics/confidence.ts";
import { isEngineFile } from "../profiles/engine-file.ts";
import { type ProfileKind, profileFolders } from "../profiles/library.ts";
import type { Grounds } from "../report/html/grounds.ts";
import type { InputFile, ReportContext } from "../report/html/reproduce.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { assumptionsOf, sloOf } from "../scenario/simulate.ts";
import { buildId } from "./build-id.ts";
import { inputFile } from "./input-file.ts";
import { packageRoot } from "./profiles.ts";

const quoted = (text: string): string =>
  /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A path below the working folder as seen from there: an absolute one is of this machine alone. */
export function fromHere(text: string): string {
  const path = isAbsolute(text) ? relative(process.cwd(), text) : "";
  return path === "" || path.startsWith("..") || isAbsolute(path) ? text : path;
}

type Used = Readonly<Partial<Record<ProfileKind, Iterable<{ id: string }>>>>;

/** Profiles that ship with forewatt, each once, by the hash of its file. */
function profileFiles(used: Used): InputFile[] {
  const paths = (Object.keys(used) as ProfileKind[]).flatMap((kind) =>
    [...(used[kind] ?? [])].map(({ id }) => `${profileFolders[kind]}/${id}.yaml`),
  );
  return [...new Set(paths)].flatMap((path) => {
    const file = join(packageRoot(), path);
    return existsSync(file) ? [{ path, sha256: inputFile(file).sha256 }] : [];
  });
}

export const profilesOf = ({
  file,
  model,
  models,
  draftModels,
  engine,
  hardware,
}: ResolvedScenario): Used => ({
  model: [model, ...models.values(), ...draftModels.values()],
  hardware: hardware.values(),
  engine: isEngineFile(file.engine) ? [] : [engine],
});

/** What an answer about the scenario stands on. */
export const groundsOf = (scenario: ResolvedScenario): Grounds => ({
  slo: sloOf(scenario),
  assumptions: Object.values(scenario.file.deployments).flatMap((each) => assumptionsOf(scenario, each)),
  unmeasured: [...scenario.hardware.values()].flatMap(({ id }) => (everMeasured(id) ? [] : [id])),
});

/** `words` of the command line, then the options that are defined; `files` are what was read. */
export function reportContext(
  words: readonly string[],
  options: Readonly<Record<string, string | number | true | readonly string[] | undefined>>,
  files: readonly string[],
  profiles: Used = {},
): ReportContext {
  const named = Object.entries(options).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((each) => [
      `--${name}`,
      ...(each === true ? [] : [String(each)]),
    ]),
  );
  return {
    command: ["forewatt", ...words, ...named].map(fromHere).map(quoted).join(" "),
    build: buildId(),
    files: [
      ...files.map((file) => ({ ...inputFile(file), path: fromHere(file) })),
      ...profileFiles(profiles),
    ],
  };
}
