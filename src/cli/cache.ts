// Answers kept between commands, in $XDG_CACHE_HOME/forewatt (or ~/.cache/forewatt), by the hash of all that decides them:
// the build, the scenario as read, the bytes of its trace, and the options. A file that cannot be read or written is no
// matter: the answer is worked out.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { buildId } from "./build-id.ts";
import { writeWhole } from "./sweep/write-whole.ts";

const folder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "forewatt");

/** Names an answer about `scenario`. */
export function answerKey(question: string, scenario: ResolvedScenario, options: object): string {
  const hash = createHash("sha256").update(
    JSON.stringify([buildId(), question, scenario.file, [...scenario.empirical], options]),
  );
  if (scenario.trace) for (const chunk of scenario.trace.open()) hash.update(chunk);
  return hash.digest("hex");
}

export function recall<T>(key: string): T | undefined {
  try {
    return JSON.parse(readFileSync(join(folder(), `${key}.json`), "utf8")) as T;
  } catch {
    return undefined;
  }
}

export function remember(key: string, answer: unknown): void {
  try {
    mkdirSync(folder(), { recursive: true });
    writeWhole(join(folder(), `${key}.json`), JSON.stringify(answer));
  } catch {
    // No place to keep it.
  }
}
