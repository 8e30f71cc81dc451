// The folder of a sweep, or of one shard of it: what it is (manifest.json) and the results of each chunk (parts.ts).
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../base/errors.ts";
import type { FactorsAsked } from "../../report/sweep-factors.ts";
import { buildId } from "../build-id.ts";
import { reason } from "../files.ts";
import type { OpenSweep } from "./open-sweep.ts";
import { partOf, partsIn, soundRows } from "./parts.ts";
import { writeWhole } from "./write-whole.ts";

export interface Manifest {
  schema: "forewatt.sweep-manifest/1";
  sweep: string;
  title: string;
  build: string;
  runs: number;
  chunks: number;
  chunkRuns: number;
  /** What the configurations change, which makes the columns. */
  paths: readonly string[];
  factors?: FactorsAsked | undefined;
}

export function manifestOf({ id, loaded, chunks, chunkRuns }: OpenSweep): Manifest {
  return {
    schema: "forewatt.sweep-manifest/1",
    sweep: id,
    title: loaded.name,
    build: buildId(),
    runs: loaded.runs.count,
    chunks,
    chunkRuns,
    paths: loaded.runs.paths,
    factors:
      loaded.file.factors === undefined
        ? undefined
        : { column: loaded.file.factors, seedCount: loaded.runs.seedCount },
  };
}

/** What workers gave up on; no file without any. */
export function writeDeadLetters(folder: string, letters: readonly object[]): void {
  const path = join(folder, "dead-letters.json");
  if (letters.length > 0) writeWhole(path, `${JSON.stringify(letters, null, 2)}\n`);
  else rmSync(path, { force: true });
}

/** Makes the folder or finds what a run before this one has left there: the chunks that are done, and sound. */
export function claimFolder(folder: string, manifest: Manifest): Set<number> {
  const path = join(folder, "manifest.json");
  if (existsSync(path)) {
    const found = readManifest(folder);
    if (found.sweep !== manifest.sweep) {
      const why =
        found.build === manifest.build
          ? "another sweep, or this one before its scenario changed"
          : `a sweep of another build or of other profiles (${found.build}, this is ${manifest.build})`;
      throw InputError.of(path, "", `the folder holds ${why}: choose another --out or delete it`);
    }
  }
  try {
    mkdirSync(join(folder, "parts"), { recursive: true });
  } catch (error) {
    throw InputError.of(folder, "", reason(error));
  }
  if (!existsSync(path)) writeWhole(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return new Set(
    [...partsIn(folder)].filter((chunk) => soundRows(partOf(folder, manifest.sweep, chunk)) !== undefined),
  );
}

export function readManifest(folder: string): Manifest {
  const path = join(folder, "manifest.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw InputError.of(path, "", `${reason(error)}; a folder that forewatt sweep wrote has one`);
  }
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.schema === "forewatt.sweep-manifest/1") return manifest;
  } catch {
    // The same answer as for JSON of another kind.
  }
  throw InputError.of(path, "", "not the manifest of a sweep");
}
