// An axis of a chart definition as chart.js wants it: title with unit, ticks in human units, log and calendar ticks.
import { decimalsFor, fixed } from "../format.ts";
import type { Axis } from "./chart.ts";
import { dateTick, dateTicks } from "./date-axis.ts";
import type { Look } from "./look.ts";
import { roundStep } from "./round-step.ts";

export function axisTitle({ label, unit }: Axis): string {
  if (unit.symbol === "" || label === "") return label;
  return unit.symbol === "$" && label.startsWith("per ") ? `$ ${label}` : `${label} (${unit.symbol})`;
}

/** Ticks of one axis show the same decimals: as many as they need, and cents. */
function tickText(value: number, ticks: readonly { value: number }[], axis: Axis): string {
  if (axis.scale === "date") return dateTick(value, ticks);
  // Across decades each as many as itself needs.
  const alike = axis.scale === "log" ? [{ value }] : ticks;
  const exact = (digits: number) =>
    alike.every((tick) => Math.abs(tick.value - Number(tick.value.toFixed(digits))) < 1e-9);
  const decimals = [0, 1, 2, 3, 4, 5].find(exact) ?? Math.max(6, decimalsFor(value, 1));
  return axis.unit.symbol === "$" && axis.scale !== "log"
    ? `$${fixed(value, decimals === 1 ? 2 : decimals)}`
    : fixed(value, decimals);
}

interface Ticked {
  min: number;
  max: number;
  ticks: { value: number }[];
}

/** Kept of each decade, from the widest axis to the narrowest. */
const mantissas = [["1"], ["1", "3"], ["1", "2", "5"], ["1", "2", "3", "5", "7"]];
/** With two, a log axis looks like a linear one. */
const FEWEST_LOG_TICKS = 3;

/** Log axes: 1, 2, 5 of each decade while that fits; 1 and 3, evenly spaced, beyond; then decades only; finer where too few are left. */
function thinLogTicks(scale: Ticked): void {
  const decades = Math.log10(scale.max / scale.min);
  const coarsest = decades < 1.5 ? 2 : decades < 4.5 ? 1 : 0;
  const thinned = mantissas
    .slice(coarsest)
    .map((kept) =>
      scale.ticks.filter(({ value }) => kept.includes(value.toExponential(6).replace(/\.?0*e.*/, ""))),
    )
    .find(({ length }) => length >= FEWEST_LOG_TICKS);
  // Within a range of 60 to 90 hardly any of them lies.
  scale.ticks = thinned ?? evenTicks(scale);
}

/** Three to eight multiples of a round step. */
function evenTicks({ min, max }: Ticked): { value: number }[] {
  const step = roundStep(max - min, 7.5);
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: count }, (_, index) => ({
    value: Number(((first + index) * step).toPrecision(12)),
  }));
}

/** What stands beside the axis: a log scale is told from a linear one in words, too. */
function drawnTitle(axis: Axis): string {
  const title = axisTitle(axis);
  return axis.scale === "log" ? [title, "log scale"].filter((part) => part !== "").join(", ") : title;
}

export function scaleOf(axis: Axis, { theme, fontSize }: Look) {
  const { min, max, unit } = axis;
  const text = drawnTitle(axis);
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
