// A plan out of its YAML: what is bought when, the megawatts, the money, and the CSV files of it.
/// <reference types="vite/client" />
import type { Highs } from "highs";
import wasmUrl from "highs/runtime?url";
import { monthText } from "../../finance/calendar.ts";
import { loadPlan } from "../../finance/load-plan.ts";
import { makePlan, type PlanCase, type PlanOutput } from "../../finance/plan.ts";
import type { ResolvedPlan } from "../../finance/resolved.ts";
import { summarise } from "../../finance/summary.ts";
import type { Chart } from "../../report/charts/chart.ts";
import { planCharts } from "../../report/charts/plan/index.ts";
import { number, percent, usd, watts } from "../../report/format.ts";
import { chosenCase } from "../../report/plan/chosen.ts";
import { type PlanSummaryRows, planSummaryRows } from "../../report/plan/summary-table.ts";
import { planTableCsv } from "../../report/plan/table.ts";
import { planTables } from "../../report/plan/tables.ts";
import { bigUsd } from "../../report/plan/words.ts";
import { memoryFiles } from "./files.ts";
import type { Progress } from "./protocol.ts";
import { profiles, shipped } from "./shipped.ts";

export interface PlanState {
  path: string;
  text: string;
}

export interface PlanAnswer extends PlanSummaryRows {
  name: string;
  cases: { label: string; strategy: string; answer: string; charts: Chart[] }[];
  /** Place of the case that a summary is about, and why it is that one. */
  chosen: number;
  why: string;
  files: { name: string; csv: string }[];
}

/** The one that is planned in no time first. */
const examples = ["docs/examples/small-plan.yaml", "scenarios/plan/assistant.yaml"];
export const planExamples = (): (PlanState & { title: string })[] =>
  examples.map((path) => {
    const text = shipped[path]!;
    return { path, text, title: /^title: *(.*)$/m.exec(text)?.[1] ?? path };
  });

const labelOf = ({ strategy, quantile }: PlanCase) =>
  `${strategy} at P${Math.round(100 * quantile)} of demand`;

function answerOf(output: PlanOutput, each: PlanCase): string {
  const summary = summarise(output, each);
  const { start } = output.plan.file;
  const short =
    summary.runOutMonth === null
      ? "serves all of it"
      : `is short from ${monthText(start + summary.runOutMonth)} (${summary.ceiling}): ${percent(summary.unmetTokens / summary.demandTokens)} unmet`;
  return `At P${Math.round(100 * each.quantile)} of demand ${each.strategy} ${short}; at most ${number(summary.peakDevices)} devices and ${watts(summary.peakFacilityWatts)}, ${bigUsd(summary.cashUsd)} in cash, ${usd(summary.usdPerMillionTokens)} per million tokens.`;
}

/** The page makes no analysis: what is shown first is worth most, and how sure it is nobody has drawn. */
function whyChosen({ cases }: PlanOutput, { quantile }: PlanCase): string {
  const strategies = new Set(cases.map(({ strategy }) => strategy)).size;
  const first =
    strategies > 1
      ? `Of ${strategies} strategies, the one with the highest net present value at P${Math.round(100 * quantile)} of demand. `
      : "";
  return `${first}Each case is one path of demand with every price and device as stated, without their uncertainty: forewatt plan draws that too.`;
}

function* planned(plan: ResolvedPlan, solver: Highs): Generator<Progress, PlanAnswer, boolean> {
  const output = yield* makePlan(plan, solver);
  const chosen = chosenCase({ output, analysis: null });
  return {
    name: plan.name,
    ...planSummaryRows(output),
    cases: output.cases.map((each) => ({
      label: labelOf(each),
      strategy: each.strategy,
      answer: answerOf(output, each),
      charts: planCharts({ output, analysis: null }, each),
    })),
    chosen: output.cases.indexOf(chosen),
    why: whyChosen(output, chosen),
    files: Object.values(planTables(output)).map((table) => ({
      name: table.file,
      csv: [...planTableCsv(table)].join(""),
    })),
  };
}

export async function planOf({ path, text }: PlanState): Promise<Generator<Progress, PlanAnswer, boolean>> {
  const plan = loadPlan(path, memoryFiles({ [path]: text }), profiles);
  const { default: load } = (await import("highs")) as unknown as {
    default: (options: { locateFile(): string }) => Promise<Highs>;
  };
  return planned(plan, await load({ locateFile: () => wasmUrl }));
}
