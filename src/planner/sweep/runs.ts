// The runs of a sweep by number, made when asked for: the last path of the grid changes fastest, seeds faster still.
import type { SweepFile } from "./schema.ts";

export interface Run {
  index: number;
  seed: number;
  /** What it changes, by path. */
  values: Readonly<Record<string, unknown>>;
}

export interface Runs {
  count: number;
  /** Of each configuration. */
  seedCount: number;
  /** Every path that some run changes, in the order of the file. */
  paths: readonly string[];
  at(index: number): Run;
}

export function runsOf({ grid, list, seeds }: SweepFile): Runs {
  const axes = Object.entries(grid);
  const combinations = axes.reduce((product, [, values]) => product * values.length, 1);
  const [seedCount, seedAt] =
    typeof seeds === "number"
      ? [seeds, (k: number) => k + 1]
      : Array.isArray(seeds)
        ? [seeds.length, (k: number) => seeds[k]!]
        : [seeds.count, (k: number) => seeds.from + k];
  return {
    count: list.length * combinations * seedCount,
    seedCount,
    paths: [...new Set([...list.flatMap((entry) => Object.keys(entry)), ...Object.keys(grid)])],
    at(index) {
      let rest = Math.floor(index / seedCount);
      const chosen: [string, unknown][] = [];
      for (const [path, values] of [...axes].reverse()) {
        chosen.unshift([path, values[rest % values.length]]);
        rest = Math.floor(rest / values.length);
      }
      return {
        index,
        seed: seedAt(index % seedCount),
        values: { ...list[rest], ...Object.fromEntries(chosen) },
      };
    },
  };
}
