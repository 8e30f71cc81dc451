// The plan for the terminal: one line per strategy and quantile.
import { monthText } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";
import { words } from "../break-lines.ts";
import { number, percent, usd, watts } from "../format.ts";
import { plainTable } from "../plain-table.ts";
import type { AnalysedPlan } from "./chosen.ts";
import { leverTable } from "./levers.ts";
import { planNotes } from "./notes.ts";
import { planAnswer, planConfidence, planFigures, planGrounds } from "./page/headline.ts";
import { powerLines } from "./power-lines.ts";
import { shortagesInWords } from "./shortages.ts";
import { bigUsd } from "./words.ts";

/** Of the sentences above the table. */
const WIDTH = 100;

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
      bigUsd(s.capexUsd),
      bigUsd(s.cashUsd),
      usd(s.usdPerMillionTokens),
      bigUsd(s.netPresentUsd),
      bigUsd(s.endValueUsd),
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
    "end value",
  ];
  // Strategies and quantiles that run short for the same reason at the same time are told together.
  const shortages = new Map<string, string[]>();
  for (const each of output.cases) {
    const short = shortagesInWords(output, each);
    if (short === "") continue;
    const name = `${each.strategy} P${Math.round(100 * each.quantile)}`;
    shortages.set(short, [...(shortages.get(short) ?? []), name]);
  }
  const why = [...shortages].map(([short, names]) => `short ${short}: ${names.join(", ")}`);
  const no = output.impossible.map(({ source, planClass, reason }) =>
    planClass === "" ? `${source}: ${reason}` : `${source} cannot serve ${planClass}: ${reason}`,
  );
  const left = output.cases.some((each) => summarise(output, each).endValueUsd > 0)
    ? [
        "NPV is of revenue less cash but interest; end value is what devices are worth then on the books, beside it.",
      ]
    : [];
  return { heads, rows, notes: [...left, ...new Set([...why, ...no, ...planNotes(output)])] };
}

/** `terminal`: where a person looks; then with sparklines. */
export function planSummaryTable(plan: AnalysedPlan, terminal?: { width: number }): string {
  const width = Math.min(WIDTH, terminal?.width ?? WIDTH);
  const { heads, rows, notes } = planSummaryRows(plan.output);
  const answer = [
    planAnswer(plan),
    ...(plan.analysis ? [planConfidence(plan)] : []),
    planFigures(plan),
    ...planGrounds(plan),
  ].flatMap((text) => words(text, width));
  const levers = leverTable(plan);
  const pulled = levers
    ? `\n${plainTable(levers.heads, levers.rows)}\n${levers.notes.flatMap((text) => words(text, width)).join("\n")}\n`
    : "";
  const below = notes.length > 0 ? `\n${notes.join("\n")}\n` : "";
  const power = terminal ? `\n${powerLines(plan.output)}` : "";
  return `${plan.output.plan.name}\n\n${answer.join("\n")}\n\n${plainTable(heads, rows)}${power}${below}${pulled}`;
}
