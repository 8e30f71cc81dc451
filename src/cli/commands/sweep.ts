// `forewatt sweep`: many runs of a scenario, on all cores, one shard of several, or on every machine at a queue. Every
// finished chunk is kept: the same command again does only what is missing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../base/errors.ts";
import type { Command } from "../command.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, list, outputOptions, single } from "../options.ts";
import { warnUser } from "../output.ts";
import { pace, progressMeter } from "../progress.ts";
import { finish } from "../sweep/finish.ts";
import { claimFolder, manifestOf, writeDeadLetters } from "../sweep/folder.ts";
import { type OpenSweep, openSweep } from "../sweep/open-sweep.ts";
import { partOf, writePart } from "../sweep/parts.ts";
import { readShard, type Shard } from "../sweep/shard.ts";
import { workersOption } from "../workers/option.ts";
import { performAll } from "../workers/pool.ts";
import type { Task } from "../workers/tasks.ts";

interface Options {
  file: string;
  out?: string | undefined;
  shard?: Shard | undefined;
  queue?: string | undefined;
  workers: number;
  "allow-path": string[];
  format: Format;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    workersOption(
      outputOptions(
        yargs
          .example("$0 sweep docs/examples/sweep.yaml --out out", "all runs, on all cores")
          .example(
            "$0 sweep docs/examples/sweep.yaml --out out/1 --shard 1/2",
            "half of them, on this machine; the other half, 2/2 into out/2, on another",
          ),
      ),
    )
      .positional("file", { describe: "sweep file (YAML)", type: "string", demandOption: true })
      .option("out", {
        describe: "folder for results.csv, results.parquet, dictionary.csv and what is needed to go on later",
        string: true,
        requiresArg: true,
        coerce: single("out"),
      })
      .option("shard", {
        describe: "only part i of N, from 1: 3/16 (put together by forewatt merge)",
        string: true,
        requiresArg: true,
        coerce: readShard,
      })
      .option("queue", {
        describe: "give the runs to workers at this Redis: redis://host:6379 (forewatt worker)",
        string: true,
        requiresArg: true,
        conflicts: "shard",
        coerce: single("queue"),
      })
      .describe(
        "workers",
        "threads; results are the same for any number. With --queue the --concurrency of each worker counts",
      )
      .option("allow-path", {
        describe: "a folder that files named by the scenario may also be read from (repeatable)",
        string: true,
        requiresArg: true,
        default: [],
        defaultDescription: "none",
        coerce: list("allow-path"),
      }),

  async run(options) {
    if (options.shard !== undefined && options.out === undefined)
      throw InputError.of("command line", "--shard", "needs --out: a shard is kept there until it is merged");
    const sweep = openSweep({ path: options.file, allowed: options["allow-path"] });
    const folder = options.out ?? mkdtempSync(join(tmpdir(), "forewatt-sweep-"));
    try {
      const done = claimFolder(folder, manifestOf(sweep));
      const { index, of } = options.shard ?? { index: 1, of: 1 };
      const mine = Array.from({ length: sweep.chunks }, (_, chunk) => chunk).filter(
        (chunk) => chunk % of === index - 1,
      );
      const missing = mine.filter((chunk) => !done.has(chunk));
      if (missing.length < mine.length)
        warnUser(`${mine.length - missing.length} of ${mine.length} chunks are there already`, options.quiet);
      watchInterrupt();
      const { left, failed } = await runChunks(sweep, folder, missing, mine.length, options);
      if (failed) return 1;
      if (left > 0) {
        if (options.out !== undefined)
          warnUser(`${left} chunks are left: the same command goes on from here`, options.quiet);
        throw new Interrupted();
      }
      if (of > 1) {
        warnUser(`shard ${index}/${of} is complete: forewatt merge puts the shards together`, options.quiet);
        return 0;
      }
      const parts = mine.map((chunk) => partOf(folder, sweep.id, chunk));
      return await finish({ ...options, manifest: manifestOf(sweep), parts });
    } finally {
      if (options.out === undefined) rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Runs what is missing; how many chunks are left when it was stopped, or when workers gave up on some. */
async function runChunks(
  sweep: OpenSweep,
  folder: string,
  missing: readonly number[],
  all: number,
  options: Options,
): Promise<{ left: number; failed: boolean }> {
  const progress = progressMeter("sweep", options.quiet);
  const told = pace("runs");
  const before = all - missing.length;
  let finished = 0;
  const keep = (chunk: number, text: string) => {
    writePart(partOf(folder, sweep.id, chunk), text);
    finished++;
    const { count } = sweep.loaded.runs;
    const runs = Math.min(count, (before + finished) * sweep.chunkRuns);
    const here = told(finished * sweep.chunkRuns, missing.length * sweep.chunkRuns);
    progress.show(`${runs} of ${count} runs${here}`);
  };
  if (options.queue !== undefined) {
    const { produce } = await import("../sweep/producer.ts");
    const dead = await produce(sweep, missing, { url: options.queue, keep, quiet: options.quiet });
    writeDeadLetters(folder, dead);
    progress.clear();
    for (const { chunk, attempts, reason } of dead.slice(0, 3))
      process.stderr.write(`chunk ${chunk} failed ${attempts} times: ${reason}\n`);
    if (dead.length > 0) {
      const where = `listed in ${join(folder, "dead-letters.json")}`;
      process.stderr.write(`${dead.length} chunks failed, ${where}; the same command tries them again\n`);
      return { left: missing.length - finished, failed: true };
    }
  } else {
    const source = { path: options.file, allowed: options["allow-path"] };
    const tasks = missing.map((chunk): Task & { kind: "chunk" } => ({ kind: "chunk", source, chunk }));
    for await (const { task, answer } of performAll(tasks, options.workers)) keep(task.chunk, answer);
  }
  progress.clear();
  return { left: missing.length - finished, failed: false };
}
