// What a million output tokens cost.
import type { RunOutput } from "../../metrics/result.ts";
import { feasibleOf, infeasibleNotes } from "../feasible.ts";
import { usd, usdUnit } from "../format.ts";
import type { Bar, BarChart } from "./chart.ts";
import { finding } from "./finding.ts";

/** No bar where nothing came out: the cost of a token is then unknown, not zero. */
function barsOf(value: number | null): Bar[] {
  return value === null || !Number.isFinite(value) ? [] : [{ value, text: usd(value), light: false }];
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
    subtitle: `$ per million output tokens at this load${bases.size > 0 ? `; ${[...bases].join(", ")}` : ""}`,
    value: { label: "per million output tokens", unit: usdUnit, scale: "linear" },
    groups: deployments.map(({ name, index, cost }) => ({
      name,
      colour: index,
      bars: barsOf(cost.usdPerMillionOutputTokens),
    })),
    notes: infeasibleNotes(result),
  };
}
