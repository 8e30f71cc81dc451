// YAML text to a typed value, or an InputError that points at every problem by line and column.
// Pure: the text is handed in. Refuses what YAML allows and nobody means: several documents, duplicate keys,
// unknown tags, circular or exploding aliases, absurd nesting.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { z } from "zod";
import { InputError, type Problem } from "../base/errors.ts";
import { describe, type Locate, type Path, type Position, validate } from "./schema-problems.ts";

/** More aliases than any hand-written file needs; exponential ones ("billion laughs") exceed it at once. */
const MAX_ALIASES = 100;
/** Deeper nesting than this would overflow the stack of the YAML composer. */
const MAX_DEPTH = 100;
const MAX_SYNTAX_PROBLEMS = 20;

export interface YamlDocument {
  file: string;
  /** Plain JS value; the root is always a mapping. */
  value: Record<string, unknown>;
  positionOf: Locate;
}

/** Text to the schema's output type; throws an InputError with all problems. */
export function parseYaml<T extends z.ZodType>(file: string, text: string, schema: T): z.output<T> {
  const document = parseYamlDocument(file, text);
  return validate(schema, document.value, document.positionOf);
}

/** The raw value and the positions in it, for loaders that merge files before they validate. */
export function parseYamlDocument(file: string, text: string): YamlDocument {
  const lines = new LineCounter();
  const refuse = (message: string, offset = 0, path = ""): Problem => ({ ...at(offset), path, message });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tooDeep = deepLine(text);
  if (tooDeep > 0)
    throw new InputError([
      { file, line: tooDeep, column: 1, path: "", message: `nested more than ${MAX_DEPTH} levels deep` },
    ]);

  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const broken = [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_PROBLEMS);
  if (broken.length > 0)
    throw new InputError(
      broken.map((error) => refuse(syntaxMessage(error.code, error.message, text, error.pos), error.pos[0])),
    );
  // An alias is written with a star; most files have none and need no second walk.
  const aliases = text.includes("*") ? aliasProblems(document) : [];
  if (aliases.length > 0) throw new InputError(aliases.map(([offset, message]) => refuse(message, offset)));

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InputError([
      refuse(`refers to its anchors more than ${MAX_ALIASES} times: write the values out`),
    ]);
  }
  const root = document.contents;
  if (root === null || value === null)
    throw new InputError([refuse("the file is empty; expected a mapping")]);
  if (!isMap(root))
    throw new InputError([
      refuse(`expected a mapping of keys to values, got ${describe(value)}`, root.range?.[0]),
    ]);
  return {
    file,
    value: value as Record<string, unknown>,
    positionOf: (path, part = "value") => at(offsetOf(document, path, part)),
  };
}

/** Offset of the value (or key) at a path; where the path ends early, of the key of the last part that exists. */
function offsetOf(document: Document, path: Path, part: "value" | "key"): number {
  let node: unknown = document.contents;
  let keyOffset = start(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    let child: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => (isScalar(item.key) ? String(item.key.value) : String(item.key)) === String(step),
      );
      if (pair === undefined) return keyOffset;
      keyOffset = start(pair.key) ?? keyOffset;
      child = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      child = node.items[step];
      if (child === undefined) return keyOffset;
      keyOffset = start(child) ?? keyOffset;
    } else {
      return keyOffset;
    }
    node = child;
  }
  return part === "key" ? keyOffset : (start(node) ?? keyOffset);
}

function start(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

/** Aliases that point nowhere or at something they are part of. */
function aliasProblems(document: Document): [offset: number, message: string][] {
  const problems: [number, string][] = [];
  visit(document, {
    Alias(_key, alias) {
      const offset = alias.range?.[0] ?? 0;
      const target = alias.resolve(document);
      if (target === undefined) problems.push([offset, `no anchor "&${alias.source}" before this alias`]);
      else if (
        isCollection(target) &&
        target.range &&
        target.range[0] <= offset &&
        offset < target.range[1]
      ) {
        problems.push([offset, `"*${alias.source}" refers to something that contains it`]);
      }
    },
  });
  return problems;
}

function syntaxMessage(code: string, message: string, text: string, [from, to]: [number, number]): string {
  if (code === "DUPLICATE_KEY")
    return `key "${/^[^\s:]+/.exec(text.slice(from))?.[0] ?? text.slice(from, to)}" is given twice`;
  if (code === "MULTIPLE_DOCS") return "more than one YAML document in the file; expected one";
  if (code === "NON_STRING_KEY") return "expected a plain key";
  if (code === "TAG_RESOLVE_FAILED")
    return `${message.replace(/^Unresolved/, "unknown")}; tags are not supported`;
  return `not valid YAML: ${message}`;
}

/** 1-based line that nests too deep, or 0. Counts brackets and indentation in the text, before anything recurses. */
function deepLine(text: string): number {
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  let indenting = true;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === "\n") {
      line++;
      lineStart = i + 1;
      indenting = true;
      continue;
    }
    indenting &&= character === " " || ("-?:".includes(character) && (text[i + 1] ?? " ") === " ");
    if (indenting && i - lineStart >= 2 * MAX_DEPTH) return line;
    if (character === "[" || character === "{") depth++;
    else if ((character === "]" || character === "}") && depth > 0) depth--;
    if (depth > MAX_DEPTH) return line;
  }
  return 0;
}
