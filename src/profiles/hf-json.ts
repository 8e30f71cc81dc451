// JSON text as Python writes it, and where it breaks.
import { InputError } from "../base/errors.ts";
import type { Json } from "./hf-reader.ts";
import { isObject } from "./hf-weights.ts";

/** Python writes Infinity and NaN into JSON; they stand in keys we do not read (time_step_limit). Same length, so positions hold. */
export function pythonNumbers(text: string): string {
  return text.replace(
    /([:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g,
    (_all, before: string, word: string) => before + "0".padEnd(word.length),
  );
}

/** The object in the text, or an InputError at the character where it stops being JSON. */
export function parseConfigJson(file: string, given: string): Json {
  const text = pythonNumbers(given);
  const parsed = tryJson(text);
  if ("message" in parsed) {
    const before = text.slice(0, errorOffset(text, parsed.message)).split("\n");
    const message = `not valid JSON: ${parsed.message.replace(/\s+/g, " ")}`;
    throw new InputError([
      { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, path: "", message },
    ]);
  }
  if (!isObject(parsed.value))
    throw new InputError([
      { file, line: 1, column: 1, path: "", message: "expected the JSON object of a config.json" },
    ]);
  return parsed.value;
}

function tryJson(text: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { message: (error as SyntaxError).message };
  }
}

/** Where V8 says it, there; of an unexpected token it does not, but every text cut before the token only ends too early. */
function errorOffset(text: string, message: string): number {
  const stated = /position (\d+)/.exec(message)?.[1];
  if (stated !== undefined) return Number(stated);
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const result = tryJson(text.slice(0, middle));
    if ("message" in result && result.message.startsWith("Unexpected token")) bad = middle;
    else good = middle;
  }
  return bad - 1;
}
