// Strategies side by side, month by month, at the middle quantile: cost of a million tokens, and tokens per second and megawatt.
import { hoursOf } from "../../../finance/calendar.ts";
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { amortisedCents } from "../../../finance/plan-row.ts";
import {
  tokenRatePerMegawattUnits,
  tokensPerSecondPerMegawatt,
  unitFor,
  usd,
  usdUnit,
} from "../../format.ts";
import { middleQuantile } from "../../plan/chosen.ts";
import type { Line, LineChart } from "../chart.ts";
import { byMonth, coincidences, monthAxis, monthName, monthStarts, percentile } from "./months.ts";

/** Nearer than this share are the same. */
const SAME = 1e-3;

/** One case a strategy; its number is its colour. */
const middleCases = (output: PlanOutput): PlanCase[] =>
  output.cases.filter(({ quantile }) => quantile === middleQuantile(output));

const ratio = (above: readonly number[], below: readonly number[]) =>
  above.map((value, k) => (below[k]! > 0 ? value / below[k]! : Number.NaN));

/** The best of the last month, and the next one. */
function leaders(lines: readonly Line[], better: "lower" | "higher"): Line[] {
  const sign = better === "lower" ? 1 : -1;
  return lines
    .filter(({ y }) => Number.isFinite(y.at(-1)!))
    .sort((a, b) => sign * (a.y.at(-1)! - b.y.at(-1)!));
}

export function unitCostChart(output: PlanOutput): LineChart {
  const { horizon } = output.plan.file;
  const x = monthStarts(output);
  const lines = middleCases(output).map((each, colour): Line => {
    const cost = byMonth(each, horizon, (row) => amortisedCents(row) / 100);
    const served = byMonth(each, horizon, (row) => row.servedTokens / 1e6);
    return { name: each.strategy, colour, x, y: ratio(cost, served) };
  });
  const [best, next] = leaders(lines, "lower");
  const end = monthName(output, horizon - 1);
  return {
    kind: "lines",
    id: "usd-per-million-tokens",
    title: best
      ? `${best.name} ends cheapest, at ${usd(best.y.at(-1))} per million tokens in ${end}${next ? `; ${next.name} at ${usd(next.y.at(-1))}` : ""}`
      : "Nothing is served",
    subtitle: `Amortised cost of a served token at ${percentile(middleQuantile(output))} of demand, every class together`,
    x: monthAxis(output),
    panels: [
      {
        heading: "",
        y: { label: "per million tokens", unit: usdUnit, scale: "log" },
        lines,
        references: [],
      },
    ],
    notes: coincidences("Amortised cost of a served token", lines),
  };
}

/** Strategies that run devices of their own or rented ones. */
export function planEfficiencyChart(output: PlanOutput): LineChart | undefined {
  const { horizon, start } = output.plan.file;
  const x = monthStarts(output);
  const lines = middleCases(output).flatMap((each, colour): Line[] => {
    const megawatts = byMonth(each, horizon, (row) => row.facilityWatts / 1e6);
    const rate = byMonth(each, horizon, (row) => (row.site === "" ? 0 : row.servedTokens)).map(
      (tokens, m) => tokens / (3600 * hoursOf(start + m)),
    );
    const y = ratio(rate, megawatts);
    return y.some(Number.isFinite) ? [{ name: each.strategy, colour, x, y }] : [];
  });
  const ranked = leaders(lines, "higher");
  const [best] = ranked;
  if (!best) return undefined;
  const ahead = ranked.filter(({ y }) => y.at(-1)! >= best.y.at(-1)! * (1 - SAME)).map(({ name }) => name);
  return {
    kind: "lines",
    id: "tokens-per-megawatt",
    title: `${ahead.join(" and ")} ${ahead.length > 1 ? "end" : "ends"} with the most tokens per megawatt: ${tokensPerSecondPerMegawatt(best.y.at(-1))}`,
    subtitle: `Served tokens, input and output, per second and MW of facility power that devices draw, at ${percentile(middleQuantile(output))} of demand`,
    x: monthAxis(output),
    panels: [
      {
        heading: "",
        y: {
          label: "served tokens per megawatt",
          unit: unitFor(
            tokenRatePerMegawattUnits,
            lines.flatMap(({ y }) => y),
          ),
          scale: "linear",
          min: 0,
        },
        lines,
        references: [],
      },
    ],
    notes: coincidences("Served tokens per megawatt", lines),
  };
}
