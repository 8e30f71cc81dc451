// Files for the loaders, out of memory: what ships with forewatt, and what the user brought.
import { InputError } from "../../base/errors.ts";
import type { Files } from "../../scenario/files.ts";
import { gunzipChunks } from "../../workload/traces/gunzip.ts";
import { shipped } from "./shipped.ts";

/** `a/b/../c.csv` as `a/c.csv`. */
function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  return parts.join("/");
}

/** Texts by name. */
export type OwnFiles = Readonly<Record<string, string>>;

/** `own` lie beside whatever names them: a browser says no folders. */
export function memoryFiles(main: OwnFiles, own: OwnFiles = {}): Files {
  const files = { ...shipped, ...own, ...main };
  const has = (path: string) => Object.hasOwn(files, path);
  const textOf = (path: string): string => {
    if (!has(path)) throw InputError.of(path, "", "no such file");
    return files[path]!;
  };
  return {
    locate(named, from) {
      const beside = normalised(`${from.slice(0, from.lastIndexOf("/") + 1)}${named}`);
      const name = named.slice(named.lastIndexOf("/") + 1);
      if (Object.hasOwn(own, name)) return { path: name };
      if (has(beside)) return { path: beside };
      return { refused: `this page has no file "${named}": open it together with the scenario` };
    },
    readText: textOf,
    *chunks(path) {
      const bytes = new TextEncoder().encode(textOf(path));
      if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield* gunzipChunks([bytes], path);
      else yield bytes;
    },
  };
}
