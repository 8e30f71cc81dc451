// What page and worker say to each other.
import type { Problem } from "../../base/errors.ts";
import type { tasks } from "./tasks.ts";

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[0];
type Work<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
export type TaskAnswer<Name extends TaskName> =
  Work<Name> extends Generator<unknown, infer Answer, boolean> ? Answer : Work<Name>;

export type Request = { id: number; task: TaskName; input: unknown } | { id: number; cancel: true };

/** The share done, with words where there are stages. */
export type Progress = number | { doing: string; fraction: number };

export type Reply =
  | { id: number; progress: Progress }
  | { id: number; answer: unknown }
  | { id: number; problems: readonly Problem[] }
  | { id: number; cancelled: true }
  | { id: number; failed: string };
