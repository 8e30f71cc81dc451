// What a line says at some x: between its points it is read as it is drawn, straight on the scales of the drawing.
import type { Line } from "../../charts/chart.ts";
import type { PlacedScale } from "../../charts/svg.ts";

/** The pixel of a value. */
export function place({ from, to, min, max, log }: PlacedScale, value: number): number {
  const share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return from + share * (to - from);
}

/** The value at a pixel. */
export function valueAt({ from, to, min, max, log }: PlacedScale, pixel: number): number {
  const share = (pixel - from) / (to - from);
  return log ? min * (max / min) ** share : min + share * (max - min);
}

export interface Reading {
  value: number;
  band: { low: number; high: number } | undefined;
  /** What the nearest point says of itself. */
  tip: string | undefined;
}

/** Undefined where the line does not reach, or is marks that stand alone. */
export function read(line: Line, x: number, xs: PlacedScale, ys: PlacedScale): Reading | undefined {
  const last = line.x.length - 1;
  if (line.marks || last < 1) return undefined;
  const slack = 1e-6 * Math.abs(line.x[last]! - line.x[0]!);
  if (!(x >= line.x[0]! - slack && x <= line.x[last]! + slack)) return undefined;
  let k = 1;
  while (k < last && line.x[k]! < x) k++;
  const left = place(xs, line.x[k - 1]!);
  const right = place(xs, line.x[k]!);
  const along = right === left ? 1 : Math.min(1, Math.max(0, (place(xs, x) - left) / (right - left)));
  const share = line.steps ? Math.floor(along + 1e-6) : along;
  const at = (values: readonly number[]): number => {
    const [low, high] = [place(ys, values[k - 1]!), place(ys, values[k]!)];
    return valueAt(ys, low + share * (high - low));
  };
  const value = at(line.y);
  if (!Number.isFinite(value)) return undefined;
  const tip = line.tips?.[share < 0.5 ? k - 1 : k];
  return { value, band: line.band && { low: at(line.band.low), high: at(line.band.high) }, tip };
}
