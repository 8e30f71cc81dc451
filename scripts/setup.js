// What `npm start` and `npm test` do before their work on a fresh clone: install, then build.
// Only Node's own modules here: nothing is installed yet when this runs.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, with a trailing slash. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a program of this project with our streams; its exit code. */
export function run(command, args, environment = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: environment });
  if (error) throw error;
  return status ?? 1;
}

function writable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const packagesOf = (file) => JSON.parse(readFileSync(root + file, "utf8")).packages;

/** Whether node_modules holds what package-lock.json asks for: npm keeps a list of its own there. */
function installed() {
  if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
  const present = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, wanted]) =>
      path === "" || wanted.optional || wanted.devOptional || present[path]?.version === wanted.version,
  );
}

function install() {
  console.error("forewatt: installing packages (npm ci)");
  const environment = { ...process.env };
  // A read-only HOME has no place for npm's cache.
  if (!environment.npm_config_cache && !writable(homedir()))
    environment.npm_config_cache = join(tmpdir(), "forewatt-npm-cache");
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  // Under `npm start` this is npm's own script: the same version again, without a look-up in PATH.
  const code = npm?.endsWith(".js")
    ? run(process.execPath, [npm, ...args], environment)
    : run("npm", args, environment);
  if (code !== 0) {
    console.error("forewatt: npm ci failed; it needs the npm registry. Run `npm ci` to see why.");
    process.exit(code);
  }
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(root + folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(root + path).mtimeMs);
  }
  return newest;
}

const changedSince = (file, sources) => {
  if (!existsSync(root + file)) return true;
  const builtAt = statSync(root + file).mtimeMs;
  return sources.some((source) =>
    source.endsWith(".js") ? statSync(root + source).mtimeMs > builtAt : newestChange(source) > builtAt,
  );
};

/** Builds of dist/ that are missing or older than what they are made of. */
export async function buildStale() {
  if (changedSince("dist/main.js", ["src", "shims", "scripts/build.js"]))
    await (await import("./build.js")).buildAll();
  const texts = ["models", "hardware-profiles", "engine-profiles", "scenarios", "claims", "docs/examples"];
  if (changedSince("dist/web/index.html", ["src", ...texts, "scripts/build-web.js"]))
    await (await import("./build-web.js")).buildWeb();
}

/** Installs and builds what is missing or stale. */
export async function setUp() {
  if (!installed()) install();
  await buildStale();
}
