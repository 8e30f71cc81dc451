// What each thread runs: a task in, its answer out. Bad input crosses threads as data, or it would lose its kind.
import "../validation.ts";
import { InputError, type Problem } from "../../base/errors.ts";
import { perform, type Task } from "./tasks.ts";

export type Reply = { answer: unknown } | { problems: readonly Problem[] };

export default async function reply(task: Task): Promise<Reply> {
  try {
    return { answer: await perform(task) };
  } catch (error) {
    if (error instanceof InputError) return { problems: error.problems };
    throw error;
  }
}
