// `npm test`: types, lint and tests, each counted as it really ended; the last line says how many.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run, setUp } from "./setup.js";

await setUp();
const tool = (name) => `${root}node_modules/.bin/${name}`;
let passed = 0;
let failed = 0;

for (const [name, args] of [
  ["tsc", ["--noEmit"]],
  ["biome", ["check", "."]],
]) {
  if (run(tool(name), args) === 0) passed++;
  else {
    failed++;
    console.log(`failed: ${name} ${args.join(" ")}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "forewatt-test-"));
const file = join(folder, "results.json");
const filters = process.argv.slice(2);
const code = run(tool("vitest"), [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${file}`,
  ...filters,
]);
if (existsSync(file)) {
  const results = JSON.parse(readFileSync(file, "utf8"));
  passed += results.numPassedTests;
  // A file that does not even load has no tests in it: count the file.
  const broken = results.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.every((test) => test.status !== "failed"),
  );
  failed += results.numFailedTests + broken.length;
  if (code !== 0 && failed === 0) failed = 1;
} else failed++;
rmSync(folder, { recursive: true, force: true });

console.log(failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
