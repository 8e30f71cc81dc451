// The answer of a plan in one sentence, and the numbers behind it, each with its formula.

import { leastRegret } from "../../../finance/analysis/compare.ts";
import type { Comparison, Spread, UncertainCase } from "../../../finance/analysis/result.ts";
import { firstDay, monthText } from "../../../finance/calendar.ts";
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { type CaseSummary, summarise } from "../../../finance/summary.ts";
import { fixed, number, percent, unknown, usd, watts } from "../../format.ts";
import { type Block, textTable } from "../../html/block.ts";
import { type AnalysedPlan, chosenCase } from "../chosen.ts";
import { shortagesInWords } from "../shortages.ts";
import { bigUsd, powerInWords } from "../words.ts";

export const percentile = (quantile: number): string => `P${Math.round(100 * quantile)}`;
export const range = ({ p10, p50, p90 }: Spread, text: (value: number) => string): string =>
  `${text(p50)} (${text(p10)} to ${text(p90)})`;

const margin = ({ revenueUsd, amortisedUsd }: CaseSummary) =>
  revenueUsd > 0 ? (revenueUsd - amortisedUsd) / revenueUsd : null;
const tonnes = (grams: number) => `${number(grams / 1e6)} t`;

/** What the first order is, in words; what comes later is in the purchases of the whole plan. */
function firstOrder({ plan }: PlanOutput, { lots, offers }: PlanCase): string {
  const orders = lots.filter(({ entryMonth, devices }) => entryMonth >= 0 && devices > 0);
  if (orders.length === 0) return "order nothing";
  const first = Math.min(...orders.map(({ orderMonth }) => orderMonth));
  const bySource = new Map<string, number>();
  for (const { offer, orderMonth, devices } of orders)
    if (orderMonth === first) {
      const { source, procure } = offers[offer]!;
      const stated = plan.file.sources[source]!;
      const made =
        stated.procure === "api" ? [] : (stated.pools?.map((pool) => pool.hardware) ?? [stated.hardware!]);
      const key = `${procure === "buy" ? "" : "rented "}${[...new Set(made)].join(" and ")}`;
      bySource.set(key, (bySource.get(key) ?? 0) + devices);
    }
  const what = [...bySource].map(([source, devices]) => `${fixed(devices, 0)} ${source}`).join(", ");
  const isAll = orders.every(({ orderMonth }) => orderMonth === first);
  return `order ${isAll ? "" : "first "}${what} by ${firstDay(plan.file.start + first)}`;
}

export function planAnswer({ output, analysis }: AnalysedPlan): string {
  const chosen = chosenCase({ output, analysis });
  const s = summarise(output, chosen);
  const { start, horizon } = output.plan.file;
  const end = monthText(start + horizon - 1);
  const short = shortagesInWords(output, chosen);
  const demand = chosen.quantile === 0.5 ? "the median demand" : `demand at ${percentile(chosen.quantile)}`;
  const served =
    short === ""
      ? `carries all of ${demand} through ${end}`
      : `carries ${percent(1 - s.unmetTokens / s.demandTokens)} of ${demand} through ${end}, short ${short}`;
  return `Strategy “${chosen.strategy}” ${served} for ${bigUsd(s.cashUsd)} of cash: ${firstOrder(output, chosen)}.`;
}

/** What that comes to: per token, in megawatts, in purchases. */
export function planFigures(plan: AnalysedPlan): string {
  const chosen = chosenCase(plan);
  const s = summarise(plan.output, chosen);
  const share = margin(s);
  const orders = chosen.lots.filter(({ entryMonth, devices }) => entryMonth >= 0 && devices > 0);
  const bought = orders.reduce((sum, { capexCents, devices }) => sum + (capexCents > 0 ? devices : 0), 0);
  const purchases =
    s.capexUsd > 0 ? `; ${bigUsd(s.capexUsd)} of purchases in all (${fixed(bought, 0)} devices)` : "";
  const later = new Set(orders.map(({ orderMonth }) => orderMonth)).size > 1;
  return `${usd(s.usdPerMillionTokens)} per million tokens${share === null ? "" : `, ${percent(share)} margin`}; ${powerInWords(s)}${purchases}${later ? "; later orders are in procurement.csv" : ""}.`;
}

