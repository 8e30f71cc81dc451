// What a million output tokens cost.
import type { Band, RunOutput } from "../../metrics/result.ts";
import { feasibleOf, infeasibleNotes } from "../feasible.ts";
import { usd, usdUnit } from "../format.ts";
import type { Bar, BarChart } from "./chart.ts";
import { finding } from "./finding.ts";
import { whisker, whiskerText } from "./whisker.ts";

/** No bar where nothing came out: the cost of a token is then unknown, not zero. */
function barsOf(value: number | null, { p10, p90 }: Band): Bar[] {
  if (value === null || !Number.isFinite(value)) return [];
  // The hour costs what it costs: twice the tokens, half the cost of each.
  return [{ value, text: usd(value), light: false, range: whisker(value, 1 / p90, 1 / p10) }];
}

export function costChart({ result }: RunOutput): BarChart {
  const deployments = feasibleOf(result);
  const bases = new Set(
    deployments.map(({ cost }) =>
      cost.basis === "rent" ? "rented devices" : "owned devices, electricity and colocation",
    ),
  );
  return {
    kind: "bars",
    id: "cost",
    title: finding(
      {
        subject: "Cost of a million output tokens",
        better: "lower",
        of: (d) => d.cost.usdPerMillionOutputTokens,
        text: usd,
      },
      deployments,
    ),
    subtitle: `$ per million output tokens at this load${bases.size > 0 ? `; ${[...bases].join(", ")}` : ""}; ${whiskerText(deployments)}`,
    value: { label: "per million output tokens", unit: usdUnit, scale: "linear" },
    groups: deployments.map(({ name, index, cost, confidence }) => ({
      name,
      colour: index,
      bars: barsOf(cost.usdPerMillionOutputTokens, confidence.throughput),
    })),
    notes: infeasibleNotes(result),
  };
}
