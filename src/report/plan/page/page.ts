// The executive page of a plan: the answer in a sentence, its numbers with their formulas, charts, orders, what matters, how
// strategies compare, how sure it is, what a straight line would have done, every input with its source.
import { formatProblem } from "../../../base/errors.ts";
import { version } from "../../../base/version.ts";
import type { Chart } from "../../charts/chart.ts";
import { plainNumber } from "../../csv.ts";
import { type Block, textTable } from "../../html/block.ts";
import type { Page } from "../../html/page.ts";
import { type ReportContext, reproduction } from "../../html/reproduce.ts";
import type { AnalysedPlan } from "../chosen.ts";
import { planNotes } from "../notes.ts";
import type { PlanTables } from "../tables.ts";
import { headlineBlocks, planAnswer, planConfidence, planFigures, planGrounds } from "./headline.ts";
import { leverBlocks } from "./levers.ts";
import { orderBlocks } from "./orders.ts";
import { sensitivityBlocks } from "./sensitivity.ts";
import { straightLineBlocks } from "./straight-line.ts";
import { strategyBlocks } from "./strategies.ts";
import { uncertaintyBlocks } from "./uncertainty.ts";

/** Charts that compare strategies stand where strategies are compared. */
const comparing = [
  "usd-per-million-tokens",
  "tokens-per-megawatt",
  "monolithic-disaggregated",
  "gpu-dataflow",
];

function inputBlocks({ inputs }: PlanTables): Block[] {
  const rows = inputs.rows.map(([group, input, value, unit, , source]) => [
    `${group}: ${input}`,
    typeof value === "number" ? plainNumber(value) : String(value),
    String(unit ?? ""),
    String(source ?? ""),
  ]);
  const table = textTable("Inputs", ["input", "value", "unit", "source"], rows);
  return [{ kind: "details", summary: `${rows.length} inputs, each with its source`, blocks: [table] }];
}

function fileBlocks({ checks }: PlanTables): Block[] {
  const broken = checks.rows.filter((row) => row[3] !== 0);
  const list = [
    ["plan.xlsx", "every table below as a sheet, with live formulas"],
    ["summary.csv", "one row per strategy and quantile"],
    ["plan.csv, plan_detail.csv", "month by month; by site, class and hardware"],
    ["procurement.csv", "what to order, by when"],
    ["focus.csv", "the bill in the shape of FOCUS"],
    [
      "checks.csv",
      `${checks.rows.length} identities, ${broken.length === 0 ? "every difference is 0" : `${broken.length} of them do not hold`}`,
    ],
    ["inputs.csv, dictionary.csv", "what went in, and what every column means"],
    ["result.json", "everything on this page as data"],
  ];
  return [textTable("Files", ["file", "holds"], list)];
}

export function planPage(
  plan: AnalysedPlan,
  tables: PlanTables,
  charts: readonly Chart[],
  context: ReportContext,
): Page {
  const { output } = plan;
  const drawn = (there: boolean): Block[] => [
    { kind: "charts", charts: charts.filter(({ id }) => comparing.includes(id) === there) },
  ];
  return {
    title: output.plan.name,
    answer: planAnswer(plan),
    confidence: planConfidence(plan),
    notes: [
      planFigures(plan),
      ...planGrounds(plan),
      ...[...output.plan.warnings.map(formatProblem), ...planNotes(output)].map((text) => `Note: ${text}`),
    ],
    sections: [
      { id: "numbers", heading: "The answer in numbers", blocks: headlineBlocks(plan) },
      { id: "assumptions", heading: "The assumptions that matter", blocks: sensitivityBlocks(plan) },
      { id: "orders", heading: "What to order, by when", blocks: orderBlocks(plan, tables) },
      { id: "charts", heading: "Demand, fleet, power and money", blocks: drawn(false) },
      {
        id: "strategies",
        heading: "Strategies compared",
        blocks: [...drawn(true), ...strategyBlocks(plan)],
      },
      ...(plan.analysis?.levers.length
        ? [{ id: "levers", heading: "What levers do", blocks: leverBlocks(plan) }]
        : []),
      { id: "uncertainty", heading: "How sure this is", blocks: uncertaintyBlocks(plan) },
      { id: "line", heading: "Had it been planned along a straight line", blocks: straightLineBlocks(plan) },
      { id: "inputs", heading: "Inputs and sources", blocks: inputBlocks(tables) },
      { id: "files", heading: "Files", blocks: fileBlocks(tables) },
      reproduction(context, `run ${output.runId}`),
    ],
    version,
  };
}
