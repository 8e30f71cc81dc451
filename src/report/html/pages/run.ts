// The page of a run: answer, comparison, charts, pools and requests, assumptions, how to reproduce.
import type { RunOutput, RunResult } from "../../../metrics/result.ts";
import type { Curve } from "../../../planner/curve/curve.ts";
import type { Explanation } from "../../../planner/explain/explain.ts";
import { answer, confidenceBasis } from "../../answer.ts";
import type { Chart } from "../../charts/chart.ts";
import { curveChart } from "../../charts/curve.ts";
import { waterfallCharts } from "../../charts/waterfall.ts";
import { curveFinding } from "../../curve-finding.ts";
import { infeasibleNotes, infeasibleReasons } from "../../feasible.ts";
import type { StepTimeline } from "../../trace/step-timeline.ts";
import { assumptions } from "../assumptions.ts";
import type { Block } from "../block.ts";
import { comparisonTable, poolTable, requestTable } from "../deployments.ts";
import { fixedInteractivityTable } from "../fixed-interactivity.ts";
import type { Page, Section } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";
import { serviceLevel } from "../service-level.ts";
import { stepTimeline } from "../step-timeline.ts";

/** What the page shows beside the result itself. */
export interface RunAnalysis {
  /** Of the deployments as they are laid out, over loads; none where the workload has no lengths to draw users from. */
  curves: readonly Curve[];
  breakdowns: readonly Pick<Explanation, "name" | "waterfalls">[];
  timelines: readonly StepTimeline[];
  /** The file of `--trace-out`, as seen from the page. */
  tracePath?: string | undefined;
}

const nothing: RunAnalysis = { curves: [], breakdowns: [], timelines: [] };

function curveSection(result: RunResult, curves: readonly Curve[], scenarioPath: string): Section {
  const how = `forewatt curve ${scenarioPath}`;
  const blocks: Block[] =
    curves.length > 0
      ? [
          { kind: "charts", charts: [curveChart(result.scenario, curves, curveFinding(curves))] },
          fixedInteractivityTable(curves),
          {
            kind: "paragraph",
            quiet: true,
            text: `Each deployment in its own layout under more and fewer users; ${how} tries other layouts of the same devices.`,
          },
        ]
      : [
          {
            kind: "paragraph",
            text: `This load has no lengths of one kind of request to draw users from, which a curve needs: state workload.lengths alone, then ${how}.`,
          },
        ];
  return { id: "curve-section", heading: "Throughput against interactivity", blocks, beside: "previous" };
}

function timelineSection({ timelines, tracePath }: RunAnalysis, command: string): Section {
  const blocks = stepTimeline(timelines);
  const more =
    tracePath === undefined
      ? [
          {
            kind: "paragraph" as const,
            quiet: true,
            text: `More, with every request: ${command} --trace-out trace.json.gz, opened in ui.perfetto.dev.`,
          },
        ]
      : [
          {
            kind: "link" as const,
            text: `The whole trace, for ui.perfetto.dev: ${tracePath}`,
            href: tracePath,
          },
        ];
  return { id: "steps", heading: "The first steps", blocks: blocks.length === 0 ? [] : [...blocks, ...more] };
}

export function runPage(
  { result }: RunOutput,
  charts: readonly Chart[],
  context: ReportContext,
  analysis: RunAnalysis = nothing,
): Page {
  const names = result.deployments.map(({ name }) => name);
  // The same waterfall of every deployment side by side.
  const waterfalls = ["tpot", "energy", "cost"].flatMap((key) =>
    analysis.breakdowns.flatMap((each) => waterfallCharts(each, names.indexOf(each.name), [key])),
  );
  const over = (id: string) =>
    charts.filter((chart) => (id === "time") === ["timeline", "power"].includes(chart.id));
  const { seed, replications, engine } = result;
  const runs = replications > 1 ? `, ${replications} replications` : "";
  return {
    title: result.scenario,
    answer: answer(result),
    confidence: confidenceBasis(result),
    notes: [
      ...serviceLevel(result.slo),
      ...infeasibleReasons(result),
      ...result.warnings.map((warning) => `Note: ${warning}`),
    ],
    sections: [
      { id: "comparison", heading: "Comparison", blocks: comparisonTable(result), beside: "next" },
      ...(charts.length === 0
        ? []
        : [curveSection(result, analysis.curves, context.files?.[0]?.path ?? "SCENARIO")]),
      {
        id: "charts",
        heading: "Latency, output and cost",
        blocks: [{ kind: "charts", charts: over("run"), said: infeasibleNotes(result) }],
      },
      {
        id: "over-time",
        heading: "Load and power over time",
        blocks: [{ kind: "charts", charts: over("time"), said: infeasibleNotes(result) }],
      },
      timelineSection(analysis, context.command),
      {
        id: "waterfalls",
        heading: "Where time, energy and money go",
        blocks: [{ kind: "charts", charts: waterfalls }],
      },
      { id: "pools", heading: "Pools", blocks: poolTable(result) },
      { id: "requests", heading: "Requests", blocks: requestTable(result) },
      assumptions(result.deployments.flatMap((each) => each.assumptions)),
      reproduction(context, `seed ${seed}${runs}`),
    ],
    version: engine.version,
  };
}
