// The worker: does tasks in pieces. Between pieces it tells how far it is and looks whether it is still wanted.
import { InputError, type Problem } from "../../base/errors.ts";
import type { Progress, Reply, Request, TaskName } from "./protocol.ts";
import { shipped } from "./shipped.ts";
import { tasks } from "./tasks.ts";

const LOOK_UP_MILLISECONDS = 25;

const cancelled = new Set<number>();
const say = (reply: Reply) => postMessage(reply);

/** Lets messages in. */
const channel = new MessageChannel();
const breathe = () =>
  new Promise<void>((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });

type Pieces = Generator<Progress, unknown, boolean>;
const inPieces = (work: unknown): work is Pieces =>
  typeof work === "object" && work !== null && Symbol.iterator in work && "next" in work;

async function perform(id: number, task: TaskName, input: unknown): Promise<Reply> {
  const work = await tasks[task](input as never);
  if (!inPieces(work)) return { id, answer: work };
  let lookedUpAt = performance.now();
  let step = work.next(false);
  while (!step.done) {
    if (performance.now() - lookedUpAt >= LOOK_UP_MILLISECONDS) {
      say({ id, progress: step.value });
      await breathe();
      if (cancelled.has(id)) return { id, cancelled: true };
      lookedUpAt = performance.now();
    }
    step = work.next(false);
  }
  return { id, answer: step.value };
}

/** A file that does not ship was in no folder of ours. */
const byOwnName = (problem: Problem): Problem =>
  shipped[problem.file] === undefined
    ? { ...problem, file: problem.file.slice(problem.file.lastIndexOf("/") + 1) }
    : problem;

addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  const { id } = data;
  if ("cancel" in data) {
    cancelled.add(id);
    return;
  }
  try {
    say(await perform(id, data.task, data.input));
  } catch (error) {
    if (error instanceof InputError) say({ id, problems: error.problems.map(byOwnName) });
    else
      say({ id, failed: error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error) });
  }
  cancelled.delete(id);
});