export function planConfidence(plan: AnalysedPlan): string {
  const { output, analysis } = plan;
  if (!analysis) return "No analysis was asked for: how sure this is, is not known.";
  const chosen = chosenCase(plan);
  const { drawCount } = analysis.uncertainty;
  const drawn = uncertainCase(plan, chosen.strategy, chosen.quantile)!;
  const days = monthText(output.plan.file.start + drawn.sufficientFromMonth);
  return `In ${fixed(drawCount, 0)} joint draws of demand, hardware and prices, decided for ${percentile(chosen.quantile)}, present value is ${range(drawn.netPresentUsd, bigUsd)} (median, 80 % interval) and ${percent(drawn.sufficientShare)} of them serve 99.9 % of the tokens from ${days} on.`;
}

/** Why this strategy; nothing where strategies were not compared. */
export function planGrounds(plan: AnalysedPlan): string[] {
  if (!plan.analysis) return [];
  const { comparison } = plan.analysis;
  const { leastRegret: own, regrets } = comparison;
  const any = leastRegret(regrets);
  const other =
    bigUsd(any.worstRegretUsd) === bigUsd(own.worstRegretUsd)
      ? ""
      : ` Ordering for another demand would leave less to regret: ${any.strategy} for ${percentile(any.decidedAtQuantile)}, ${bigUsd(any.worstRegretUsd)} at worst (policy.buyTo: ${any.decidedAtQuantile} plans for it).`;
  return [
    `Of the strategies decided for ${percentile(own.decidedAtQuantile)} of demand it has the least worst regret, ${bigUsd(own.worstRegretUsd)}.${other}${priceOfFollowing(comparison, chosenCase(plan))}`,
  ];
}

/** Where committing would cost less for the same tokens: what it costs to be free of it. */
function priceOfFollowing({ likeForLike }: Comparison, { strategy, quantile }: PlanCase): string {
  const [cheapest] = likeForLike
    .filter((each) => each.against === strategy && each.quantile === quantile)
    .filter(
      ({ costUsd, againstCostUsd }) => bigUsd(costUsd) !== bigUsd(againstCostUsd) && costUsd < againstCostUsd,
    )
    .sort((a, b) => a.costUsd - b.costUsd);
  return cheapest === undefined
    ? ""
    : ` For the tokens that both serve, ${cheapest.strategy} costs ${bigUsd(cheapest.costUsd)} and it ${bigUsd(cheapest.againstCostUsd)}: the difference is what it costs to follow whatever demand comes.`;
}

export const uncertainCase = (
  { analysis }: AnalysedPlan,
  strategy: string,
  quantile: number,
): UncertainCase | undefined =>
  analysis?.uncertainty.cases.find(
    (each) => each.strategy === strategy && each.decidedAtQuantile === quantile,
  );

