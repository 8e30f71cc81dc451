// The files a sweep reads, recorded while it is loaded: their hash is part of its identity, and their bytes can go to a
// machine that does not have them.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "../../base/errors.ts";
import type { Files, NamedFile } from "../../scenario/files.ts";
import { nodeFiles } from "../files.ts";

export interface Bundle {
  main: string;
  /** `from` and `named` to the path found. */
  located: Record<string, string>;
  /** Bytes of every path in base64. */
  bytes: Record<string, string>;
}

const keyOf = (named: string, from: string) => JSON.stringify([from, named]);

export function recordingFiles(path: string, allowed: readonly string[]) {
  const files = nodeFiles(path, allowed);
  const located: Record<string, string> = {};
  const paths = new Set([path]);
  const recording: Files = {
    ...files,
    locate(named, from): NamedFile {
      const found = files.locate(named, from);
      if ("path" in found) {
        located[keyOf(named, from)] = found.path;
        paths.add(found.path);
      }
      return found;
    },
  };
  return {
    files: recording,
    /** Of every file but the sweep's own, whose meaning is hashed instead. */
    hash(): string {
      const hash = createHash("sha256");
      for (const each of [...paths].filter((other) => other !== path).sort()) hash.update(readFileSync(each));
      return hash.digest("hex");
    },
    bundle: (): Bundle => ({
      main: path,
      located,
      bytes: Object.fromEntries([...paths].map((each) => [each, readFileSync(each).toString("base64")])),
    }),
  };
}

/** The files of a bundle, from memory. */
export function bundledFiles({ located, bytes }: Bundle): Files {
  const read = (path: string): Buffer => {
    const text = bytes[path];
    if (text === undefined) throw InputError.of(path, "", "not in the sweep's bundle");
    return Buffer.from(text, "base64");
  };
  return {
    locate(named, from) {
      const path = located[keyOf(named, from)];
      return path === undefined ? { refused: `"${named}" is not in the sweep's bundle` } : { path };
    },
    readText: (path) => read(path).toString("utf8"),
    *chunks(path) {
      const raw = read(path);
      yield raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
    },
  };
}
