// From zod's issues to Problems in the house format: where it is, the value seen, what was expected, the nearest
// name. A union reports the branch that fits best, because "Invalid input" helps nobody.
import type { z } from "zod";
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { knownElsewhere } from "./key-places.ts";

export type Path = readonly PropertyKey[];

export interface Position {
  file: string;
  /** 1-based; 0 where the value has no place in a file. */
  line: number;
  column: number;
}

/** Position of the value at a path, or of its key; of the nearest thing above it where the path does not exist. */
export type Locate = (path: Path, part?: "value" | "key") => Position;

/** What the error map notes on an issue besides zod's own fields. */
type Issue = z.core.$ZodIssue & { knownKeys?: string[]; input?: unknown };
type Schema = z.core.$ZodType;

/** Validates `value`; throws an InputError with every problem, each at its place. */
export function validate<T extends z.ZodType>(schema: T, value: unknown, locate: Locate): z.output<T> {
  const result = schema.safeParse(value, { error: houseMessage, reportInput: true });
  if (result.success) return result.data;
  throw new InputError(problemsOf(result.error, { schema, locate }));
}

interface Document {
  schema: Schema;
  locate: Locate;
}

function problemsOf(error: z.ZodError, document: Document): Problem[] {
  const problems = error.issues.flatMap((issue) => problemsOfIssue(issue, [], document));
  const seen = new Set<string>();
  return problems
    .filter((problem) => {
      const key = `${problem.file}:${problem.line}:${problem.column} ${problem.path} ${problem.message}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : 0));
}

/** `deployments.monolithic.pools[0].hardware` */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** The value as a reader recognises it, short. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
}

function problemsOfIssue(issue: Issue, prefix: Path, document: Document): Problem[] {
  const path = [...prefix, ...issue.path];
  const at = (where: Path, part: "value" | "key", message: string): Problem => ({
    ...document.locate(where, part),
    path: formatPath(where),
    message,
  });
  const unknown = (where: Path) =>
    at(where, "key", `unknown key "${String(where.at(-1))}".${hint(where, issue, document.schema)}`);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknown([...path, key]));
  if (issue.code === "invalid_key") {
    return [issue.knownKeys ? unknown(path) : at(path, "key", `bad name: ${issue.issues[0]?.message}`)];
  }
  if (issue.code === "invalid_union" && issue.discriminator === undefined && issue.input !== undefined) {
    const strangers = unknownToAllBranches(issue);
    if (strangers.length > 0) return strangers.map((key) => unknown([...path, key]));
    const branch = bestBranch(issue.errors as Issue[][]);
    if (branch) return branch.flatMap((inner) => problemsOfIssue(inner, path, document));
  }
  return [at(path, "value", withValueSeen(issue))];
}

const aboutAValue = new Set([
  "invalid_type",
  "invalid_value",
  "invalid_format",
  "too_small",
  "too_big",
  "not_multiple_of",
  "invalid_union",
]);

function withValueSeen(issue: Issue): string {
  if (!aboutAValue.has(issue.code) || /\bgot\b/.test(issue.message)) return issue.message;
  const input =
    issue.code === "invalid_union" && issue.discriminator
      ? (issue.input as Record<string, unknown>)[issue.discriminator]
      : issue.input;
  if (input === undefined) return `missing: ${issue.message}`;
  const quotes =
    issue.code === "invalid_type" && issue.expected === "string" && typeof input === "number"
      ? " (write it in quotes)"
      : "";
  return `${issue.message}, got ${describe(input)}${quotes}`;
}

function hint(path: Path, issue: Issue, schema: Schema): string {
  const known = issue.knownKeys ?? [];
  const near = didYouMean(String(path.at(-1)), known);
  if (near !== "") return near;
  const elsewhere = knownElsewhere(schema, path);
  if (elsewhere?.length === 1) return " It stands at the top of the file";
  if (elsewhere) return ` Did you mean "${formatPath(elsewhere)}"?`;
  return known.length === 0 || known.length > 12 ? "" : ` Known here: ${known.join(", ")}`;
}

/** Keys of the input that no branch of the union has: the likeliest slip where the key names the kind. */
function unknownToAllBranches(issue: Issue): string[] {
  const { input, knownKeys = [] } = issue;
  if (knownKeys.length === 0 || typeof input !== "object" || input === null || Array.isArray(input))
    return [];
  return Object.keys(input).filter((key) => !knownKeys.includes(key));
}

/** The branch that is least wrong, or undefined if the value is of the wrong kind for all of them. */
function bestBranch(branches: Issue[][]): Issue[] | undefined {
  const wrongness = (issue: Issue): number => {
    if (issue.code === "unrecognized_keys") return (issue.path.length > 0 ? 2 : 10) * issue.keys.length;
    if (issue.path.length > 0) return issue.path.length === 1 && issue.input === undefined ? 5 : 1;
    if (issue.code === "invalid_type" || issue.code === "invalid_value") return 1000;
    if (issue.code === "invalid_union") {
      const inner = (issue.errors as Issue[][]).map((branch) =>
        branch.reduce((sum, each) => sum + wrongness(each), 0),
      );
      return inner.length === 0 ? 1 : Math.min(...inner);
    }
    return 1;
  };
  let best: Issue[] | undefined;
  let least = 1000;
  for (const branch of branches) {
    const sum = branch.reduce((total, issue) => total + wrongness(issue), 0);
    if (sum < least) {
      best = branch;
      least = sum;
    }
  }
  return best;
}

const nouns: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  null: "nothing",
};

/** Zod's contextual error map: words for the defaults; a schema's own message wins over these. */
function houseMessage(raw: z.core.$ZodRawIssue): string | undefined {
  const known = knownKeysOf(raw.inst as Schema | undefined);
  if (known.length > 0) (raw as { knownKeys?: string[] }).knownKeys = known;
  switch (raw.code) {
    case "invalid_type":
      return `expected ${nouns[raw.expected] ?? raw.expected}`;
    case "invalid_value":
      return oneOf(raw.values, raw.input);
    case "invalid_union":
      return raw.options
        ? oneOf(raw.options as unknown[], (raw.input as Record<string, unknown>)[raw.discriminator as string])
        : alternatives(raw);
    case "too_small":
      return raw.origin === "array" || raw.origin === "string"
        ? `expected at least ${raw.minimum} ${raw.origin === "array" ? "item" : "character"}${raw.minimum === 1 ? "" : "s"}`
        : `must be ${raw.inclusive === false ? "above" : "at least"} ${raw.minimum}`;
    case "too_big":
      return raw.origin === "array" || raw.origin === "string"
        ? `expected at most ${raw.maximum} ${raw.origin === "array" ? "items" : "characters"}`
        : `must be ${raw.inclusive === false ? "below" : "at most"} ${raw.maximum}`;
    default:
      return undefined;
  }
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const words = values.map((value) => (typeof value === "string" ? value : String(value)));
  const expected =
    words.length === 1 ? `expected ${describe(values[0])}` : `expected one of ${words.join(", ")}`;
  return typeof input === "string"
    ? `${expected}, got ${describe(input)}.${didYouMean(input, words)}`.replace(/\.$/, "")
    : expected;
}

/** "expected X or Y" from what each branch expected of the value itself. */
function alternatives(raw: z.core.$ZodRawIssue & { code: "invalid_union" }): string {
  const wanted = (raw.errors as Issue[][]).flatMap((branch) =>
    branch.filter((issue) => issue.path.length === 0).map((issue) => issue.message),
  );
  const nounsOnly = wanted.map((message) => message.replace(/^expected /, "").replace(/, got .*$/, ""));
  return `expected ${[...new Set(nounsOnly)].join(" or ")}`;
}

/** Keys a schema knows: of an object, of a record with listed keys, of all branches of a union. */
function knownKeysOf(schema: Schema | undefined): string[] {
  const def = schema?._zod.def as unknown as
    | {
        type: string;
        shape?: object;
        options?: Schema[];
        keyType?: Schema;
        in?: Schema;
        innerType?: Schema;
      }
    | undefined;
  if (def?.shape) return Object.keys(def.shape);
  if (def?.type === "record" && def.keyType?._zod.values) return [...def.keyType._zod.values].map(String);
  if (def?.type === "union" && def.options) return [...new Set(def.options.flatMap(knownKeysOf))];
  const inner = def?.in ?? def?.innerType;
  return inner ? knownKeysOf(inner) : [];
}
