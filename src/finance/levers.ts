// Levers: what if classes were asked or served otherwise, for the same sessions? Caches, compaction, fan-out, what answers in front.
// A lever is a few values of classes by their path, as in `--set`; units are simulated again with them, and orders decided again.
import { z } from "zod";
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { formatPath, type Path } from "../profiles/schema-problems.ts";
import { isMapping, type Layer, type Mapping } from "../scenario/layers.ts";
import { applyOverrides, type Override, parsePath } from "../scenario/override.ts";

/** By path from the top of the plan: `classes.coder.prefixCache`. */
export type LeverChanges = Readonly<Record<string, unknown>>;

export const leversSchema = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots"),
    z
      .record(z.string(), z.unknown())
      .refine((changes) => Object.keys(changes).length > 0, "at least one value of a class"),
  )
  .default({})
  .meta({
    description:
      "what if: values of classes by their path, as in --set, `{ no-cache: { classes.coder.prefixCache: false } }`; what each does to devices, MW and money for the same sessions",
  });

/** Of a file as written; the schema complains of what is none. */
export const leversOf = ({ levers }: Mapping): Record<string, Mapping> =>
  isMapping(levers)
    ? Object.fromEntries(
        Object.entries(levers).filter((each): each is [string, Mapping] => isMapping(each[1])),
      )
    : {};

/** The plan with a lever pulled; messages about what it changes point at the lever. */
export function withLever(written: Layer, lever: string, changes: LeverChanges): Layer {
  const problems: Problem[] = [];
  const overrides = Object.entries(changes).flatMap(([key, value]): Override[] => {
    const at: Path = ["levers", lever, key];
    const position = written.positionOf(at);
    const path = parsePath(key);
    const why = refusal(path, written.value);
    if (path && why === undefined) return [{ path, value, source: lever, position }];
    problems.push({ ...position, path: formatPath(at), message: why! });
    return [];
  });
  if (problems.length > 0) throw new InputError(problems);
  const { value, positionOf } = applyOverrides(written, overrides);
  const { levers, ...pulled } = value;
  return { value: pulled, positionOf };
}

/** Why a lever cannot change what stands there; undefined where it can. */
function refusal(path: ReturnType<typeof parsePath>, { classes }: Mapping): string | undefined {
  const [section, name, key] = path ?? [];
  if (section !== "classes" || key === undefined)
    return "a lever changes what classes ask and how they are served: expected a path such as classes.coder.prefixCache";
  if (isMapping(classes) && !(String(name) in classes))
    return `there is no class "${name}".${didYouMean(String(name), Object.keys(classes))}`;
  return key === "tokens" || key === "price"
    ? "a lever keeps the sessions and what they are sold for; other demand or prices are another plan"
    : undefined;
}
