// A sweep as a walk: one column of its results, each configuration with the mean over its seeds, and its factor over the one
// before. The product of the factors is the last over the first.
import { number, unknown } from "./format.ts";
import { plainTable } from "./plain-table.ts";
import { sweepColumns } from "./sweep-columns.ts";

/** What a sweep file asks for with `factors`. */
export interface FactorsAsked {
  column: string;
  seedCount: number;
}

export interface SweepFactor {
  deployment: string;
  configuration: string;
  mean: number | null;
  /** Over seeds. */
  least: number | null;
  most: number | null;
  /** Over the configuration before, of the same deployment; null for the first. */
  factor: number | null;
}

type Cells = readonly unknown[];

export function sweepFactors(
  rows: Iterable<Cells>,
  paths: readonly string[],
  { column, seedCount }: FactorsAsked,
): SweepFactor[] {
  const names = sweepColumns(paths).map(({ name }) => name);
  const place = (name: string) => names.indexOf(name);
  const groups = new Map<string, { deployment: string; configuration: string; values: unknown[] }>();
  for (const cells of rows) {
    const deployment = String(cells[place("deployment")] ?? "");
    const configuration = Math.floor(Number(cells[place("run")]) / seedCount);
    const key = JSON.stringify([deployment, configuration]);
    const group = groups.get(key) ?? {
      deployment,
      configuration: labelOf(cells, paths, place),
      values: [],
    };
    groups.set(key, group);
    group.values.push(cells[place(column)]);
  }
  const before = new Map<string, number | null>();
  return [...groups.values()].map(({ deployment, configuration, values }) => {
    const known = values.filter((value) => typeof value === "number");
    const whole = known.length === values.length;
    const mean = whole ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    const last = before.get(deployment);
    before.set(deployment, mean);
    return {
      deployment,
      configuration,
      mean,
      least: whole ? Math.min(...known) : null,
      most: whole ? Math.max(...known) : null,
      factor: mean !== null && last ? mean / last : null,
    };
  });
}

/** Its title, or what it changes. */
function labelOf(cells: Cells, paths: readonly string[], place: (name: string) => number): string {
  const title = paths.includes("title") && cells[place("title")];
  if (title) return String(title);
  const changed = paths.filter((path) => cells[place(path)] != null);
  return changed.map((path) => `${path} ${cells[place(path)]}`).join(", ") || "as stated";
}

export function factorTable(factors: readonly SweepFactor[], { column, seedCount }: FactorsAsked): string {
  const several = new Set(factors.map(({ deployment }) => deployment)).size > 1;
  const cumulative = new Map<string, number>();
  const rows = factors.map(({ deployment, configuration, mean, least, most, factor }) => {
    const whole = (cumulative.get(deployment) ?? 1) * (factor ?? 1);
    cumulative.set(deployment, whole);
    return [
      several ? `${deployment}: ${configuration}` : configuration,
      number(mean),
      ...(seedCount > 1 ? [least === null ? unknown : `${number(least)} to ${number(most)}`] : []),
      factor === null ? unknown : `x ${number(factor)}`,
      `x ${number(whole)}`,
    ];
  });
  const range = seedCount > 1 ? [`over ${seedCount} seeds`] : [];
  return plainTable(["", column, ...range, "factor", "in all"], rows);
}
