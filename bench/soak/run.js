// `npm run soak`: the long counts. 2,000 runs through a queue while workers and Redis are killed: each run exactly once,
// byte for byte the local sweep. Then the same left alone, with as many workers as cores: its throughput against local threads.
// Prints Markdown; bench/soak/README.md keeps the last result.
// usage: node bench/soak/run.js [--runs 2000] [--workers 4] [--kills 20] [--restarts 3]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { hasRedis } from "./redis.js";
import { sweepUnderFire } from "./under-fire.js";

const number = (fallback) => ({ type: "string", default: String(fallback) });
const { values } = parseArgs({
  options: { runs: number(2000), workers: number(4), kills: number(20), restarts: number(3) },
});
const [runs, workers, kills, restarts] = ["runs", "workers", "kills", "restarts"].map((name) =>
  Number(values[name]),
);
if (!hasRedis) {
  console.log("skipped: no redis-server here (apt-get install redis-server)");
  process.exit(0);
}

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "forewatt-soak-"));
mkdirSync(join(folder, "in"));
for (const name of ["first.yaml"])
  writeFileSync(join(folder, "in", name), readFileSync(join(root, "docs/examples", name)));
const file = join(folder, "in/sweep.yaml");
writeFileSync(
  file,
  `schema: forewatt.sweep/1
scenario: first.yaml
grid:
  workload.arrivals.rate: [4 /s, 6 /s, 8 /s, 10 /s, 12 /s]
  deployments.h100.pools[0].instances: [1, 2]
seeds: ${Math.ceil(runs / 10)}
`,
);
const forewatt = (...args) => execFileSync(process.execPath, [join(root, "bin/forewatt"), ...args]);

/** Local threads; how many seconds they take. */
function sweepHere(out) {
  const start = performance.now();
  forewatt("sweep", file, "--out", join(folder, out), "--quiet");
  return (performance.now() - start) / 1000;
}
const localSeconds = [sweepHere("local")];
const { chunks, runs: planned } = JSON.parse(readFileSync(join(folder, "local/manifest.json"), "utf8"));
const out = join(folder, "queue");
const fire = await sweepUnderFire({
  file,
  out,
  chunks,
  workers,
  kills,
  restarts,
  log: (text) => console.error(text),
});

const cores = availableParallelism();
/** In turns, as other work on the machine comes and goes; the fastest of either counts. */
const aloneSeconds = [];
for (const turn of ["first", "second"]) {
  const left = { file, out: join(folder, `alone-${turn}`), chunks, workers: cores, kills: 0, restarts: 0 };
  const { code, seconds } = await sweepUnderFire(left);
  if (code !== 0) throw new Error(`left alone, the sweep ended with ${code}`);
  aloneSeconds.push(seconds);
  localSeconds.push(sweepHere(`local-${turn}`));
}
const [local, alone] = [Math.min(...localSeconds), Math.min(...aloneSeconds)];

const read = (where, name) => readFileSync(join(folder, where, name));
const same = ["results.csv", "results.parquet", "dictionary.csv"].every(
  (name) => fire.code === 0 && read("local", name).equals(read("queue", name)),
);
const rows = fire.code === 0 ? read("queue", "results.csv").toString().trim().split("\n").slice(1) : [];
const seen = new Map();
for (const row of rows) {
  const [run, job, ...rest] = row.split(",");
  const key = `${run} ${job} ${rest[3]}`;
  seen.set(key, (seen.get(key) ?? 0) + 1);
}
const twice = [...seen.values()].filter((count) => count > 1).length;
console.log(`| | |
|---|---|
| date | ${new Date().toISOString().slice(0, 10)} |
| runs | ${planned} in ${chunks} chunks |
| workers | ${workers}, ${fire.killed} killed with -9 and replaced |
| Redis | ${restarts} times killed with -9 and started again |
| rows | ${rows.length}, ${seen.size} distinct, ${twice} twice |
| bytes | ${same ? "the same as the local sweep" : "NOT the same as the local sweep"} |
| seconds | ${fire.seconds.toFixed(0)}; left alone ${alone.toFixed(0)}, local ${local.toFixed(0)}, both on ${cores} cores |
| throughput per core | ${((100 * local) / alone).toFixed(0)} % of local threads, workers' start included |
| load | ${loadavg()[0].toFixed(1)} |`);
if (fire.errors) console.error(fire.errors);
process.exitCode = same && twice === 0 && fire.killed === kills ? 0 : 1;
if (process.exitCode === 0) rmSync(folder, { recursive: true });
