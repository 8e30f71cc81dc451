// `npm run build:web`: the web app as a static site in dist/web. The page is small; the simulator, its libraries and the
// profiles are chunks of a Web Worker, told apart by `worker` in their path.
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { root } from "./setup.js";

/** zod brings its messages in fifty languages; ours are our own, in English. */
const englishOnly = {
  name: "zod-english-only",
  enforce: "pre",
  resolveId: (source, importer) =>
    /\/locales\/index\.js$/.test(source) && /[\\/]zod[\\/]/.test(importer ?? "")
      ? "\0zod-locales"
      : undefined,
  load: (id) =>
    id === "\0zod-locales"
      ? `export { default as en } from "${root}node_modules/zod/v4/locales/en.js";`
      : undefined,
};

/** The solver asks for Node's loader where it runs on Node: in a browser there is none to ask for. */
const withoutNode = {
  name: "without-node",
  enforce: "pre",
  resolveId: (source) => (source === "node:module" ? "\0no-node-module" : undefined),
  load: (id) => (id === "\0no-node-module" ? "export const createRequire = undefined;" : undefined),
};

const named = (folder) => ({
  entryFileNames: `${folder}/[name]-[hash].js`,
  chunkFileNames: `${folder}/[name]-[hash].js`,
  assetFileNames: `${folder}/[name]-[hash][extname]`,
});

export async function buildWeb() {
  await build({
    configFile: false,
    root: `${root}src/web`,
    // Anyone can host it under any path.
    base: "./",
    logLevel: "warn",
    publicDir: false,
    // The build for browsers brings its own Buffer.
    resolve: { alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } },
    build: {
      outDir: `${root}dist/web`,
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { output: named("assets"), checks: { pluginTimings: false } },
    },
    worker: {
      format: "es",
      plugins: () => [englishOnly, withoutNode],
      rolldownOptions: { output: named("assets/worker"), checks: { pluginTimings: false } },
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb();
