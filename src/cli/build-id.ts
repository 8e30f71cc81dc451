// Which code and profiles this is, exactly: two results may be mixed, or one be reused, only where this is the same. The code
// is known when it is built; profiles are read when they are asked for and may have been edited since.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../base/version.ts";
import { profileFolders } from "../profiles/library.ts";
import { packageRoot } from "./profiles.ts";

/** Set by scripts/build.js: a hash of the sources. */
declare const FOREWATT_BUILD: string | undefined;

let known: string | undefined;

export function buildId(): string {
  known ??= `${version}+${contentHash()}`;
  return known;
}

function contentHash(): string {
  const hash = createHash("sha256").update(
    typeof FOREWATT_BUILD === "undefined" ? "unbuilt" : FOREWATT_BUILD,
  );
  for (const kind of Object.values(profileFolders)) {
    const folder = join(packageRoot(), kind);
    for (const name of readdirSync(folder).sort())
      if (name.endsWith(".yaml")) hash.update(`\n${kind}/${name}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 12);
}
