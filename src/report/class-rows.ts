// Rows of a result by class of requests: what was promised to each, and whether it was kept. There only where the workload
// has classes.
import type { ClassResult, RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import { type DisplayUnit, unknown } from "./format.ts";
import type { NumberRow, TextRow } from "./result-rows.ts";

export function classGroups(result: RunResult): { heading: string; rows: (NumberRow | TextRow)[] }[] {
  const all = result.deployments.flatMap((each) => ("infeasible" in each ? [] : (each.classes ?? [])));
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => ({
    heading: `Class ${name}`,
    rows: rowsOf(
      name,
      all.some((each) => each.name === name && each.deadline),
    ),
  }));
}

function rowsOf(name: string, hasDeadline: boolean): (NumberRow | TextRow)[] {
  const classOf = ({ classes }: { classes?: ClassResult[] | undefined }) =>
    classes?.find((each) => each.name === name);
  const of = (
    label: string,
    figure: (of: ClassResult) => number | null | undefined,
    units: readonly DisplayUnit[],
    more: Partial<NumberRow> = {},
  ): NumberRow => ({
    label,
    of: (metrics) => {
      const found = classOf(metrics);
      return found ? (figure(found) ?? null) : null;
    },
    units,
    ...more,
  });
  const p90 = (label: string, key: keyof ClassResult["latency"]) =>
    of(`${label} p90`, ({ latency }) => latency[key].p90, format.timeUnits, { better: "lower" });
  return [
    of("requests", ({ requests }) => requests.arrived, [format.plainUnit], { decimals: 0 }),
    p90("TTFT", "ttftSeconds"),
    p90("TPOT", "tpotSeconds"),
    p90("E2E", "e2eSeconds"),
    {
      label: "SLO met",
      text: (metrics) => {
        const found = classOf(metrics);
        return found === undefined ? unknown : found.slo.met ? "yes" : "no";
      },
    },
    of("attainment", ({ slo }) => slo.attainment, [format.percentUnit], { decimals: 2, better: "higher" }),
    of("goodput", ({ slo }) => slo.goodputOutputTokensPerSecond, format.tokenRateUnits, { better: "higher" }),
    ...(hasDeadline
      ? [
          of("deadline missed", ({ deadline }) => deadline?.missedRequests, [format.plainUnit], {
            decimals: 0,
            better: "lower",
          }),
        ]
      : []),
  ];
}
