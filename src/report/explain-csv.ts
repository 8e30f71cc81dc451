// An explanation as CSV: one row per part of a waterfall and per effect of a change.
import { type Effect, type EffectMetric, effectMetrics } from "../planner/explain/effect.ts";
import type { DeploymentExplanation, Explanation } from "../planner/explain/explain.ts";
import { type Cell, row } from "./csv.ts";

const header = ["deployment", "kind", "of", "component", "amount", "unit", "share", "confidence", "source"];
const metrics = Object.keys(effectMetrics) as EffectMetric[];

/** All lines have as many cells as the header (RFC 4180): what says nothing there leaves them empty. */
const line = (cells: readonly Cell[]): string => row(header.map((_, index) => cells[index]));

function rowsOf({ name, waterfalls, resources, figures }: Explanation): string[] {
  const effects = (kind: string, of: string, effect: Effect, tail: string[] = []) =>
    metrics.map((metric) => line([name, kind, of, metric, effect[metric], "relative change", null, ...tail]));
  return [
    ...Object.values(waterfalls).flatMap((waterfall) =>
      waterfall
        ? waterfall.parts.map(({ component, amount }: { component: string; amount: number }) =>
            line([name, "part", waterfall.of, component, amount, waterfall.unit, amount / waterfall.total]),
          )
        : [],
    ),
    ...resources.flatMap(({ resource, effect }) => effects("10 % more", resource, effect)),
    ...figures.flatMap(({ path, confidence, source, low, high }) =>
      [low, high].flatMap(({ value, effect }) =>
        effects("figure", `${path} = ${value}`, effect, [confidence, source]),
      ),
    ),
  ];
}

/** Infeasible deployments have no parts: they are in the table and the JSON. */
export function explainCsv(deployments: readonly DeploymentExplanation[]): string {
  return row(header) + deployments.flatMap((each) => ("infeasible" in each ? [] : rowsOf(each))).join("");
}
