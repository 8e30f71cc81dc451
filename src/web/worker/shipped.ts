// What ships with forewatt, as texts in the bundle: profiles, scenarios, claims, and the files they name.
/// <reference types="vite/client" />
import { createProfileLibrary, type ProfileKind, profileFolders, readerOf } from "../../profiles/library.ts";

const texts = import.meta.glob(
  [
    "../../../models/*.yaml",
    "../../../hardware-profiles/*.yaml",
    "../../../engine-profiles/*.yaml",
    "../../../claims/*.yaml",
    "../../../scenarios/**/*.{yaml,csv}",
    "../../../docs/examples/small-plan.yaml",
  ],
  { query: "?raw", import: "default", eager: true },
) as Record<string, string>;

/** By path as it is in the repository. */
export const shipped: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path.replace("../../../", ""), text]),
);

function folder(kind: ProfileKind): Record<string, string> {
  const start = `${profileFolders[kind]}/`;
  return Object.fromEntries(
    Object.entries(shipped).flatMap(([path, text]) =>
      path.startsWith(start) ? [[path.slice(start.length), text]] : [],
    ),
  );
}

export const profiles = createProfileLibrary(
  readerOf({ hardware: folder("hardware"), model: folder("model"), engine: folder("engine") }),
);
