// Rows of a result by model, where pools name their models: what its users see, how much of the devices it takes, what it costs;
// and what loading weights takes from all of them.
import type { DeploymentMetrics, RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import { partRows } from "./part-rows.ts";
import type { NumberRow } from "./result-rows.ts";

type Metrics = Pick<DeploymentMetrics, "models" | "pools">;

export function modelGroups(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  const feasible = result.deployments.flatMap((each) => ("infeasible" in each ? [] : [each]));
  const all = feasible.flatMap(({ models }) => models ?? []);
  if (all.length === 0) return [];
  const names = [...new Set(all.map(({ name }) => name))];
  const swaps = feasible.some(({ pools }) => pools.some((pool) => pool.swaps));
  return [
    ...names.map((name) => ({ heading: `Model ${name}`, rows: rowsOf(name, swaps) })),
    ...(swaps ? [swapGroup] : []),
  ];
}

function rowsOf(name: string, swaps: boolean): NumberRow[] {
  const { of, fewer, requests, p90 } = partRows(({ models }) => models?.find((each) => each.name === name));
  return [
    requests(),
    p90("TTFT", "ttftSeconds"),
    p90("TPOT", "tpotSeconds"),
    of("output", (model) => model.outputTokensPerSecond, format.tokenRateUnits, { better: "higher" }),
    of("share of device time", ({ deviceTimeShare }) => deviceTimeShare, [format.percentUnit]),
    of("KV cache at peak", ({ kvPeakFraction }) => kvPeakFraction, [format.percentUnit]),
    of("cost per M output tokens", (model) => model.usdPerMillionOutputTokens, [format.usdUnit], {
      better: "lower",
    }),
    ...(swaps
      ? [
          fewer("times loaded", ({ loadCount }) => loadCount),
          of("one load", ({ secondsPerLoad }) => secondsPerLoad || null, format.timeUnits),
        ]
      : []),
  ];
}

const swapsOf = ({ pools }: Metrics) => pools.flatMap((pool) => pool.swaps ?? []);

const swapGroup: { heading: string; rows: NumberRow[] } = {
  heading: "Model swaps",
  rows: [
    {
      label: "loads",
      of: (m) =>
        swapsOf(m).length === 0 ? null : swapsOf(m).reduce((sum, { loadCount }) => sum + loadCount, 0),
      units: [format.plainUnit],
      decimals: 0,
    },
    {
      label: "devices wait for weights",
      of: (m) =>
        swapsOf(m).length === 0 ? null : Math.max(...swapsOf(m).map((swap) => swap.stalledFraction)),
      units: [format.percentUnit],
      better: "lower",
    },
  ],
};
