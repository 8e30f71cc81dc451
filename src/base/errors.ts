// Two families of "no" (docs/decisions/0004-errors-and-answers.md): an InputError lists every problem of the given
// input at once; anything else that throws is a bug and keeps its stack. "Infeasible" is an answer, not an error.

/** One thing wrong with the input. `line` and `column` are 1-based; 0 where the problem has no position. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** Dotted path of the value, e.g. `deployments.monolithic.pools[0].hardware`. */
  path: string;
  message: string;
}

/** House format, one line: `file:line:column  path  message`. */
export function formatProblem(problem: Problem): string {
  const position = problem.line > 0 ? `:${problem.line}:${problem.column}` : "";
  return [`${problem.file}${position}`, problem.path, problem.message]
    .filter((part) => part !== "")
    .join("  ");
}

/** Bad input: exit code 2, all problems together. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.name = "InputError";
    this.problems = problems;
  }

  /** A single problem of a file as a whole. */
  static atStart(file: string, message: string): InputError {
    return new InputError([{ file, line: 1, column: 1, path: "", message }]);
  }

  /** A single problem without a position inside the file. */
  static of(file: string, path: string, message: string): InputError {
    return new InputError([{ file, line: 0, column: 0, path, message }]);
  }
}

/** The result of `work`, or undefined with its problems noted. */
export function attempt<T>(problems: Problem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

export const inReadingOrder = (problems: Problem[]): Problem[] =>
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : 0));
