// What the workload has to say for something in front of the engines to answer: which requests ask the same.
import type { Path } from "../profiles/schema-problems.ts";
import type { Deployment, Workload } from "./schema.ts";

export function* frontProblems(
  path: Path,
  { arrivals, sessions, queries }: Workload,
  { front, pools }: Deployment,
): Generator<[path: Path, message: string]> {
  if (front === undefined) return;
  const at = [...path, "front"];
  const recorded = arrivals.process === "trace" || sessions?.file !== undefined;
  const agents = Object.values(sessions?.agents ?? {});
  if (recorded && front.cache && front.cache.threshold < 1)
    yield [
      [...at, "cache", "threshold"],
      "a trace says by its block hashes which prompts are the same, not which are alike: set it to 1",
    ];
  if (!recorded && sessions && !agents.some(({ questions }) => questions))
    yield [at, "needs questions of an agent: nothing says which requests ask the same"];
  if (!recorded && !sessions && !queries)
    yield [at, "needs workload.queries: nothing says which requests ask the same"];
  // Questions are a role's own, and so is its model: no answer is another model's.
  if (agents.length === 0 && pools.some(({ models }) => models !== undefined))
    yield [at, "answers in front of several models are modelled for sessions of agents alone: remove one"];
}
