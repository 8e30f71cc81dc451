// Rows of a result about what is useful: what a result costs beside what a useful one does, with the range that the ranges of
// acceptance make. There only where the scenario says what is useful.
import type { RunResult } from "../metrics/result.ts";
import type { UsefulResult } from "../metrics/useful.ts";
import type { DisplayUnit } from "./format.ts";
import * as format from "./format.ts";
import type { NumberRow } from "./result-rows.ts";

export function usefulGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  const useful = result.deployments.flatMap((each) =>
    "infeasible" in each || each.useful === undefined ? [] : [each.useful],
  );
  const [first] = useful;
  if (first === undefined) return [];
  const ranged = first.acceptance.low < first.acceptance.high;
  const of = (
    label: string,
    figure: (useful: UsefulResult) => number | null,
    units: readonly DisplayUnit[],
    more: Partial<NumberRow> = {},
  ): NumberRow => ({ label, of: (m) => (m.useful ? figure(m.useful) : null), units, ...more });
  const range = (key: "usdPerUsefulResult" | "joulesPerUsefulResult", units: readonly DisplayUnit[]) =>
    ranged
      ? (["low", "high"] as const).map((end) =>
          of(end === "low" ? "  if more is accepted" : "  if less is accepted", (u) => u[key][end], units, {
            unitBy: (m) => m.useful?.[key].value ?? null,
            whereKnown: true,
          }),
        )
      : [];
  const { usdUnit, percentUnit, plainUnit, workUnits } = format;
  return [
    {
      heading: "Useful results",
      rows: [
        of(`${first.unit}s to the end`, (u) => u.results, [plainUnit], { decimals: 0 }),
        ...(useful.some(({ wrongResults }) => wrongResults > 0)
          ? [of("of those wrong", (u) => u.wrongResults, [plainUnit], { decimals: 0 })]
          : []),
        of("accepted at once", (u) => u.acceptance.value, [percentUnit]),
        of("useful in the end", (u) => u.usefulShare, [percentUnit]),
        of("cost per result", (u) => u.usdPerResult, [usdUnit], { better: "lower", whereKnown: true }),
        of(`cost per ${first.name}`, (u) => u.usdPerUsefulResult.value, [usdUnit], {
          better: "lower",
          whereKnown: true,
          name: "useful.usdPerUsefulResult",
        }),
        ...range("usdPerUsefulResult", [usdUnit]),
        of(`energy per ${first.name}`, (u) => u.joulesPerUsefulResult.value, workUnits, {
          better: "lower",
          name: "useful.joulesPerUsefulResult",
        }),
        ...range("joulesPerUsefulResult", workUnits),
      ],
    },
  ];
}
