// Where time, energy and money go: the parts of a total one after the other, each starting where the last one ends.
import type { Explanation } from "../../planner/explain/explain.ts";
import { largestPart, type Waterfall } from "../../planner/explain/waterfall.ts";
import { amount } from "../explain-words.ts";
import { energyUnits, percent, timeUnits, unitFor, usdUnit } from "../format.ts";
import type { BarChart } from "./chart.ts";

const units = { s: timeUnits, J: energyUnits, USD: [usdUnit] };

export function waterfallCharts({ name, waterfalls }: Explanation): BarChart[] {
  return Object.entries(waterfalls).flatMap(([key, waterfall]) =>
    waterfall ? [waterfallChart(`${name}-${key.toLowerCase()}`, name, waterfall)] : [],
  );
}

function waterfallChart(id: string, name: string, waterfall: Waterfall): BarChart {
  const { of, unit, total, parts } = waterfall;
  const largest = largestPart(waterfall);
  let from = 0;
  return {
    kind: "bars",
    id,
    title: largest
      ? `${largest.component} takes ${percent(largest.amount / total)} of the ${of}`
      : `${of}: nothing`,
    subtitle: `${name}: ${of}, ${amount(total, unit)}, by what it is spent on`,
    value: { label: of, unit: unitFor(units[unit], [total]), scale: "linear" },
    groups: parts.map(({ component, amount: value }) => {
      const start = from;
      from += value;
      const text = `${amount(value, unit)} (${percent(value / total)})`;
      return { name: component, colour: 0, bars: [{ from: start, value: from, text, light: false }] };
    }),
    notes: [],
  };
}
