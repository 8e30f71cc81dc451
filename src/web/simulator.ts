// The page's side of the worker: a task is a promise, which a signal cancels.
import type { Problem } from "../base/errors.ts";
import type { Progress, Reply, Request, TaskAnswer, TaskInput, TaskName } from "./worker/protocol.ts";

/** The input is wrong: all problems, as the command line would list them. */
export class BadInput extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}  ${message}`).join("\n"));
    this.problems = problems;
  }
}

export class Cancelled extends Error {}

interface Options {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** A piece of work that does not look up for so long is ended with its worker. */
const PATIENCE_MILLISECONDS = 1500;

export interface Simulator {
  perform<Name extends TaskName>(
    task: Name,
    input: TaskInput<Name>,
    options?: Options,
  ): Promise<TaskAnswer<Name>>;
}

interface Pending {
  settle(reply: Exclude<Reply, { progress: Progress }>): void;
  progress(progress: Progress): void;
}

/** A worker of its own, started at once, and anew after it had to be ended. */
export function createSimulator(): Simulator {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let lastId = 0;

  function settleAll(reply: { cancelled: true } | { failed: string }): void {
    for (const [id, { settle }] of pending) settle({ id, ...reply });
    pending.clear();
  }

  function started(): Worker {
    if (worker) return worker;
    const made = new Worker(new URL("./worker/main.ts", import.meta.url), {
      type: "module",
      name: "simulator",
    });
    made.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const waiting = pending.get(data.id);
      if ("progress" in data) waiting?.progress(data.progress);
      else {
        pending.delete(data.id);
        waiting?.settle(data);
      }
    });
    made.addEventListener("error", ({ message }) => {
      settleAll({ failed: message || "the simulator could not be started" });
      made.terminate();
      worker = undefined;
    });
    worker = made;
    return made;
  }

  started();
  const send = (request: Request) => started().postMessage(request);

  return {
    perform: (task, input, { signal, onProgress } = {}) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, {
          progress: (progress) => onProgress?.(progress),
          settle(reply) {
            if ("answer" in reply) resolve(reply.answer as never);
            else if ("problems" in reply) reject(new BadInput(reply.problems));
            else if ("cancelled" in reply) reject(new Cancelled());
            else reject(new Error(reply.failed));
          },
        });
        signal?.addEventListener("abort", () => {
          if (!pending.has(id)) return;
          send({ id, cancel: true });
          setTimeout(() => {
            if (!pending.has(id)) return;
            worker?.terminate();
            worker = undefined;
            settleAll({ cancelled: true });
          }, PATIENCE_MILLISECONDS);
        });
        send({ id, task, input });
      }),
  };
}
