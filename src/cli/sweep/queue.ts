// What producer and workers of a queue share: BullMQ (an optional package) on Redis or Valkey. The queue's name holds the
// build, so a job only meets the code and profiles it was made for.
import type { Redis } from "ioredis";
import { InputError } from "../../base/errors.ts";
import { buildId } from "../build-id.ts";

export interface ChunkJob {
  sweep: string;
  chunk: number;
}

export const queueName = `forewatt-${buildId}`;
export const bundleKey = (sweep: string): string => `forewatt:bundle:${sweep}`;

/** A worker that is gone loses its job after this, and another takes it. Renewed beside the simulation, however long. */
export const LOCK_MILLISECONDS = 10_000;
/** How often workers look for such jobs. Redis takes whole milliseconds only. */
export const STALLED_MILLISECONDS = 3000;

export async function queueLibrary() {
  try {
    const [bullmq, ioredis] = await Promise.all([import("bullmq"), import("ioredis")]);
    return { bullmq, Redis: ioredis.Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw InputError.of(
      "command line",
      "--queue",
      "needs two packages that are not installed: npm install bullmq ioredis",
    );
  }
}

/** A connection that waits for a server which restarts; refused where none answers at first. */
export async function connect(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url))
    throw InputError.of("command line", "--queue", `expected redis://host:port, got "${url}"`);
  const { Redis } = await queueLibrary();
  const connection = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => null,
  });
  connection.on("error", () => {});
  try {
    await connection.connect();
  } catch (error) {
    throw InputError.of("command line", "--queue", `no answer from ${url}: ${(error as Error).message}`);
  }
  connection.options.retryStrategy = (attempt) => Math.min(2000, 100 * attempt);
  return connection;
}

/** BullMQ tells of every lost connection and finds its way back by itself; anything else is told. */
export function reportErrors(
  source: { on(event: "error", listener: (error: Error) => void): unknown },
  tell: (message: string) => void,
): void {
  source.on("error", (error) => {
    if (!isConnectionLoss(error)) tell(error.message);
  });
}

/** Redis is away, starting, or has given a job that was late to someone else: nothing that time does not heal. */
export const isConnectionLoss = (error: unknown): boolean =>
  error instanceof Error &&
  (/ECONN|EPIPE|ETIMEDOUT|ENOTFOUND/.test((error as NodeJS.ErrnoException).code ?? "") ||
    /Connection is closed|ECONN|LOADING|Stream isn't writeable|Missing lock|could not renew lock/i.test(
      error.message,
    ));
