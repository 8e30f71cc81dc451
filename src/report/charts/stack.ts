// Amounts on top of each other over a shared x, as lines with a filled band: a stack is lines, so legend, pointer and table
// treat it as they treat every line.
import type { Colour, Line } from "./chart.ts";

export interface Layer {
  name: string;
  colour: Colour;
  values: readonly number[];
}

/** From the bottom up; a layer that is nothing everywhere is left out. */
export function stackOf(layers: readonly Layer[], x: readonly number[]): Line[] {
  let below: number[] = x.map(() => 0);
  return layers
    .filter(({ values }) => values.some((value) => value !== 0))
    .map(({ name, colour, values }): Line => {
      const low = below;
      const high = low.map((base, k) => base + values[k]!);
      below = high;
      return { name, colour, x: [...x], y: high, band: { low, high }, layer: [...values] };
    });
}

/** A line as its numbers are told: of a layer what it adds, not where it lies. */
export function said(line: Line): Line {
  if (line.layer === undefined) return line;
  const { band: _, layer, ...rest } = line;
  return { ...rest, y: layer };
}
