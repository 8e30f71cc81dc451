// A sweep over a real Redis while a worker is killed: the same bytes as here. The long version is `npm run soak`.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasRedis, startRedis } from "../../bench/soak/redis.js";
import { program, sweepUnderFire } from "../../bench/soak/under-fire.js";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const cwd = folderWith({
  "scenario.yaml": smallScenario(),
  "sweep.yaml": `schema: forewatt.sweep/1
scenario: scenario.yaml
grid: { workload.arrivals.rate: [2 /s, 5 /s, 9 /s] }
seeds: 20
`,
});
const file = join(cwd, "sweep.yaml");

if (!hasRedis)
  console.warn("skipped: no redis-server here, so no queue is tried (apt-get install redis-server)");

describe.skipIf(!hasRedis)("a queue", () => {
  it("gives the bytes of the local sweep though a worker and Redis are killed", {
    timeout: 120_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "forewatt-queue-test-"));
    const [local, out] = [join(folder, "local"), join(folder, "queue")];
    expect((await forewatt(["sweep", file, "--out", local, "--quiet"])).code).toBe(0);
    const fire = await sweepUnderFire({ file, out, chunks: 60, workers: 2, kills: 1, restarts: 1 });
    expect(fire).toMatchObject({ code: 0, errors: "", killed: 1 });
    for (const name of ["results.csv", "results.parquet", "dictionary.csv"])
      expect(readFileSync(join(out, name)).equals(readFileSync(join(local, name)))).toBe(true);
    const runs = readFileSync(join(out, "results.csv"), "utf8").trim().split("\n").slice(1);
    expect(runs.map((line) => Number(line.split(",")[0]))).toEqual(Array.from({ length: 60 }, (_, k) => k));
  });

  it("in a database that the server does not have is refused", async () => {
    const redis = await startRedis();
    const { code, stdout, stderr } = await forewatt(["sweep", file, "--queue", `${redis.url}/99`]);
    await redis.stop();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/--queue {2}database 99 of redis:\/\/127\.0\.0\.1:\d+\/99: ERR .*out of range/);
  });

  it("is waited for by a worker that finds it away, and does not hold one that stops while it is away", {
    timeout: 60_000,
  }, async () => {
    const redis = await startRedis();
    await redis.kill();
    const worker = spawn(process.execPath, [program, "worker", "--queue", redis.url]);
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    const told = (text: string) =>
      new Promise<void>((resolve) =>
        worker.stderr.on("data", (data) => {
          if (String(data).includes(text)) resolve();
        }),
      );
    const waiting = told("waiting for runs");
    await told("no answer from");
    await redis.start();
    await waiting;
    await redis.kill();
    worker.kill("SIGTERM");
    await redis.start();
    expect(await ended).toBe(0);
    await redis.stop();
  });
});

describe.concurrent("without a queue", { timeout: 60_000 }, () => {
  it.each([
    ["sweep", file, "--queue", "redis://127.0.0.1:1"],
    ["worker", "--queue", "redis://127.0.0.1:1"],
  ])("%s says so", async (...args) => {
    const { code, stdout, stderr } = await forewatt(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /\ncommand line {2}--queue {2}no answer from redis:\/\/127\.0\.0\.1:1: .+ECONNREFUSED/,
    );
  });

  it.each([
    ["localhost", "localhost"],
    ["redis://:secret@host:port", "redis://…@host:port"],
    ["me:secret@host", "…@host"],
    ["redis://host/one?password=secret", "redis://host/one?…"],
  ])("%s, which is no address, is refused and its password not told", async (given, shown) => {
    const { code, stderr } = await forewatt(["worker", "--queue", given]);
    expect([code, stderr]).toEqual([
      2,
      `command line  --queue  expected redis://host:port or redis://host:port/database, got "${shown}"\n`,
    ]);
  });

  it("the password of a server that does not answer is not told", async () => {
    const { code, stderr } = await forewatt(["worker", "--queue", "redis://me:secret@127.0.0.1:1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no answer from redis://…@127.0.0.1:1: ");
    expect(stderr).not.toContain("secret");
  });
});
