// A file is written beside its place and moved there: it is whole or absent, whenever the process is killed.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

export function writeWhole(path: string, text: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.tmp`;
  const file = openSync(beside, "w");
  try {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
