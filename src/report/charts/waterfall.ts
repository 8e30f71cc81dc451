// Where time, energy and money go: the parts of a total one after the other, each starting where the last one ends.
import type { Explanation } from "../../planner/explain/explain.ts";
import { largestPart, type Waterfall } from "../../planner/explain/waterfall.ts";
import { energyUnits, inUnit, percent, timeUnits, unitFor, usd, usdUnit } from "../format.ts";
import type { BarChart } from "./chart.ts";

const units = { s: timeUnits, J: energyUnits, USD: [usdUnit] };

/** All of them, or those named. */
export function waterfallCharts(
  { name, waterfalls }: Pick<Explanation, "name" | "waterfalls">,
  /** Colour: the deployment's place in the scenario. */
  index = 0,
  keys: readonly string[] = Object.keys(waterfalls),
): BarChart[] {
  return Object.entries(waterfalls).flatMap(([key, waterfall]) =>
    waterfall && keys.includes(key)
      ? [waterfallChart(`${name}-${key.toLowerCase()}`, name, waterfall, index)]
      : [],
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Of a pool that is called after what it does: `decode decode` is decoding. Abbreviations as people write them. */
const named = (component: string): string =>
  component
    .replace(/^(\S+) \1$/, "$1")
    .replace(/\b(http|kv|nic)\b/g, (abbreviation) => abbreviation.toUpperCase());

function waterfallChart(id: string, name: string, waterfall: Waterfall, colour: number): BarChart {
  const { of, unit, total, parts } = waterfall;
  const largest = largestPart(waterfall);
  // One unit for the whole chart, so that its parts compare.
  const shownIn = unitFor(units[unit], [total]);
  const shown = (value: number) => (unit === "USD" ? usd(value) : inUnit(value, shownIn));
  let from = 0;
  return {
    kind: "bars",
    id,
    title: largest
      ? `${percent(largest.amount / total)} of the ${of} goes to ${named(largest.component)}`
      : capital(`${of}: nothing`),
    subtitle: `${name}: ${of}, ${shown(total)}, by what it is spent on`,
    value: { label: of, unit: shownIn, scale: "linear" },
    groups: parts.map(({ component, amount: value }) => {
      const start = from;
      from += value;
      const text = `${shown(value)} (${percent(value / total)})`;
      return { name: named(component), colour, bars: [{ from: start, value: from, text, light: false }] };
    }),
    notes: [],
  };
}
