// Which colour is which, for the page around a chart: its lines by name, since panels repeat their deployments and what belongs
// to a line goes by its name; of bars the key.
import type { Chart, Colour, Line } from "./chart.ts";
import { dashOf, lightTheme } from "./palette.ts";

interface LegendEntry {
  name: string;
  colour: Colour;
  kind: "dot" | "dashes" | "stroke" | "box";
}

export function legendOf(chart: Chart): LegendEntry[] {
  if (chart.kind === "bars") return (chart.key ?? []).map((entry) => ({ ...entry, kind: "box" }));
  const named = new Map<string, Line>();
  for (const { lines } of chart.panels)
    for (const line of lines) if (!named.has(line.name)) named.set(line.name, line);
  return [...named.values()].map(({ name, colour, marks }) => ({
    name,
    colour,
    kind: marks ? "dot" : dashOf(lightTheme, colour).length > 0 ? "dashes" : "stroke",
  }));
}
