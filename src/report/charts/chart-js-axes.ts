// An axis of a chart definition as chart.js wants it: title with unit, ticks in human units, log and calendar ticks.
import { decimalsFor, fixed } from "../format.ts";
import type { Axis } from "./chart.ts";
import { dateTick, dateTicks } from "./date-axis.ts";
import type { Look } from "./look.ts";

export function axisTitle({ label, unit }: Axis): string {
  if (unit.symbol === "" || label === "") return label;
  return unit.symbol === "$" && label.startsWith("per ") ? `$ ${label}` : `${label} (${unit.symbol})`;
}

/** Ticks of one axis show the same decimals: as many as they need, and cents. */
function tickText(value: number, ticks: readonly { value: number }[], axis: Axis): string {
  if (axis.scale === "date") return dateTick(value, ticks);
  if (axis.scale === "log") return fixed(value, value < 1 ? decimalsFor(value, 1) : 0);
  const exact = (digits: number) =>
    ticks.every((tick) => Math.abs(tick.value - Number(tick.value.toFixed(digits))) < 1e-9);
  const decimals = [0, 1, 2, 3, 4, 5].find(exact) ?? 6;
  return axis.unit.symbol === "$"
    ? `$${fixed(value, decimals === 1 ? 2 : decimals)}`
    : fixed(value, decimals);
}

interface Ticked {
  min: number;
  max: number;
  ticks: { value: number }[];
}

/** Log axes: 1, 2, 5 of each decade while that fits; 1 and 3, evenly spaced, beyond; then decades only. */
function thinLogTicks(scale: Ticked): void {
  const decades = Math.log10(scale.max / scale.min);
  const kept = decades < 1.5 ? ["1", "2", "5"] : decades < 4.5 ? ["1", "3"] : ["1"];
  const thinned = scale.ticks.filter(({ value }) =>
    kept.includes(value.toExponential(6).replace(/\.?0*e.*/, "")),
  );
  // Within a range of 60 to 90 none of them lies.
  if (thinned.length > 1) scale.ticks = thinned;
}

export function scaleOf(axis: Axis, { theme, fontSize }: Look) {
  const { min, max, unit } = axis;
  const text = axisTitle(axis);
  return {
    type: axis.scale === "log" ? "logarithmic" : "linear",
    ...(min === undefined ? {} : { min: min / unit.size }),
    ...(max === undefined ? {} : { max: max / unit.size }),
    ...(axis.scale === "log" ? { afterBuildTicks: thinLogTicks } : {}),
    ...(axis.scale === "date" ? { afterBuildTicks: dateTicks } : {}),
    title: { display: text !== "", text, color: theme.quiet, font: { size: fontSize } },
    grid: { color: theme.grid, drawTicks: false },
    border: { display: false },
    ticks: {
      color: theme.quiet,
      font: { size: fontSize },
      padding: 6,
      maxRotation: 0,
      autoSkipPadding: fontSize,
      includeBounds: false,
      // Log ticks are thinned by decade, dates by the calendar.
      ...(axis.scale === "date" ? { autoSkip: false } : { maxTicksLimit: 7 }),
      callback: (value: number | string, _index: number, ticks: { value: number }[]) =>
        tickText(Number(value), ticks, axis),
    },
  };
}
