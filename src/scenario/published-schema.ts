// Points that others published for a deployment of the scenario: `forewatt curve` holds its predictions against them. Each says
// what was measured at which interactivity, over which layouts and loads, and why the prediction is off.
import { z } from "zod";
import { didYouMean } from "../base/nearest.ts";
import { quantity } from "../base/quantity.ts";
import type { Path } from "../profiles/schema-problems.ts";
import type { Deployment } from "./schema.ts";

const rate = () => quantity("tokensPerSecond", { above: 0 }).optional();

export const publishedSchema = z.array(
  z.strictObject({
    deployment: z.string().meta({ description: "which of `deployments` it is about" }),
    name: z.string().meta({ description: "what was measured, in a few words" }),
    alone: rate().meta({ description: "tokens/s of one user alone; or" }),
    output: rate().meta({ description: "output tokens/s of the whole deployment; or" }),
    outputPerAllInMegawatt: rate().meta({
      description: "output tokens/s per MW of analysts' all-in provisioned power",
    }),
    at: rate().meta({ description: "tokens/s of a user at which output was measured" }),
    users: z
      .array(z.int().min(1))
      .min(1)
      .default([1])
      .meta({ description: "loads that were swept, in users of an instance; default: one alone" }),
    tensor: z.array(z.int().min(1)).min(1).optional().meta({
      description: "tensor layouts of the same devices that were swept; default: the layout as stated",
    }),
    source: z.string().meta({ description: "where it stands, and when" }),
    because: z.string().meta({ description: "why the prediction is as far off as it is" }),
  }),
);
export type Published = z.output<typeof publishedSchema>[number];

/** What was measured, with its value; `output` where nothing is stated. */
export function measureOf({ alone, output, outputPerAllInMegawatt }: Published) {
  if (alone !== undefined) return { of: "alone", value: alone } as const;
  if (outputPerAllInMegawatt !== undefined)
    return { of: "outputPerAllInMegawatt", value: outputPerAllInMegawatt } as const;
  return { of: "output", value: output! } as const;
}

export function* publishedProblems(
  published: readonly Published[],
  deployments: Readonly<Record<string, Deployment>>,
): Generator<[path: Path, message: string]> {
  for (const [index, point] of published.entries()) {
    const path = ["published", index];
    const deployment = deployments[point.deployment];
    const stated = (["alone", "output", "outputPerAllInMegawatt"] as const).filter(
      (key) => point[key] !== undefined,
    );
    if (!deployment)
      yield [
        [...path, "deployment"],
        `no such deployment: "${point.deployment}".${didYouMean(point.deployment, Object.keys(deployments))}`,
      ];
    if (stated.length !== 1)
      yield [
        path,
        `expected one of alone, output, outputPerAllInMegawatt, got ${stated.join(", ") || "none"}`,
      ];
    else if ((stated[0] === "alone") !== (point.at === undefined))
      yield [
        [...path, ...(point.at === undefined ? [] : ["at"])],
        stated[0] === "alone"
          ? "the rate of one user alone is its own interactivity: at belongs to an output"
          : "missing: at, the tokens/s of a user at which the output was measured",
      ];
    for (const tensor of point.tensor ?? []) {
      const [pool, ...others] = deployment?.pools ?? [];
      if (!pool) continue;
      const { parallel, instances } = pool;
      const devices = instances * parallel.tensor * parallel.pipeline * parallel.data;
      if (others.length > 0 || devices % tensor !== 0)
        yield [
          [...path, "tensor"],
          others.length > 0
            ? "layouts are swept of a deployment with one pool"
            : `${tensor} does not divide the ${devices} devices of ${point.deployment}`,
        ];
    }
  }
}
