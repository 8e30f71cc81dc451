// A file that a result was made from, as its report names it: by the hash of its bytes, short ones in full.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { InputFile } from "../report/html/reproduce.ts";

const SHOWN_BYTES = 20_000;

export function inputFile(path: string): InputFile {
  if (!statSync(path).isFile()) return { path, sha256: "a pipe, gone once it was read" };
  const bytes = readFileSync(path);
  return {
    path,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    ...(bytes.length <= SHOWN_BYTES ? { text: bytes.toString("utf8") } : {}),
  };
}
