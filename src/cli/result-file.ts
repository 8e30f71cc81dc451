// A result.json read back.
import type { RunResult } from "../metrics/result.ts";
import { validate } from "../profiles/schema-problems.ts";
import { parseYamlDocument } from "../profiles/yaml-document.ts";
import { resultSchema } from "../report/result-schema.ts";
import { readText } from "./files.ts";

/** By its name: what ends in .json cannot be a scenario. */
export const isResultFile = (path: string): boolean => /\.json$/i.test(path);

export function readResult(path: string): RunResult {
  // JSON is YAML, and the YAML reader knows positions.
  const document = parseYamlDocument(path, readText(path));
  return validate(resultSchema, document.value, document.positionOf) as unknown as RunResult;
}
