// A sweep over a queue while workers are killed with -9 and Redis with them: how often each happened, and when it was over.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { startRedis } from "./redis.js";

export const program = resolve(import.meta.dirname, "../../bin/forewatt");

const partsIn = (folder) =>
  existsSync(join(folder, "parts"))
    ? readdirSync(join(folder, "parts")).filter((name) => name.endsWith(".jsonl")).length
    : 0;

/**
 * Runs `file` into `out` with `workers` processes. `kills` and `restarts` are spread evenly over its chunks. Resolves with
 * the producer's exit code and what was done to the others.
 */
export async function sweepUnderFire({ file, out, chunks, workers, kills, restarts, log = () => {} }) {
  const redis = await startRedis();
  const run = (...args) =>
    spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const startWorker = () => run("worker", "--queue", redis.url, "--concurrency", "1", "--quiet");
  const crew = Array.from({ length: workers }, startWorker);
  const startedAt = performance.now();
  const producer = run("sweep", file, "--queue", redis.url, "--out", out, "--quiet");
  let errors = "";
  producer.stderr.on("data", (text) => {
    errors += text;
  });
  const ended = new Promise((done) => producer.once("exit", done));
  const at = (count, what) =>
    Array.from({ length: count }, (_, k) => ({ what, chunk: Math.floor(((k + 1) * chunks) / (count + 1)) }));
  const plan = [...at(kills, "kill"), ...at(restarts, "restart")].sort((a, b) => a.chunk - b.chunk);
  let over = false;
  ended.then(() => {
    over = true;
  });
  let victim = 0;
  for (const { what, chunk } of plan) {
    while (!over && partsIn(out) < chunk) await new Promise((wait) => setTimeout(wait, 20));
    if (over) break;
    if (what === "restart") await redis.restart();
    else {
      const index = victim++ % workers;
      crew[index].kill("SIGKILL");
      crew[index] = startWorker();
    }
    log(`${what} at chunk ${partsIn(out)}`);
  }
  const code = await ended;
  const seconds = (performance.now() - startedAt) / 1000;
  for (const worker of crew) worker.kill("SIGTERM");
  await Promise.all(
    crew.map(
      (worker) =>
        worker.exitCode === null &&
        worker.signalCode === null &&
        new Promise((done) => worker.once("exit", done)),
    ),
  );
  await redis.stop();
  return { code, errors, seconds, killed: victim };
}
