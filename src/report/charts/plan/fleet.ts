// Devices in service by source: which generation carries the plan, and when.
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { number, plainUnit } from "../../format.ts";
import type { LineChart } from "../chart.ts";
import { stackOf } from "../stack.ts";
import { byMonth, monthAxis, monthly, monthName, monthStarts, percentile, sourceLabel } from "./months.ts";

export function fleetChart(output: PlanOutput, each: PlanCase): LineChart {
  const { file } = output.plan;
  const layers = Object.keys(file.sources).map((name, colour) => ({
    name: sourceLabel(output, name),
    colour,
    values: byMonth(each, file.horizon, (row) => (row.source === name ? row.inServiceDevices : 0)),
  }));
  const all = byMonth(each, file.horizon, (row) => row.inServiceDevices);
  const most = Math.max(...all);
  const last = layers.reduce((best, layer) => (layer.values.at(-1)! > best.values.at(-1)! ? layer : best));
  return {
    kind: "lines",
    id: "fleet",
    title:
      most === 0
        ? "No devices: everything is called from APIs"
        : `${number(most)} devices at most, in ${monthName(output, all.indexOf(most))}; at the end most are ${last.name}`,
    subtitle: `${each.strategy} at ${percentile(each.quantile)} of demand: devices in service by source, rented ones included`,
    x: monthAxis(output),
    panels: [
      {
        heading: "",
        y: { label: "devices in service", unit: plainUnit, scale: "linear", min: 0 },
        lines: monthly(stackOf(layers, monthStarts(output))),
        references: [],
      },
    ],
    notes: [],
  };
}
