// A sweep ready to run: its identity, its chunks, and the text of a chunk's results. That text depends on nothing but
// the sweep and the build, so whoever makes it, and however often, it has the same bytes.
import { createHash } from "node:crypto";
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import type { LoadedSweep } from "../../planner/sweep/load.ts";
import { loadSweep } from "../../planner/sweep/load.ts";
import { deploymentColumns } from "../../report/summary-csv.ts";
import { sweepRows } from "../../report/sweep-columns.ts";
import { simulate } from "../../scenario/simulate.ts";
import { buildId } from "../build-id.ts";
import { profileLibrary } from "../profiles.ts";
import { type Bundle, bundledFiles, recordingFiles } from "./bundle.ts";

/** Where a sweep is: on this disk, or all of it. */
export type SweepSource = { path: string; allowed: readonly string[] } | { bundle: Bundle };

export interface OpenSweep {
  loaded: LoadedSweep;
  /** Of scenario, files, grid and build. */
  id: string;
  chunks: number;
  chunkRuns: number;
  /** Results of one chunk: a JSON array of cells per line. */
  chunkText(chunk: number): string;
  /** Of each run of a chunk: hash of scenario, configuration, seed and build. */
  runIds(chunk: number): string[];
  bundle(): Bundle;
}

/** Chunks are what is shared out, written whole and done again after a crash: about a thousand, each of at most 500 runs. */
const USUAL_CHUNKS = 1000;
const MOST_CHUNK_RUNS = 500;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function openSweep(source: SweepSource): OpenSweep {
  const recorded = "path" in source ? recordingFiles(source.path, source.allowed) : undefined;
  const path = "path" in source ? source.path : source.bundle.main;
  const files = "path" in source ? recorded!.files : bundledFiles(source.bundle);
  const loaded = loadSweep(path, files, profileLibrary());
  const { runs, scenarioOf } = loaded;
  checkFactors(path, loaded.file.factors);
  // A bundle says what it is the bundle of; everyone else finds out.
  const filesHash = "bundle" in source ? bundleHash(source.bundle) : recorded!.hash();
  const scenarioHash = sha256(JSON.stringify([loaded.scenarioContent, filesHash, buildId()]));
  const jobId = (values: unknown, seed: number) =>
    sha256(JSON.stringify([scenarioHash, values, seed])).slice(0, 24);
  const chunkRuns = Math.max(1, Math.min(MOST_CHUNK_RUNS, Math.ceil(runs.count / USUAL_CHUNKS)));
  const runsOfChunk = (chunk: number) => {
    const end = Math.min(runs.count, (chunk + 1) * chunkRuns);
    return Array.from({ length: end - chunk * chunkRuns }, (_, k) => runs.at(chunk * chunkRuns + k));
  };
  return {
    loaded,
    id: sha256(JSON.stringify([scenarioHash, loaded.file])).slice(0, 24),
    chunkRuns,
    chunks: Math.ceil(runs.count / chunkRuns),
    bundle: () => ("bundle" in source ? source.bundle : recorded!.bundle()),
    runIds: (chunk) => runsOfChunk(chunk).map(({ values, seed }) => jobId(values, seed)),
    chunkText(chunk) {
      const lines: string[] = [];
      for (const run of runsOfChunk(chunk)) {
        const outcome = outcomeOf(() => simulate(scenarioOf(run), { seed: run.seed }).result.deployments);
        for (const cells of sweepRows(runs.paths, run, jobId(run.values, run.seed), outcome))
          lines.push(JSON.stringify(cells));
      }
      return `${lines.join("\n")}\n`;
    },
  };
}

function checkFactors(path: string, column: string | undefined): void {
  if (column === undefined || deploymentColumns.includes(column)) return;
  const hint = didYouMean(column, deploymentColumns);
  throw InputError.of(path, "factors", `expected a column of the results, got "${column}".${hint}`);
}

function outcomeOf<T>(work: () => T): T | { invalid: string } {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { invalid: error.problems.map(({ path, message }) => `${path}: ${message}`).join("; ") };
  }
}

function bundleHash({ main, bytes }: Bundle): string {
  const hash = createHash("sha256");
  for (const path of Object.keys(bytes)
    .filter((other) => other !== main)
    .sort())
    hash.update(Buffer.from(bytes[path]!, "base64"));
  return hash.digest("hex");
}
