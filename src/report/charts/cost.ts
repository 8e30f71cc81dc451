// What a million output tokens cost.
import type { RunOutput } from "../../metrics/result.ts";
import { feasibleOf, infeasibleNotes } from "../feasible.ts";
import { usd, usdUnit } from "../format.ts";
import type { BarChart } from "./chart.ts";
import { finding } from "./finding.ts";

export function costChart({ result }: RunOutput): BarChart {
  const deployments = feasibleOf(result).filter(({ cost }) =>
    Number.isFinite(cost.usdPerMillionOutputTokens),
  );
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
      bars: [
        { value: cost.usdPerMillionOutputTokens, text: usd(cost.usdPerMillionOutputTokens), light: false },
      ],
    })),
    notes: infeasibleNotes(result),
  };
}
