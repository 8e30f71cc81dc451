// A plan out of its YAML: what is bought when, the megawatts, the money, and the CSV files of it.
/// <reference types="vite/client" />
import type { Highs } from "highs";
import wasmUrl from "highs/runtime?url";
import { version } from "../../base/version.ts";
import { analyse } from "../../finance/analysis/analyse.ts";
import { monthText } from "../../finance/calendar.ts";
import { loadPlan } from "../../finance/load-plan.ts";
import { makePlan, type PlanCase, type PlanOutput } from "../../finance/plan.ts";
import type { ResolvedPlan } from "../../finance/resolved.ts";
import { summarise } from "../../finance/summary.ts";
import type { Chart } from "../../report/charts/chart.ts";
import { planCharts } from "../../report/charts/plan/index.ts";
import { number, percent, usd } from "../../report/format.ts";
import type { Block } from "../../report/html/block.ts";
import { type AnalysedPlan, chosenCase } from "../../report/plan/chosen.ts";
import { planFigures, planGrounds } from "../../report/plan/page/headline.ts";
import { planPage } from "../../report/plan/page/page.ts";
import { type PlanSummaryRows, planSummaryRows } from "../../report/plan/summary-table.ts";
import { planTableCsv } from "../../report/plan/table.ts";
import { planTables } from "../../report/plan/tables.ts";
import { bigUsd, powerInWords } from "../../report/plan/words.ts";
import { memoryFiles } from "./files.ts";
import type { Progress } from "./protocol.ts";
import { profiles, shipped } from "./shipped.ts";

export interface PlanState {
  path: string;
  text: string;
}

export interface PlanInput {
  state: PlanState;
  /** Without how sure it is, what it hangs on and how strategies compare. */
  quick: boolean;
}

export interface PlanAnswer extends PlanSummaryRows {
  name: string;
  /** Of the chosen case; the confidence is empty while it has not been analysed. */
  answer: string;
  confidence: string;
  /** What it comes to, and why this strategy. */
  below: readonly string[];
  cases: { label: string; answer: string; below: readonly string[]; charts: Chart[] }[];
  /** Place of the case that a summary is about. */
  chosen: number;
  /** As in the report. */
  sections: { heading: string; blocks: readonly Block[] }[];
  files: { name: string; csv: string }[];
}

/** Sections of the report that the room has too; it has its own place for charts and files. */
const told = new Set([
  "numbers",
  "orders",
  "assumptions",
  "strategies",
  "levers",
  "uncertainty",
  "line",
  "inputs",
]);

/** The one that is planned in no time first. */
const examples = ["docs/examples/small-plan.yaml", "scenarios/plan/assistant.yaml"];
export const planExamples = (): (PlanState & { title: string })[] =>
  examples.map((path) => {
    const text = shipped[path]!;
    return { path, text, title: /^title: *(.*)$/m.exec(text)?.[1] ?? path };
  });

const labelOf = ({ strategy, quantile }: PlanCase) =>
  `${strategy} at P${Math.round(100 * quantile)} of demand`;

function answerOf(output: PlanOutput, each: PlanCase): { answer: string; below: string[] } {
  const summary = summarise(output, each);
  const { start } = output.plan.file;
  const short =
    summary.runOutMonth === null
      ? "serves all of it"
      : `is short from ${monthText(start + summary.runOutMonth)} (${summary.ceiling}), ${percent(summary.unmetTokens / summary.demandTokens)} unmet,`;
  return {
    answer: `At P${Math.round(100 * each.quantile)} of demand ${each.strategy} ${short} for ${bigUsd(summary.cashUsd)} of cash.`,
    below: [
      `${usd(summary.usdPerMillionTokens)} per million tokens; at most ${number(summary.peakDevices)} devices, ${powerInWords(summary)}.`,
    ],
  };
}

/** Made once, analysed after it has been shown. */
let made: { path: string; text: string; output: PlanOutput } | undefined;

/** What the report says of it, and of each case what the report draws of the chosen one. */
function answered(plan: AnalysedPlan, command: string): PlanAnswer {
  const { output } = plan;
  const tables = planTables(output);
  const page = planPage(plan, tables, planCharts(plan), { command, build: version, files: [] });
  const sections = page.sections.filter(({ id, blocks }) => told.has(id) && blocks.length > 0);
  const elsewhere = new Set(
    sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "charts" ? block.charts.map(({ id }) => id) : [])),
    ),
  );
  return {
    name: output.plan.name,
    ...planSummaryRows(output),
    answer: page.answer,
    confidence: plan.analysis ? page.confidence : "",
    below: [planFigures(plan), ...planGrounds(plan)],
    cases: output.cases.map((each) => ({
      label: labelOf(each),
      ...answerOf(output, each),
      charts: planCharts(plan, each).filter(({ id }) => !elsewhere.has(id)),
    })),
    chosen: output.cases.indexOf(chosenCase(plan)),
    sections,
    files: Object.values(tables).map((table) => ({
      name: table.file,
      csv: [...planTableCsv(table)].join(""),
    })),
  };
}

function* planned(
  plan: ResolvedPlan,
  solver: Highs,
  { state: { path, text }, quick }: PlanInput,
): Generator<Progress, PlanAnswer, boolean> {
  const known = made?.path === path && made.text === text ? made.output : undefined;
  const output = known ?? (yield* makePlan(plan, solver));
  made = { path, text, output };
  const analysis = quick ? null : yield* analyse(output, solver);
  return answered({ output, analysis }, `forewatt plan ${path}`);
}

export async function planOf(input: PlanInput): Promise<Generator<Progress, PlanAnswer, boolean>> {
  const { path, text } = input.state;
  const plan = loadPlan(path, memoryFiles({ [path]: text }), profiles);
  const { default: load } = (await import("highs")) as unknown as {
    default: (options: { locateFile(): string }) => Promise<Highs>;
  };
  return planned(plan, await load({ locateFile: () => wasmUrl }), input);
}
