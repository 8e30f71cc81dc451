// The profiles of this repository, read from disk for tests.
import { readdirSync, readFileSync } from "node:fs";
import {
  createProfileLibrary,
  type ProfileKind,
  profileFolders,
  readerOf,
} from "../../src/profiles/library.ts";

const root = new URL("../../", import.meta.url);

function folder(kind: ProfileKind): Record<string, string> {
  const directory = new URL(`${profileFolders[kind]}/`, root);
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), "utf8")]),
  );
}

export const shippedFiles = {
  hardware: folder("hardware"),
  model: folder("model"),
  engine: folder("engine"),
};
export const shipped = createProfileLibrary(readerOf(shippedFiles));
