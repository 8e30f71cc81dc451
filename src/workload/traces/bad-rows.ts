// What happens to rows that cannot be used. `fail`: the file is read to its end and every problem is told, the first
// twenty in full. `skip`: they are left out and counted, never silently. What rows hold that is not read is told once.
import { formatProblem, InputError, type Problem } from "../../base/errors.ts";

/** Rows left out of a replay: bad ones under `skip`, and requests the log itself says failed. */
export interface SkippedRows {
  count: number;
  /** The first twenty, with their lines. */
  first: Problem[];
  /** What is read of rows, but not all of it: each thing once, where it was first met. */
  unread: Problem[];
}

export interface BadRows {
  readonly skipped: SkippedRows;
  /** A bad row was met and the policy is `fail`: read on for more problems, but use nothing. */
  readonly failing: boolean;
  add(problem: Problem): void;
  /** A row that is well formed but does not belong, such as a failed request. */
  leaveOut(problem: Problem): void;
  /** A row is used, but not all that it says: told the first time. */
  overlook(problem: Problem): void;
  /** At the end of the file: throws the problems met. */
  finish(): void;
}

const toldInFull = 20;

/** One line for the user; undefined when nothing was left out. */
export function skippedWarning({ count, first, unread }: SkippedRows): string | undefined {
  const said = [leftOut(count, first), ...unread.map(formatProblem)].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

function leftOut(count: number, first: readonly Problem[]): string | undefined {
  if (count === 0) return undefined;
  const lines = first.slice(0, 3).map(formatProblem).join("; ");
  return `${count} ${count === 1 ? "row" : "rows"} left out: ${lines}${count > 3 ? "; …" : ""}`;
}

export function badRows(policy: "fail" | "skip"): BadRows {
  const skipped: SkippedRows = { count: 0, first: [], unread: [] };
  const problems: Problem[] = [];
  let failures = 0;
  const leaveOut = (problem: Problem) => {
    skipped.count++;
    if (skipped.first.length < toldInFull) skipped.first.push(problem);
  };
  return {
    skipped,
    get failing() {
      return failures > 0;
    },
    add(problem) {
      if (policy === "skip") return leaveOut(problem);
      failures++;
      if (problems.length < toldInFull) problems.push(problem);
    },
    leaveOut,
    overlook(problem) {
      const { path, message } = problem;
      if (skipped.unread.some((told) => told.path === path && told.message === message)) return;
      skipped.unread.push(problem);
    },
    finish() {
      if (failures === 0) return;
      const more = failures - problems.length;
      const file = problems[0]!.file;
      const rest = { file, line: 0, column: 0, path: "", message: `and ${more} more bad rows` };
      throw new InputError(more > 0 ? [...problems, rest] : problems);
    },
  };
}
