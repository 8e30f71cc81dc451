// Every deployment a `search` block allows: hardware x parallelism x batch x split. What the model cannot be cut into
// (heads, experts) is counted, not built. Names say what they are: `h100-sxm-tp4-seq128`, prefill+decode where split.
import { InputError } from "../../base/errors.ts";
import { formatPath } from "../../profiles/schema-problems.ts";
import { deploymentProblems } from "../../scenario/checks.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { type Deployment, deploymentSchema, type Pool } from "../../scenario/schema.ts";
import type { Search } from "../../scenario/search-schema.ts";

export interface Configuration {
  name: string;
  deployment: Deployment;
}

export interface Space {
  configurations: Configuration[];
  /** Combinations that cannot be: why, and how many. */
  impossible: Map<string, number>;
}

/** A search is over in minutes or it is not one. */
const MOST_CONFIGURATIONS = 100_000;

type Axes = Pick<
  Search,
  "hardware" | "tensor" | "pipeline" | "data" | "expert" | "maxSequences" | "maxBatchedTokens"
>;

interface PoolChoice {
  label: string;
  pool: Omit<Pool, "name" | "role" | "instances" | "kv">;
  devices: number;
}

export function searchSpace(scenario: ResolvedScenario): Space {
  const { search } = scenario.file;
  if (!search)
    throw InputError.of(
      scenario.name,
      "search",
      "missing: lists to choose from, such as search: { hardware: [h100-sxm, b200-sxm], tensor: [1, 2, 4] }",
    );
  const space: Space = { configurations: [], impossible: new Map() };
  const seen = new Set<string>();
  const add = (name: string, devices: number, pools: unknown[], transfers = false) => {
    if (devices > (search.maxDevices ?? Number.POSITIVE_INFINITY) || seen.has(name)) return;
    seen.add(name);
    if (seen.size > MOST_CONFIGURATIONS)
      throw InputError.of(
        scenario.name,
        "search",
        `more than ${MOST_CONFIGURATIONS} combinations: shorten the lists`,
      );
    const deployment = deploymentSchema.parse({
      pools,
      ...(transfers && { transfer: { link: search.link } }),
    });
    const problem = [...deploymentProblems(scenario, name, deployment)][0];
    if (problem) {
      const [path, message] = problem;
      const why = `${formatPath(path.slice(4))}: ${message}`;
      space.impossible.set(why, (space.impossible.get(why) ?? 0) + 1);
    } else space.configurations.push({ name, deployment });
  };

  const prefills = poolChoices({ ...search, ...defined(search.prefill) }, "maxBatchedTokens");
  const decodes = poolChoices({ ...search, ...defined(search.decode) }, "maxSequences");
  const attentions = poolChoices({ ...search, ...defined(search.attention) });
  const ffns = poolChoices({ ...search, ...defined(search.ffn) }, "neither");
  for (const split of search.split) {
    if (split === "monolithic") {
      for (const { label, pool, devices } of poolChoices(search))
        add(label, devices, [{ name: "serve", role: "mixed", instances: 1, ...pool }]);
      continue;
    }
    if (split === "afd") {
      for (const one of attentions) {
        for (const other of ffns)
          add(`${one.label}+ffn-${other.label}`, one.devices + other.devices, [
            { name: "attention", role: "attention", ...one.pool },
            { name: "ffn", role: "ffn", ...other.pool },
          ]);
      }
      continue;
    }
    const [prefill, decode] = split.split(":").map(Number) as [number, number];
    for (const before of prefills) {
      for (const after of decodes)
        add(
          `${prefill}x${before.label}+${decode}x${after.label}`,
          prefill * before.devices + decode * after.devices,
          [
            { name: "prefill", role: "prefill", instances: prefill, ...before.pool },
            { name: "decode", role: "decode", instances: decode, ...after.pool },
          ],
          true,
        );
    }
  }
  return space;
}

const defined = <T extends object>(lists: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(lists ?? {}).filter(([, list]) => list !== undefined)) as Partial<T>;

/** `only`: of the two limits of a batch, the one that means something in this role. */
function poolChoices(axes: Axes, only?: "maxSequences" | "maxBatchedTokens" | "neither"): PoolChoice[] {
  const listOf = (key: "maxSequences" | "maxBatchedTokens") =>
    only === undefined || only === key ? (axes[key] ?? [undefined]) : [undefined];
  return product([
    axes.hardware,
    axes.tensor,
    axes.pipeline,
    axes.data,
    axes.expert ?? [undefined],
    listOf("maxSequences"),
    listOf("maxBatchedTokens"),
  ] as const).map(([hardware, tensor, pipeline, data, expert, maxSequences, maxBatchedTokens]) => ({
    label: [
      hardware,
      ...(tensor > 1 ? [`tp${tensor}`] : []),
      ...(pipeline > 1 ? [`pp${pipeline}`] : []),
      ...(data > 1 ? [`dp${data}`] : []),
      ...(expert !== undefined ? [`ep${expert}`] : []),
      ...(maxSequences !== undefined ? [`seq${maxSequences}`] : []),
      ...(maxBatchedTokens !== undefined ? [`tok${maxBatchedTokens}`] : []),
    ].join("-"),
    pool: {
      hardware,
      parallel: { tensor, pipeline, data, ...(expert !== undefined && { expert }) },
      scheduler: {
        ...(maxSequences !== undefined && { maxSequences }),
        ...(maxBatchedTokens !== undefined && { maxBatchedTokens }),
      },
    },
    devices: tensor * pipeline * data,
  }));
}

type Product<L extends readonly (readonly unknown[])[]> = { [K in keyof L]: L[K][number] };

function product<const L extends readonly (readonly unknown[])[]>(lists: L): Product<L>[] {
  return lists.reduce<unknown[][]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  ) as Product<L>[];
}
