// The folder given as --out: made where it is missing, and a clear "no" where the file system refuses it.
// Folders are made one by one, because Node's recursive mkdir never returns where a parent cannot be made (/proc).
import { access, constants, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../../base/errors.ts";

/** Makes the folder and its parents; refuses a path that is no folder or cannot be written to. */
export async function makeFolder(directory: string): Promise<void> {
  await refusals(directory, async () => {
    await makeOneByOne(resolve(directory));
    await access(directory, constants.W_OK);
  });
}

/** Runs `work`, telling what the file system refuses as a problem of `--out`. */
export async function refusals<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw InputError.of(directory, "--out", `cannot be written: ${reasons[code] ?? code}`);
  }
}

const reasons: Record<string, string> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
  ENOTDIR: "part of the path is a file",
  EEXIST: "it is a file, expected a folder",
  ENOENT: "its parent cannot be made",
  ENOSPC: "no space left",
};

async function makeOneByOne(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(directory);
    if (code === "EEXIST") await access(`${directory}/.`);
    else if (code === "ENOENT" && parent !== directory) {
      await makeOneByOne(parent);
      await mkdir(directory);
    } else throw error;
  }
}
