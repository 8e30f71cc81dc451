// What two results differ in, as factors: of the figures asked for most, B over A for every deployment, on a scale where twice and
// half are equally far.
import type { DeploymentComparison } from "../../planner/compare.ts";
import { changeOrFactor, headlineName, isUnmoved, mainHeadlines } from "../compare-table.ts";
import type { Bar, BarChart } from "./chart.ts";

interface Moved extends Bar {
  deployment: string;
  metric: string;
  change: number;
}

/** undefined where no figure of two is known. */
export function compareChart(deployments: readonly DeploymentComparison[]): BarChart | undefined {
  const moved = deployments.flatMap(({ name, differences }, index) =>
    differences.flatMap(({ metric, change }): Moved[] =>
      mainHeadlines.includes(metric) && change !== null && change > -1
        ? [
            {
              deployment: name,
              metric,
              change,
              from: 1,
              value: 1 + change,
              text: changeOrFactor(change),
              light: false,
              colour: index,
            },
          ]
        : [],
    ),
  );
  if (moved.length === 0) return undefined;
  const factors = moved.flatMap(({ value }) => [value, 1]);
  const [most] = moved.sort((a, b) => Math.abs(Math.log(b.value)) - Math.abs(Math.log(a.value)));
  return {
    kind: "bars",
    id: "compare",
    title: isUnmoved(most!.change)
      ? "Nothing asked for most moves by as much as 0.5 %"
      : `${headlineName(most!.metric)} moves most: ${changeOrFactor(most!.change)} in ${most!.deployment}`,
    subtitle: "B over A; a bar begins at 1x, where nothing changes",
    value: {
      label: "B over A",
      unit: { symbol: "x", size: 1 },
      scale: "log",
      min: Math.min(0.8, Math.min(...factors) / 1.15),
      max: Math.max(1.25, Math.max(...factors) * 1.15),
    },
    groups: mainHeadlines.flatMap((metric) => {
      const bars = deployments.flatMap(({ name }) =>
        moved.filter((each) => each.metric === metric && each.deployment === name),
      );
      return bars.length === 0
        ? []
        : [
            {
              name: headlineName(metric),
              colour: 0,
              bars: bars.map(({ deployment: _, metric: __, change: ___, ...bar }) => bar),
            },
          ];
    }),
    reference: { axis: "x", at: 1, label: "", colour: "limit" },
    key: deployments.map(({ name }, colour) => ({ name, colour })),
    notes: [],
  };
}
