// The profiles that ship with forewatt, read from its folders when they are asked for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProfileLibrary, type ProfileLibrary, profileFolders } from "../profiles/library.ts";

/** The folder that holds models/, hardware-profiles/ and engine-profiles/: ours, wherever the bundle lies in it. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export function profileLibrary(): ProfileLibrary {
  const root = packageRoot();
  return createProfileLibrary({
    read: (kind, fileName) => {
      const path = join(root, profileFolders[kind], fileName);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
    list: (kind) => readdirSync(join(root, profileFolders[kind])),
  });
}
