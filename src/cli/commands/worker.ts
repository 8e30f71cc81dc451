// `forewatt worker`: runs what `forewatt sweep --queue` puts into a Redis, until it is told to stop.
import { availableParallelism } from "node:os";
import type { Command } from "../command.ts";
import { interruption, watchInterrupt } from "../interrupt.ts";
import { integer, quietOption, single } from "../options.ts";
import { warnUser } from "../output.ts";
import {
  connect,
  LOCK_MILLISECONDS,
  queueLibrary,
  queueName,
  reportErrors,
  STALLED_MILLISECONDS,
  shownUrl,
} from "../sweep/queue.ts";

interface Options {
  queue: string;
  concurrency: number;
  "until-empty": boolean;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    quietOption(yargs.example("$0 worker --queue redis://127.0.0.1:6379", "work until the queue is stopped"))
      .option("queue", {
        describe: "the Redis or Valkey where the runs are: redis://host:6379",
        string: true,
        requiresArg: true,
        demandOption: true,
        coerce: single("queue"),
      })
      .option("concurrency", {
        describe: "chunks at a time, each in a thread",
        string: true,
        requiresArg: true,
        default: String(availableParallelism()),
        defaultDescription: "one per core",
        coerce: integer("concurrency", 1),
      })
      .option("until-empty", {
        describe: "stop when nothing is left to do, instead of waiting for more",
        boolean: true,
        default: false,
      }),

  async run(options) {
    const queue = await connect(options.queue, options.quiet);
    const { bullmq } = await queueLibrary();
    // Read by src/cli/sweep/processor.ts in its thread.
    process.env.FOREWATT_QUEUE = options.queue;
    watchInterrupt();
    // From before it says that it waits: who reads that may tell it to stop at once.
    const terminated = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
    const worker = new bullmq.Worker(queueName(), new URL("./queue-processor.js", import.meta.url), {
      connection: queue.redis,
      concurrency: options.concurrency,
      useWorkerThreads: true,
      lockDuration: LOCK_MILLISECONDS,
      stalledInterval: STALLED_MILLISECONDS,
      // A worker that dies is no fault of the chunk it had.
      maxStalledCount: 1_000_000,
    });
    reportErrors(worker, (message) => warnUser(message, options.quiet));
    let done = 0;
    worker.on("completed", () => done++);
    worker.on("failed", (job, error) =>
      warnUser(`chunk ${job?.data.chunk}: ${error.message}`, options.quiet),
    );
    warnUser(
      `waiting for runs at ${shownUrl(options.queue)}, ${options.concurrency} at a time`,
      options.quiet,
    );
    const drained = new Promise<void>((resolve) => worker.once("drained", () => resolve()));
    await Promise.race([interruption, terminated, ...(options["until-empty"] ? [drained] : [])]);
    // Finishes the chunks it has; who does not want to wait sends the signal again. BullMQ never ends if told to close while
    // a connection is on its way back (ioredis sends no "end" then), so that is waited for first.
    const closed = queue.ready().then(() => worker.close());
    const handedIn = await Promise.race([
      closed.then(() => true),
      queue.away(LOCK_MILLISECONDS).then(() => false),
    ]);
    warnUser(`${done} chunks done`, options.quiet);
    if (!handedIn) {
      warnUser("Redis is away: what was under way is left to other workers", options.quiet);
      process.exit(1);
    }
    queue.redis.disconnect();
    return 0;
  },
};
