// The side of a queue that wants results. Chunks go out as jobs named by the hash of their runs, so that adding one
// twice changes nothing; whatever is neither waiting nor running nor done is added again, until every chunk is here.
// A chunk is removed from Redis once it is on this disk.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Job, Queue } from "bullmq";
import { breathe } from "../interrupt.ts";
import { warnUser } from "../output.ts";
import type { OpenSweep } from "./open-sweep.ts";
import {
  bundleKey,
  type ChunkJob,
  connect,
  isConnectionLoss,
  queueLibrary,
  queueName,
  reportErrors,
  shownUrl,
} from "./queue.ts";

interface Options {
  url: string;
  quiet: boolean;
  /** Keeps the results of a chunk for good. */
  keep(chunk: number, text: string): void;
}

export interface DeadLetter {
  chunk: number;
  runs: [first: number, last: number];
  attempts: number;
  reason: string;
}

/** Jobs of this sweep that are in Redis at once. */
const MOST_OUTSTANDING = 1000;
const POLL_MILLISECONDS = 300;
/** Workers take jobs in their order: what is done is among the first. Whether the others are still there is asked now and then. */
const FRONT = 100;
const ROUNDS_PER_ROLL_CALL = 10;
const BUNDLE_SECONDS = 30 * 86_400;
const ATTEMPTS = 5;
const jobOptions = {
  attempts: ATTEMPTS,
  backoff: { type: "exponential", delay: 1000 },
  removeOnComplete: false,
  removeOnFail: false,
};

/** Ends when all of `missing` is kept or dead, or on Ctrl-C. What a worker could not do in several attempts is answered. */
export async function produce(
  sweep: OpenSweep,
  missing: readonly number[],
  { url, quiet, keep }: Options,
): Promise<DeadLetter[]> {
  const { bullmq } = await queueLibrary();
  const { redis: connection } = await connect(url, quiet);
  const queue: Queue<ChunkJob, string> = new bullmq.Queue(queueName(), { connection });
  reportErrors(queue, (message) => warnUser(message, quiet));
  const waiting = new Set(missing);
  const fresh = new Set(missing);
  const dead: DeadLetter[] = [];
  const bundle = gzipSync(JSON.stringify(sweep.bundle()));
  let warned = false;
  try {
    for (let round = 0; waiting.size > 0 && !(await breathe()); round++) {
      const before = waiting.size;
      const chunks = [...waiting]
        .slice(0, MOST_OUTSTANDING)
        .filter((chunk, place) => place < FRONT || fresh.has(chunk) || round % ROUNDS_PER_ROLL_CALL === 0);
      try {
        if (round % 100 === 0) await connection.set(bundleKey(sweep.id), bundle, "EX", BUNDLE_SECONDS);
        const jobs = await Promise.all(
          chunks.map((chunk) => bullmq.Job.fromId<ChunkJob, string>(queue, jobIdOf(sweep, chunk))),
        );
        const absent: number[] = [];
        for (const [index, chunk] of chunks.entries()) {
          const job = jobs[index];
          if (job?.finishedOn !== undefined && !job.failedReason) {
            keep(chunk, job.returnvalue);
            waiting.delete(chunk);
            await job.remove();
          } else if (job && (await job.isFailed())) {
            // What failed for an earlier command is tried again for this one.
            if (!fresh.has(chunk)) {
              dead.push(deadLetter(sweep, chunk, job));
              waiting.delete(chunk);
            }
            await job.remove();
            if (waiting.has(chunk)) absent.push(chunk);
          } else if (!job) absent.push(chunk);
          fresh.delete(chunk);
        }
        if (absent.length > 0)
          await queue.addBulk(
            absent.map((chunk) => ({
              name: "chunk",
              data: { sweep: sweep.id, chunk },
              opts: { ...jobOptions, jobId: jobIdOf(sweep, chunk) },
            })),
          );
        if (!warned && round === 10 && (await queue.getWorkersCount()) === 0) {
          warned = true;
          warnUser(`nobody works at ${shownUrl(url)} yet: forewatt worker --queue ${shownUrl(url)}`, quiet);
        }
      } catch (error) {
        // Everything asked here can be asked again.
        if (!isConnectionLoss(error)) throw error;
      }
      // As many done as are looked at: there may be more.
      if (waiting.size > Math.max(0, before - FRONT))
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  } finally {
    await queue.close().catch(() => {});
    connection.disconnect();
  }
  return dead;
}

const ids = new Map<number, string>();

/** Hash of its place and of the ids of its runs: scenario, configuration, seed and build of each. */
function jobIdOf(sweep: OpenSweep, chunk: number): string {
  const known = ids.get(chunk);
  if (known !== undefined) return known;
  const id = `c${createHash("sha256")
    .update([sweep.id, chunk, ...sweep.runIds(chunk)].join("\n"))
    .digest("hex")
    .slice(0, 32)}`;
  ids.set(chunk, id);
  return id;
}

function deadLetter({ chunkRuns, loaded }: OpenSweep, chunk: number, job: Job): DeadLetter {
  const first = chunk * chunkRuns;
  return {
    chunk,
    runs: [first, Math.min(loaded.runs.count, first + chunkRuns) - 1],
    attempts: job.attemptsMade,
    reason: job.failedReason,
  };
}