/** One line a number: at every planned quantile, over the draws, and how it is made. */
export function headlineBlocks(plan: AnalysedPlan): Block[] {
  const { output } = plan;
  const chosen = chosenCase(plan);
  const { start } = output.plan.file;
  const cases = output.cases.filter(({ strategy }) => strategy === chosen.strategy);
  const summaries = cases.map((each) => summarise(output, each));
  const drawn = uncertainCase(plan, chosen.strategy, chosen.quantile);
  const day = (month: number | null) => (month === null ? "never" : firstDay(start + month));
  const short = cases.flatMap((each) => {
    const words = shortagesInWords(output, each);
    return words === "" ? [] : [`Short at ${percentile(each.quantile)}: ${words}.`];
  });
  type Line = [name: string, of: (s: CaseSummary) => string, worlds: string, formula: string];
  const lines: Line[] = [
    [
      "Run-out",
      (s) => (s.runOutMonth === null ? "never" : `${day(s.runOutMonth)} (${s.ceiling})`),
      "",
      "first month with unmet tokens in plan.csv, and what keeps them from being served",
    ],
    [
      "Order by",
      (s) => (s.firstOrderMonth === null ? unknown : day(s.firstOrderMonth)),
      "",
      "first order_by of procurement.csv: in service less lead time",
    ],
    [
      "Unmet",
      (s) => percent(s.unmetTokens / s.demandTokens),
      drawn ? range(drawn.unmetShare, percent) : "",
      "unmet / demand tokens",
    ],
    ["Devices", (s) => fixed(s.peakDevices, 0), "", "most in service in a month"],
    ...(summaries.some(({ unprotectedShare }) => unprotectedShare !== null)
      ? [
          [
            "Of them in reserve",
            (s) => fixed(s.peakRedundantDevices, 0),
            "",
            "largest devices_redundant: for servers that fail, or a whole site",
          ] satisfies Line,
          [
            "Survives the loss of a site",
            (s) => (s.unprotectedShare === null ? unknown : percent(1 - s.unprotectedShare)),
            "",
            "of what must: the other sites that residency allows hold it",
          ] satisfies Line,
        ]
      : []),
    [
      "Mean draw",
      (s) => watts(s.peakFacilityWatts),
      drawn ? range(drawn.peakFacilityWatts, watts) : "",
      "highest monthly mean: simulated operating point x PUE",
    ],
    [
      "Provisioned at the sites",
      (s) => watts(s.peakSiteWatts),
      "",
      "most nameplate of whole servers and racks switched on x PUE: what the sites' power limits; rented ones stand elsewhere",
    ],
    [
      "Purchases",
      (s) => bigUsd(s.capexUsd),
      drawn ? range(drawn.capexUsd, bigUsd) : "",
      "capex_usd: devices and blocks of power x price in the month they enter service",
    ],
    ["Cash", (s) => bigUsd(s.cashUsd), "", "capex + financing + energy + colo + opex"],
    ...(summaries.some(({ rentAfterPlanUsd }) => rentAfterPlanUsd > 0)
      ? [
          [
            "Rent owed after the plan",
            (s) => bigUsd(s.rentAfterPlanUsd),
            "",
            "rent_after_plan_usd: of terms that end later; in no other figure",
          ] satisfies Line,
        ]
      : []),
    ["Cost", (s) => bigUsd(s.amortisedUsd), "", "depreciation + financing + energy + colo + opex"],
    [
      "Cost per million tokens",
      (s) => usd(s.usdPerMillionTokens),
      drawn ? range(drawn.usdPerMillionTokens, usd) : "",
      "cost / served tokens",
    ],
    ["Revenue", (s) => bigUsd(s.revenueUsd), "", "served tokens x price of their class"],
    ["Margin", (s) => percent(margin(s)), "", "(revenue - cost) / revenue"],
    [
      "Present value",
      (s) => bigUsd(s.netPresentUsd),
      drawn ? range(drawn.netPresentUsd, bigUsd) : "",
      `(revenue - cash + financing) / (1 + ${percent(output.plan.file.money.discountRate)})^years, month by month; end values left out`,
    ],
    [
      "End value",
      (s) => bigUsd(s.endValueUsd),
      "",
      "present value of what is on the books when the plan ends; beside the present value, and what strategies are chosen with",
    ],
    [
      "Carbon",
      (s) => tonnes(s.carbonGrams),
      drawn ? range(drawn.carbonGrams, tonnes) : "",
      "energy x carbon intensity of the site",
    ],
  ];
  const heads = [
    "",
    ...cases.map(({ quantile }) => `${percentile(quantile)} demand`),
    ...(drawn ? ["80 % of worlds"] : []),
  ];
  const rows = lines.map(([name, of, worlds]) => [name, ...summaries.map(of), ...(drawn ? [worlds] : [])]);
  return [
    {
      ...textTable(`${chosen.strategy}: numbers`, heads, rows),
      note: `${chosen.strategy}, ${monthText(start)} to ${monthText(start + output.plan.file.horizon - 1)}. Hardware at its central estimate in the columns of demand; ${percentile(chosen.quantile)} is the plan of the sentence above; 80 % of worlds: its purchases in joint draws of demand, hardware and prices. Orders are within ${percent(Math.max(...summaries.map(({ gapRatio }) => gapRatio)))} of the cheapest there could be. ${short.join(" ")}`.trim(),
    },
    {
      kind: "details",
      summary: "How each number is computed",
      blocks: [
        textTable(
          "Formulas",
          ["number", "formula"],
          lines.map(([name, , , formula]) => [name, formula]),
        ),
      ],
    },
  ];
}
