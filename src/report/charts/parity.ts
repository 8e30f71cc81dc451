// Predicted against measured, one mark per measured row: on the diagonal they agree. One chart per metric.
import { groupErrors } from "../../accuracy/groups.ts";
import { headlineMetrics } from "../../accuracy/metrics.ts";
import type { Prediction } from "../../accuracy/predict.ts";
import { amount, type DisplayUnit, fixed, limitName } from "../format.ts";
import type { Line, LineChart } from "./chart.ts";

/** Of fewer rows nine of ten, or half, are no share. */
const FEWEST_FOR_SHARES = 10;

const kinds = [
  ["dense", false],
  ["mixture of experts", true],
] as const;

/** Charts of the metrics that have modelled points; rows in different units are drawn on different charts. */
export function parityCharts(predictions: readonly Prediction[]): LineChart[] {
  return headlineMetrics.flatMap((metric) => {
    const own = predictions.filter(
      (each) => each.metric === metric && each.predicted !== null && each.apart === undefined,
    );
    const units = [...new Set(own.map(({ unit }) => unit))];
    return units.map((unit) => {
      const points = own.filter((each) => each.unit === unit);
      const suffix = units.length > 1 ? `-${unit.toLowerCase().replace(/[^a-z0-9]+/g, "-")}` : "";
      return parityChart(`parity-${metric}${suffix}`, metric, unit, points);
    });
  });
}

/** Long numbers in a larger unit. */
function unitOf(unit: string, max: number): DisplayUnit {
  if (max < 1e4) return { symbol: unit, size: 1 };
  return { symbol: unit === "ms" ? "s" : `k ${unit}`, size: 1e3 };
}

function parityChart(id: string, metric: string, unit: string, points: readonly Prediction[]): LineChart {
  const values = points.flatMap(({ measured, predicted }) => [measured, predicted!]);
  const min = Math.min(...values) / 1.2;
  const max = Math.max(...values) * 1.2;
  const clouds = kinds.flatMap(([name, moe], colour): Line[] => {
    const members = points.filter((point) => (point.moe ?? false) === moe);
    if (members.length === 0) return [];
    const x = members.map(({ measured }) => measured);
    return [{ name, colour, x, y: members.map(({ predicted }) => predicted!), marks: true }];
  });
  const shownUnit = unitOf(unit, max);
  const axis = (label: string) => ({ label, unit: shownUnit, scale: "log" as const, min, max });
  const all = groupErrors(points, []).find((group) => group.metric === metric && group.group === "all")!;
  const few = points.length < FEWEST_FOR_SHARES;
  const rows = amount(points.length, "rows");
  const halves = few ? "" : `half of the ${rows} are within ${fixed(all.medianApePercent!, 1)} %, `;
  const mean = `on average ${fixed(all.mapePercent!, 1)} % off`;
  const most = all.p90ApePercent! / 100;
  // Predictions are not below zero, and a log axis ends before.
  const least = Math.max(1 - most, min / max);
  const within = { low: [min * least, max * least], high: [min * (1 + most), max * (1 + most)] };
  return {
    kind: "lines",
    id,
    title: `${limitName(metric)}: ${halves}${mean}`,
    subtitle: `Predicted against measured ${limitName(metric)} of ${rows} in ${shownUnit.symbol}; on the line they agree${few ? "" : ", in the band are nine of ten"}`,
    x: axis("measured"),
    panels: [
      {
        heading: "",
        y: axis("predicted"),
        lines: [
          ...clouds,
          { name: "equal", colour: "limit", x: [min, max], y: [min, max], ...(few ? {} : { band: within }) },
        ],
        references: [],
      },
    ],
    notes: [],
  };
}
