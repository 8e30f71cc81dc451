// `node scripts/run-ts.js FILE.ts [ARGUMENTS]`: bundles a TypeScript program of the project (benchmarks, generators) and runs
// it. Packages stay outside the bundle, so it is written below the project's folder, where Node finds them.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root, setUp } from "./setup.js";

/** Bundles `entry` into `outfile` from the project's folder; `plugins` may change sources on the way. */
export function bundle(entry, outfile, plugins = []) {
  return build({
    absWorkingDir: process.cwd(),
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    plugins,
    logLevel: "warning",
  });
}

/** A new folder below the project's, for bundles. */
export function bundleFolder() {
  mkdirSync(".cache", { recursive: true });
  return mkdtempSync(resolve(".cache", "run-"));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await setUp();
  process.chdir(root);
  const [entry] = process.argv.splice(2, 1);
  const folder = bundleFolder();
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${basename(entry, ".ts")}.mjs`);
  await bundle(entry, outfile);
  await import(pathToFileURL(outfile).href);
}
