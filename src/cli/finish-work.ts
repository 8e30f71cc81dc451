// Work that says how far it is, done to its end: shown while it lasts, and stopped when the user asks.
import { breathe } from "./interrupt.ts";

interface Shown<Progress> {
  show(progress: Progress): void;
  clear(): void;
}

/** Of work that is told when the user asks to stop, and then ends by itself with what it has. */
export async function finishWork<Progress, Result>(
  work: Generator<Progress, Result, boolean>,
  progress: Shown<Progress>,
): Promise<{ result: Result; stopped: boolean }> {
  let stopped = false;
  let step = work.next(false);
  while (!step.done) {
    progress.show(step.value);
    stopped = await breathe();
    step = work.next(stopped);
  }
  progress.clear();
  return { result: step.value, stopped };
}

/** Of work that is worth nothing before its end; undefined where the user asked to stop. */
export async function finishOrDrop<Progress, Result>(
  work: Generator<Progress, Result>,
  progress: Shown<Progress>,
): Promise<{ result: Result } | undefined> {
  let stopped = false;
  let step = work.next();
  while (!step.done && !stopped) {
    progress.show(step.value);
    stopped = await breathe();
    if (!stopped) step = work.next();
  }
  progress.clear();
  return step.done ? { result: step.value } : undefined;
}
