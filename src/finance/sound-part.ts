// What is left of a plan file without what its schema refuses, so that everything else in it is checked all the same and all problems
// come at once. What a class or a plan cannot be without is stood in for; nothing is said about what stands in.
import { isMapping, type Mapping } from "../scenario/layers.ts";
import { monthOf } from "./calendar.ts";
import { type PlanFile, planSchema } from "./schema.ts";

/** Later than any date of a plan: nothing is after it. */
const NO_START = "2999-01";
const standIns: readonly { at: RegExp; depth: number; value: unknown }[] = [
  { at: /^start$/, depth: 1, value: NO_START },
  { at: /^quantiles/, depth: 1, value: [0.5] },
  {
    at: /^classes\.[^.]+\.tokens/,
    depth: 3,
    value: { now: "1 tokens/s", growth: { p10: 1, p50: 1, p90: 1 } },
  },
  {
    at: /^classes\.[^.]+\.(lengths|sessions)/,
    depth: 3,
    value: { input: { fixed: 1 }, output: { fixed: 1 } },
  },
];

/** Whether its start is its own. */
export const isDated = ({ start }: PlanFile): boolean => start !== monthOf(NO_START);

/** First the values themselves go, then what cannot be without them is stood in for, then entries go, then sections. */
export function soundPart(value: Mapping): PlanFile | undefined {
  const sound = structuredClone(value);
  for (const depth of [Number.POSITIVE_INFINITY, "stand in", 2, 1] as const) {
    const { success, data, error } = planSchema.safeParse(sound);
    if (success) return data;
    for (const issue of error.issues) {
      const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
      for (const key of keys) {
        const path = key === undefined ? issue.path : [...issue.path, key];
        if (depth === "stand in") standIn(sound, path);
        else remove(sound, path.slice(0, depth));
      }
    }
  }
  return planSchema.safeParse(sound).data;
}

function standIn(sound: Mapping, path: readonly PropertyKey[]): void {
  const found = standIns.find(({ at }) => at.test(path.join(".")));
  if (found === undefined) return;
  const place = path.slice(0, found.depth);
  let parent: unknown = sound;
  for (const key of place.slice(0, -1)) parent = isMapping(parent) ? parent[String(key)] : undefined;
  if (!isMapping(parent)) return;
  const key = String(place.at(-1));
  // One of the two is enough, and either stands for both.
  if (key === "lengths" || key === "sessions") {
    delete parent.sessions;
    parent.lengths = found.value;
  } else parent[key] = found.value;
}

/** Lists go as a whole: the places of what is left in them must stay. */
function remove(from: Mapping, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  const inner = from[String(key)];
  if (rest.length > 0 && isMapping(inner)) remove(inner, rest);
  else delete from[String(key)];
}
