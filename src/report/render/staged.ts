// Everything under --out. All files are made in a hidden folder beside their place and moved in at the end, each by one
// rename: a failure leaves what was there before, and nobody ever reads half a file.
import { mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, refusals } from "./output-folder.ts";

/** A million rows are never one string. */
const CHUNK_CHARACTERS = 1 << 18;

export async function writeRows(path: string, rows: Iterable<string>): Promise<void> {
  const file = await open(path, "w");
  try {
    let chunk = "";
    for (const row of rows) {
      chunk += row;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      await file.write(chunk);
      chunk = "";
    }
    await file.write(chunk);
  } finally {
    await file.close();
  }
}

/** Charts of an earlier run that this one does not have would look like its own. */
async function removeStaleCharts(directory: string, files: readonly string[]): Promise<void> {
  for (const name of await readdir(join(directory, "charts"))) {
    if (/\.(png|svg)$/.test(name) && !files.includes(`charts/${name}`))
      await rm(join(directory, "charts", name));
  }
}

/** `make` writes its files, and pictures below `charts`, into the folder it is given, and returns their names. */
export async function writeStaged(
  directory: string,
  make: (folder: string) => Promise<string[]>,
  /** Told each file's path, relative to the folder, once it is in place. */
  onFile: (file: string) => void = () => {},
): Promise<string[]> {
  await makeFolder(directory);
  return refusals(directory, async () => {
    const folder = await mkdtemp(join(directory, ".writing-"));
    try {
      await mkdir(join(folder, "charts"));
      const files = await make(folder);
      await mkdir(join(directory, "charts"), { recursive: true });
      for (const file of files) {
        await rename(join(folder, file), join(directory, file));
        onFile(file);
      }
      await removeStaleCharts(directory, files);
      return files;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
