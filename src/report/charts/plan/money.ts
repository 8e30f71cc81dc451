// Cash against cost: what is paid, what it costs when purchases are spread over their life, what comes in; and what it costs for.
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { amortisedCents, cashCents, type MoneyColumn, type PlanRow } from "../../../finance/plan-row.ts";
import { unitFor } from "../../format.ts";
import { bigUsd } from "../../plan/words.ts";
import type { Line, LineChart } from "../chart.ts";
import { stackOf } from "../stack.ts";
import { byMonth, coincidences, moneyUnits, monthAxis, monthly, monthStarts, percentile } from "./months.ts";

const parts: [name: string, column: MoneyColumn][] = [
  ["depreciation", "depreciationCents"],
  ["financing", "financingCents"],
  ["electricity", "energyCents"],
  ["colocation", "coloCents"],
  ["operations, rent, APIs", "operatingCents"],
];

export function moneyChart(output: PlanOutput, each: PlanCase): LineChart {
  const { horizon } = output.plan.file;
  const x = monthStarts(output);
  const usd = (of: (row: PlanRow) => number) => byMonth(each, horizon, of).map((cents) => cents / 100);
  const soFar = (values: readonly number[]) => {
    let sum = 0;
    return values.map((value) => {
      sum += value;
      return sum;
    });
  };
  const [cash, cost, revenue] = [cashCents, amortisedCents, (row: PlanRow) => row.revenueCents].map((of) =>
    soFar(usd(of)),
  ) as [number[], number[], number[]];
  const earns = revenue.at(-1)! > 0;
  const lines: Line[] = [
    // Colours that no part of the cost below has.
    { name: "cash paid", colour: "offered", x, y: cash, steps: true },
    { name: "amortised cost", colour: 5, x, y: cost },
    ...(earns ? [{ name: "revenue", colour: "limit", x, y: revenue } satisfies Line] : []),
  ];
  const perMonth = stackOf(
    parts.map(([name, column], colour) => ({ name, colour, values: usd((row) => row[column]) })),
    x,
  );
  const total = usd(amortisedCents);
  return {
    kind: "lines",
    id: "money",
    title: `${bigUsd(cash.at(-1)!)} paid and ${bigUsd(cost.at(-1)!)} of cost${earns ? `, against ${bigUsd(revenue.at(-1)!)} of revenue` : ""}`,
    subtitle: `${each.strategy} at ${percentile(each.quantile)} of demand; purchases are cash when they enter service and cost over their life`,
    x: monthAxis(output),
    panels: [
      {
        heading: `Since the start (${unitFor(moneyUnits, [...cash, ...revenue]).symbol})`,
        y: { label: "", unit: unitFor(moneyUnits, [...cash, ...revenue]), scale: "linear", min: 0 },
        lines,
        references: [],
      },
      {
        heading: `Amortised cost per month (${unitFor(moneyUnits, total).symbol})`,
        y: { label: "", unit: unitFor(moneyUnits, total), scale: "linear", min: 0 },
        lines: monthly(perMonth),
        references: [],
      },
    ],
    notes: coincidences("Since the start", lines),
  };
}
