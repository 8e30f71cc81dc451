// The plan for the terminal: one line per strategy and quantile.
import { monthText } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";
import { number, percent, usd, watts } from "../format.ts";
import { plainTable } from "../plain-table.ts";

/** Dollars of this size in millions. */
const millions = (value: number) => `${usd(value / 1e6)}M`;

export function planSummaryTable(output: PlanOutput): string {
  const { start } = output.plan.file;
  const month = (m: number | null) => (m === null ? "–" : monthText(start + m));
  const rows = output.cases.map((each) => {
    const s = summarise(output, each);
    return [
      each.strategy,
      `P${Math.round(100 * each.quantile)}`,
      month(s.firstOrderMonth),
      s.runOutMonth === null ? "never" : month(s.runOutMonth),
      percent(s.unmetTokens / s.demandTokens),
      number(s.peakDevices),
      watts(s.peakFacilityWatts),
      millions(s.capexUsd),
      millions(s.cashUsd),
      usd(s.usdPerMillionTokens),
      millions(s.netPresentUsd),
    ];
  });
  const head = [
    "strategy",
    "demand",
    "order by",
    "short from",
    "unmet",
    "devices",
    "power",
    "capex",
    "cash",
    "$/Mtok",
    "NPV",
  ];
  const why = output.cases.flatMap((each) => {
    const { runOutMonth, ceiling } = summarise(output, each);
    return runOutMonth === null || ceiling === ""
      ? []
      : [
          `${each.strategy} P${Math.round(100 * each.quantile)} is short from ${month(runOutMonth)}: ${ceiling}`,
        ];
  });
  const no = output.impossible.map(({ source, planClass, reason }) =>
    planClass === "" ? `${source}: ${reason}` : `${source} cannot serve ${planClass}: ${reason}`,
  );
  return `${output.plan.name}\n\n${plainTable(head, rows)}${[...new Set([...why, ...no])].map((line) => `\n${line}`).join("")}\n`;
}
