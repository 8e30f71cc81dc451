// Bundles the command line (main.js), what its threads run (worker.js) and the library (index.js) into dist/ (ESM, split so
// that each command loads only what it needs), and the script inside every report.html (report-page.js).
// Outside stay: @napi-rs/canvas, which has a binary; dejavu-fonts-ttf, a font file; piscina and bullmq, which start files of
// their own; ioredis, which is there only if its user wants it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./setup.js";

const requireBanner =
  'import { createRequire as createRequireForBundle } from "node:module"; const require = createRequireForBundle(import.meta.url);';

/** zod brings its messages in fifty languages; ours are our own, in English: a third of the bundle less to load. */
const englishOnly = {
  name: "zod-english-only",
  setup(bundler) {
    bundler.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      /[\\/]zod[\\/]/.test(importer) ? { path: "zod-locales", namespace: "zod-locales" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "zod-locales" }, () => ({
      contents: 'export { default as en } from "zod/v4/locales/en.js";',
      resolveDir: root,
    }));
  },
};

/**
 * mathjs, a quarter of what a command would load, knows units that our own table does not: it becomes a bundle of its own
 * (mathjs.cjs), opened when the first such unit is met.
 */
const mathjsWhenNeeded = {
  name: "mathjs-when-needed",
  setup(bundler) {
    bundler.onResolve({ filter: /^mathjs$/ }, () => ({ path: "mathjs", namespace: "when-needed" }));
    bundler.onLoad({ filter: /.*/, namespace: "when-needed" }, () => ({
      contents: `
        const mathjs = () => createRequireForBundle(import.meta.url)("./mathjs.cjs");
        export const create = () => mathjs().createUnits();
        export const unitDependencies = {};
        export const createUnitDependencies = {};`,
    }));
  },
};

const buildMathjs = () =>
  build({
    absWorkingDir: root,
    stdin: {
      contents: `
        import { create, createUnitDependencies, unitDependencies } from "mathjs";
        export const createUnits = () => create({ unitDependencies, createUnitDependencies });`,
      resolveDir: root,
    },
    outfile: "dist/mathjs.cjs",
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });

/** Of the code; the profiles, which are read at run time, join it there (src/cli/build-id.ts). */
function sourceHash() {
  const hash = createHash("sha256");
  const names = readdirSync(`${root}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length))
    .sort();
  for (const name of names)
    hash
      .update(`${name}\n`)
      .update(readFileSync(root + name))
      .update("\n");
  return hash.digest("hex").slice(0, 12);
}

export async function buildAll() {
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: {
      main: "src/cli/main.ts",
      index: "src/index.ts",
      worker: "src/cli/workers/worker.ts",
      "queue-processor": "src/cli/sweep/processor.ts",
    },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    alias: { canvas: "./shims/canvas/index.js", "string-width": "./shims/string-width/index.js" },
    plugins: [englishOnly, mathjsWhenNeeded],
    external: ["@napi-rs/canvas", "dejavu-fonts-ttf", "piscina", "highs", "bullmq", "ioredis"],
    banner: { js: requireBanner },
    define: { FOREWATT_BUILD: JSON.stringify(sourceHash()) },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
  });
  const page = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: { "report-page": "src/report/html/browser/main.ts" },
    outdir: "dist",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
  const mathjs = await buildMathjs();
  const outputs = { ...metafile.outputs, ...page.metafile.outputs, ...mathjs.metafile.outputs };
  // Chunks of earlier builds go last, so that a forewatt that is running meanwhile still finds its own; dist/web is build-web.js's.
  for (const name of readdirSync(`${root}dist`))
    if (name !== "web" && !(`dist/${name}` in outputs)) rmSync(`${root}dist/${name}`, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
