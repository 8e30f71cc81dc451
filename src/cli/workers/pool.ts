// Tasks on all cores, answers in the order of the tasks: the same bytes for any number of workers. Threads by piscina,
// which survives a worker that dies; with one worker, here.
import { InputError } from "../../base/errors.ts";
import { breathe, interruption } from "../interrupt.ts";
import { type Answer, perform, type Task } from "./tasks.ts";
import type { Reply } from "./worker.ts";

/**
 * Each task with its answer. A task is taken from `tasks` only after the answer to the one `ahead` before it has been
 * yielded: what the next task is may depend on that. Ends early, with what is in order by then, on Ctrl-C.
 */
export async function* performAll<T extends Task>(
  tasks: Iterable<T>,
  workers: number,
  ahead = 4 * workers,
): AsyncGenerator<{ task: T; answer: Answer<T> }> {
  const iterator = tasks[Symbol.iterator]();
  const first = iterator.next();
  if (first.done) return;
  const run = await runner<T>(workers);
  try {
    const underway: { task: T; answer: Promise<Answer<T>> }[] = [];
    const start = (task: T) => {
      const answer = run.perform(task);
      // Awaited in order, below; until then a failure is not unhandled.
      answer.catch(() => {});
      underway.push({ task, answer });
    };
    start(first.value);
    for (let more = true; ; ) {
      while (more && underway.length < ahead) {
        const next = iterator.next();
        if (next.done) more = false;
        else start(next.value);
      }
      if (underway.length === 0) return;
      const { task, answer } = underway.shift()!;
      const settled = await Promise.race([answer.then((value) => ({ value })), interruption]);
      if (!settled) return;
      yield { task, answer: settled.value };
      if (await breathe()) return;
    }
  } finally {
    await run.close();
  }
}

interface Runner<T extends Task> {
  perform(task: T): Promise<Answer<T>>;
  close(): Promise<void>;
}

async function runner<T extends Task>(workers: number): Promise<Runner<T>> {
  if (workers === 1) {
    // One after the other, each only when the one before has been seen.
    let last: Promise<unknown> = Promise.resolve();
    let closed = false;
    return {
      perform(task) {
        const answer = last.then(async () => {
          await breathe();
          if (closed) throw new Error("closed");
          return perform(task);
        });
        last = answer.catch(() => {});
        return answer;
      },
      async close() {
        closed = true;
      },
    };
  }
  const { Piscina } = await import("piscina");
  const pool = new Piscina<T, Reply>({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: 1,
    maxThreads: workers,
    idleTimeout: 10_000,
  });
  return {
    async perform(task) {
      const reply = await pool.run(task);
      if ("problems" in reply) throw new InputError(reply.problems);
      return reply.answer as Answer<T>;
    },
    close: () => pool.destroy(),
  };
}
