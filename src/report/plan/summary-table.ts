// The plan for the terminal: one line per strategy and quantile.
import { monthText } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";
import { number, percent, usd, watts } from "../format.ts";
import { plainTable } from "../plain-table.ts";

/** Dollars of this size in millions. */
const millions = (value: number) => `${usd(value / 1e6)}M`;

export interface PlanSummaryRows {
  heads: string[];
  /** One a case, in the order of the output. */
  rows: string[][];
  /** Why strategies run short, and what cannot be done. */
  notes: string[];
}

export function planSummaryRows(output: PlanOutput): PlanSummaryRows {
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
  const heads = [
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
  return { heads, rows, notes: [...new Set([...why, ...no])] };
}

export function planSummaryTable(output: PlanOutput): string {
  const { heads, rows, notes } = planSummaryRows(output);
  return `${output.plan.name}\n\n${plainTable(heads, rows)}${notes.map((line) => `\n${line}`).join("")}\n`;
}
