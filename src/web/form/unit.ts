// The unit of a control's value: as written with the figure, or what is counted under its key.
import type { Path, Schema } from "./schema.ts";
import { split } from "./slider.ts";

/** What plain numbers under a key are; the nearest key counts, so that `turns.uniform.low` is in turns. */
const counted: Record<string, string> = {
  after: "turns",
  agents: "agents",
  attempts: "attempts",
  blocks: "blocks",
  blockTokens: "tokens",
  count: "sessions",
  cv: "ratio",
  data: "ranks",
  draftTokens: "tokens",
  entries: "answers",
  expert: "ranks",
  instances: "instances",
  join: "agents",
  kvShare: "weight",
  maxBatchedTokens: "tokens",
  maxOutstanding: "requests",
  maxSequences: "sequences",
  maxStepTokens: "tokens",
  microBatches: "parts",
  most: "repetitions",
  pageTokens: "tokens",
  parameters: "parameters",
  patchesPerToken: "patches",
  peakToMean: "ratio",
  perRequest: "images",
  pipeline: "stages",
  pollSteps: "steps",
  priority: "rank",
  pue: "ratio",
  rank: "dimensions",
  rateScale: "times",
  requests: "requests",
  resident: "models",
  rest: "rank",
  rounds: "rounds",
  slots: "adapters",
  spares: "turns",
  steps: "steps",
  system: "rank",
  tensor: "devices",
  threshold: "similarity",
  tokens: "tokens",
  tokensPerImage: "tokens",
  topics: "topics",
  turns: "turns",
  users: "users",
  zipf: "exponent",
};

const named: Record<string, string> = { column: "column", file: "file", name: "name" };

/** Empty where nothing says what is counted. */
export function unitOf(
  schema: Schema,
  value: unknown,
  path: Path,
  choices: readonly string[] | undefined,
): string {
  if (schema.unit !== undefined) return schema.unit;
  // A figure or something longer: the figure's.
  const [branch] = schema.anyOf ?? schema.oneOf ?? [];
  if (branch) return unitOf(branch, value, path, choices);
  if (choices) return `one of ${choices.length}`;
  if (schema.type === "boolean") return "yes or no";
  const key = String(path.at(-1));
  if (schema.type === "string") return named[key] ?? "text";
  const isShare = schema.examples?.includes("90 %");
  if (schema.dimension !== undefined || isShare) {
    const [written, usual] = [value, schema.default ?? schema.examples?.[0]].map((each) =>
      split(each)?.unit.trim(),
    );
    return written || (isShare ? "share" : usual || schema.dimension!);
  }
  const nearest = [...path].reverse().find((part) => typeof part === "string" && counted[part] !== undefined);
  return nearest === undefined ? "" : counted[nearest]!;
}
