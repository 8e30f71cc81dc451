// Node's file system behind the loaders' `Files`: only the scenario's own folder and below, and --allow-path folders.
// Symbolic links are followed before that is judged.
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, resolve, sep } from "node:path";
import { InputError } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import type { Files, NamedFile } from "../scenario/files.ts";
import { gunzipChunks } from "../workload/traces/gunzip.ts";

const CHUNK_BYTES = 1 << 18;

const reasons: Record<string, string> = {
  ENOENT: "no such file",
  EACCES: "no permission to read it",
  EISDIR: "is a folder, expected a file",
  ENOTDIR: "no such file",
  ELOOP: "symbolic links in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** Why the file system said no, in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return reasons[code] ?? code;
}

const inside = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The text of a file; without its byte order mark, unless that is of interest. */
export function readText(path: string, options: { keepByteOrderMark?: boolean } = {}): string {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: options.keepByteOrderMark === true });
    return decoder.decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw InputError.of(path, "", "not a text file in UTF-8");
    throw InputError.of(path, "", `${reason(error)}${neighbour(path)}`);
  }
}

/** Refuses a pipe where a file is read again, as every thread does: it would find nothing. */
export function refusePipe(path: string): void {
  if (existsSync(path) && !statSync(path).isFile() && !statSync(path).isDirectory())
    throw InputError.of(path, "", "is a pipe, which can be read only once: give a file here");
}

/** Of the files beside one that is not there, the one whose name is nearest. */
function neighbour(path: string): string {
  if (existsSync(path) || !existsSync(dirname(path))) return "";
  const hint = didYouMean(basename(path), readdirSync(dirname(path)));
  return hint === "" ? "" : `.${hint}`;
}

/** The bytes of a file in pieces, gunzipped where they start like gzip. */
export function* chunks(path: string): Generator<Uint8Array> {
  const raw = rawChunks(path);
  const first = raw.next();
  if (first.done) return;
  const all = (function* () {
    yield first.value;
    yield* raw;
  })();
  yield* first.value[0] === 0x1f && first.value[1] === 0x8b ? gunzipChunks(all, path) : all;
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw InputError.of(path, "", reason(error));
  }
}

function* rawChunks(path: string): Generator<Uint8Array> {
  const descriptor = open(path);
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Files for the scenario at `scenarioPath`, whose folder is open to it, and `allowed` folders. */
export function nodeFiles(scenarioPath: string, allowed: readonly string[] = []): Files {
  const real = (folder: string, file: string, option: string): string => {
    try {
      return realpathSync(folder);
    } catch (error) {
      throw InputError.of(file, option, option === "" ? reason(error) : `${folder}: ${reason(error)}`);
    }
  };
  const realFolders = [
    real(dirname(scenarioPath), scenarioPath, ""),
    ...allowed.map((folder) => real(folder, "command line", "--allow-path")),
  ];
  const namedFolders = [
    ...realFolders,
    ...[dirname(scenarioPath), ...allowed].map((folder) => resolve(folder)),
  ];
  return {
    locate(named, from): NamedFile {
      const shown = isAbsolute(named) ? normalize(named) : join(dirname(from), named);
      const outside = (folder: string) =>
        `"${named}" lies outside the scenario's folder; allow it with --allow-path ${folder}`;
      // Judged by name first: what lies outside must not even reveal whether it exists.
      if (!namedFolders.some((folder) => inside(folder, resolve(shown))))
        return { refused: outside(dirname(shown)) };
      try {
        const path = realpathSync(shown);
        if (!realFolders.some((folder) => inside(folder, path))) return { refused: outside(dirname(path)) };
        if (!statSync(path).isFile()) return { refused: `"${named}" is not a file` };
        return { path: shown };
      } catch (error) {
        return { refused: `cannot read "${named}": ${reason(error)}` };
      }
    },
    readText,
    chunks,
  };
}
