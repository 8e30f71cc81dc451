// What the same work takes, and which of it a lever saves against the first deployment: prefill, decode, or only memory. Prefill and
// decode are device-seconds of the window, memory is what sequences hold of device memory times how long, over the run. Steps
// with fewer sequences in them take longer per token: where load is lighter, decode may take more, though fewer tokens are
// generated; either counts as saving it. There only where a lever is at work, or could be.
import type { DeploymentMetrics, PoolResult, RunResult } from "../metrics/result.ts";
import { feasibleOf } from "./feasible.ts";
import * as format from "./format.ts";
import { unknown } from "./format.ts";
import type { NumberRow, TextRow } from "./result-rows.ts";

/** Less than this is told as nothing. */
const leastShare = 0.02;

/** Shares below this are sums taken in another order. */
const rounding = 1e-9;

/** By how much of `without` it is less. */
function less(amount: number, without: number): number {
  const share = 1 - amount / without;
  return Math.abs(share) < rounding ? 0 : share;
}

type Group = { heading: string; rows: (NumberRow | TextRow)[] };

const deviceSeconds = ({ pools, window }: DeploymentMetrics, of: (pool: PoolResult) => number) =>
  pools.reduce((sum, pool) => sum + pool.devices * of(pool), 0) * (window.endSeconds - window.startSeconds);

const takes = {
  prefill: (m: DeploymentMetrics) => deviceSeconds(m, ({ prefillFraction }) => prefillFraction),
  decode: (m: DeploymentMetrics) =>
    deviceSeconds(m, ({ busyFraction, prefillFraction }) => busyFraction - prefillFraction),
  memory: ({ pools }: DeploymentMetrics) =>
    pools.reduce((sum, { kvHeldByteSeconds }) => sum + kvHeldByteSeconds, 0),
};
type Kind = keyof typeof takes;

export function leverGroups(result: RunResult): Group[] {
  const feasible = feasibleOf(result);
  const shows = ({ tokenTax, avoidance, pools }: DeploymentMetrics) =>
    tokenTax !== undefined || avoidance !== undefined || pools.some(({ paging }) => paging !== undefined);
  const [first, ...others] = feasible;
  if (first === undefined || !feasible.some(shows)) return [];
  return [whatItTakes, ...(others.length > 0 ? [whatItSaves(first)] : [])];
}

const seconds = (kind: "prefill" | "decode"): NumberRow => ({
  label: kind,
  of: takes[kind],
  units: [{ symbol: "device-s", size: 1 }],
  better: "lower",
});

const whatItTakes: Group = {
  heading: "What it takes",
  rows: [
    seconds("prefill"),
    seconds("decode"),
    {
      label: "KV cache held, mean",
      of: ({ pools }) => Math.max(0, ...pools.map(({ kvMeanFraction }) => kvMeanFraction)),
      units: [format.percentUnit],
      better: "lower",
    },
  ],
};

function whatItSaves(first: DeploymentMetrics & { name: string }): Group {
  const saved = (kind: Kind, metrics: DeploymentMetrics) => less(takes[kind](metrics), takes[kind](first));
  const notGenerated = ({ tokens }: DeploymentMetrics) => less(tokens.output, first.tokens.output);
  const isTheSame = (metrics: DeploymentMetrics) =>
    Object.values(takes).every((take) => less(take(metrics), take(first)) === 0);
  const row = (label: string, kind: Kind): NumberRow => ({
    label,
    of: (metrics) => saved(kind, metrics),
    units: [format.percentUnit],
    better: "higher",
  });
  return {
    heading: `What it saves, against ${first.name}`,
    rows: [
      row("of prefill", "prefill"),
      row("of decode", "decode"),
      {
        label: "of tokens generated",
        of: (metrics) => notGenerated(metrics) || null,
        units: [format.percentUnit],
        whereKnown: true,
      },
      row("of memory held", "memory"),
      {
        label: "saves",
        text: (metrics) => {
          if (isTheSame(metrics)) return unknown;
          const kinds = (["prefill", "decode", "memory"] as const).filter(
            (kind) =>
              saved(kind, metrics) >= leastShare ||
              (kind === "decode" && notGenerated(metrics) >= leastShare),
          );
          if (kinds.length === 0) return "nothing";
          return kinds.length === 1 ? `only ${kinds[0]}` : kinds.join(", ");
        },
      },
    ],
  };
}
