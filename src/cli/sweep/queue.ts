// What producer and workers of a queue share: BullMQ (an optional package) on Redis or Valkey. The queue's name holds the
// build, so a job only meets the code and profiles it was made for.
import type { Redis } from "ioredis";
import { InputError } from "../../base/errors.ts";
import { buildId } from "../build-id.ts";
import { warnUser } from "../output.ts";

export interface ChunkJob {
  sweep: string;
  chunk: number;
}

export const queueName = (): string => `forewatt-${buildId()}`;
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

/** How often a server that does not answer at first is tried, at growing intervals: some 9 s, for it may be restarting. */
const FIRST_ATTEMPTS = 13;

export interface QueueConnection {
  redis: Redis;
  /** Settles when this connection and those BullMQ has made from it are all up. */
  ready(): Promise<void>;
  /** Settles when the server has been away for this long without a break. */
  away(milliseconds: number): Promise<void>;
}

/** The address without who signs in and with what: messages end up in logs. */
export const shownUrl = (url: string): string =>
  url.replace(/^(\w+:\/\/)?.*@/s, "$1…@").replace(/\?.*$/s, "?…");

const isAddress = (url: string): boolean =>
  /^rediss?:\/\//.test(url) && URL.canParse(url) && /^\/?\d*$/.test(new URL(url).pathname);

/** A connection that waits for a server which restarts; refused where none answers in the first seconds. */
export async function connect(url: string, quiet: boolean): Promise<QueueConnection> {
  const shown = shownUrl(url);
  const refused = (message: string) => InputError.of("command line", "--queue", message);
  if (!isAddress(url))
    throw refused(`expected redis://host:port or redis://host:port/database, got "${shown}"`);
  const { Redis } = await queueLibrary();
  let answered = false;
  let lastError = "";
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy(attempt) {
      if (!answered && attempt === 1) warnUser(`no answer from ${shown} yet: ${lastError}`, quiet);
      return answered || attempt <= FIRST_ATTEMPTS ? Math.min(2000, 100 * attempt) : null;
    },
  });
  redis.on("error", (error: Error) => {
    lastError = error.message;
  });
  await new Promise<void>((resolve, reject) => {
    redis.once("ready", resolve);
    redis.once("end", () => reject(refused(`no answer from ${shown}: ${lastError}`)));
    // Fails at the first loss; the events tell how the attempts after it ended.
    redis.connect().catch(() => {});
  });
  answered = true;
  // ioredis would go on in database 0 where there is no such one.
  const { db = 0 } = redis.options;
  try {
    await redis.select(db);
  } catch (error) {
    redis.disconnect();
    throw refused(`database ${db} of ${shown}: ${(error as Error).message}`);
  }
  const all = [redis];
  redis.duplicate = (override) => {
    const copy = new Redis({ ...redis.options, ...override });
    all.push(copy);
    return copy;
  };
  return {
    redis,
    async ready() {
      for (const each of all)
        if (each.status !== "ready") await new Promise((resolve) => each.once("ready", resolve));
    },
    away: (milliseconds) =>
      new Promise((resolve) => {
        let seen = performance.now();
        const watch = setInterval(() => {
          if (redis.status === "ready") seen = performance.now();
          else if (performance.now() - seen >= milliseconds) {
            clearInterval(watch);
            resolve();
          }
        }, 100).unref();
      }),
  };
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
