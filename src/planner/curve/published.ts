// A prediction held against what others published: the front over the layouts and loads that the publication swept, read at its
// interactivity, whatever else the curve tries. Yields the share done after each simulation; answered with true it ends there.

import { measureOf, type Published } from "../../scenario/published-schema.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment } from "../../scenario/schema.ts";
import { onFront, paretoFront } from "./pareto.ts";
import { type CurvePoint, simulatePoint } from "./point.ts";

export interface HeldAgainst {
  deployment: string;
  name: string;
  /** What the two figures are: tokens/s of one user alone, of the deployment, or of that per MW of all-in power. */
  of: "alone" | "output" | "outputPerAllInMegawatt";
  /** Interactivity; of one user alone the published rate itself. */
  tokensPerSecondPerUser: number;
  /** Of output per all-in MW: per MW. */
  publishedTokensPerSecond: number;
  /** Null where no load that was swept reaches the interactivity, or nothing fits. */
  predictedTokensPerSecond: number | null;
  /** Published over predicted. */
  ratio: number | null;
  /** Where a chart of output per MW of mean facility power shows it: as far from the prediction as it is. */
  shownPerMegawatt: number | null;
  source: string;
  because: string;
}

const speed = (point: CurvePoint) => point.tokensPerSecondPerUser;

const amounts = {
  alone: speed,
  output: (point: CurvePoint) => point.outputTokensPerSecond,
  outputPerAllInMegawatt: (point: CurvePoint) => point.outputTokensPerSecondPerAllInMegawatt ?? 0,
} as const;

export function* heldAgainst(
  scenario: ResolvedScenario,
  { seed }: { seed: number },
): Generator<number, HeldAgainst[], boolean> {
  const { published } = scenario.file;
  const held: HeldAgainst[] = [];
  for (const [index, each] of published.entries()) {
    const points: CurvePoint[] = [];
    const layouts = layoutsOf(scenario.file.deployments[each.deployment]!, each.tensor);
    const runs = layouts.flatMap((deployment) => {
      const { instances } = deployment.pools.find(({ role }) => role !== "prefill")!;
      return each.users.map((users) => ({ deployment, users: users * instances }));
    });
    for (const [done, { deployment, users }] of runs.entries()) {
      const point = simulatePoint(scenario, deployment, "", users, seed);
      if (point) points.push(point);
      if (yield (index + (done + 1) / runs.length) / published.length) return held;
    }
    held.push(compare(each, points));
  }
  return held;
}

function compare(each: Published, points: readonly CurvePoint[]): HeldAgainst {
  const { deployment, name, source, because } = each;
  const { of, value: published } = measureOf(each);
  const amount = amounts[of];
  const inTime = points.filter(({ ttftMet }) => ttftMet);
  const eligible = (inTime.length > 0 ? inTime : points).filter((point) => amount(point) > 0);
  const at = each.at ?? Math.max(0, ...eligible.map(speed));
  const read = (what: (point: CurvePoint) => number) =>
    onFront(paretoFront(eligible, speed, what), at, speed, what) ?? null;
  const predicted = eligible.length === 0 ? null : read(amount);
  const ratio = predicted === null ? null : published / predicted;
  const perMegawatt = read((point) => point.outputTokensPerSecondPerMegawatt);
  return {
    deployment,
    name,
    of,
    tokensPerSecondPerUser: each.at ?? published,
    publishedTokensPerSecond: published,
    predictedTokensPerSecond: predicted,
    ratio,
    shownPerMegawatt:
      ratio === null || perMegawatt === null ? null : of === "alone" ? perMegawatt : perMegawatt * ratio,
    source,
    because,
  };
}

/** The same devices cut into instances of so many each; without a choice the deployment as stated. */
function layoutsOf(stated: Deployment, tensors: readonly number[] | undefined): Deployment[] {
  if (tensors === undefined) return [stated];
  return tensors.map((tensor) => ({
    ...stated,
    pools: stated.pools.map((pool) => {
      const { tensor: own, pipeline, data } = pool.parallel;
      const instances = (pool.instances * own * pipeline * data) / tensor;
      return { ...pool, instances, parallel: { tensor, pipeline: 1, data: 1 } };
    }),
  }));
}
