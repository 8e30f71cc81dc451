// result.json, forewatt.plan-result/1: the summary of every case, what to order, capacities, checks and the analysis. Months are
// counted from the start of the plan; dates stand beside them.
import { version } from "../../base/version.ts";
import { firstDay } from "../../finance/calendar.ts";
import { summarise } from "../../finance/summary.ts";
import { type AnalysedPlan, chosenCase } from "./chosen.ts";
import { planNotes } from "./notes.ts";
import { planAnswer, planConfidence } from "./page/headline.ts";
import type { PlanTable } from "./table.ts";
import type { PlanTables } from "./tables.ts";

const records = ({ columns, rows }: PlanTable) =>
  rows.map((row) => Object.fromEntries(row.map((value, at) => [columns[at]!.name, value])));

export function planResult(plan: AnalysedPlan, tables: PlanTables) {
  const { output, analysis } = plan;
  const { start, horizon, quantiles, money } = output.plan.file;
  const day = (month: number | null) => (month === null ? null : firstDay(start + month));
  const { strategy, quantile } = chosenCase(plan);
  const failing = tables.checks.rows.filter((row) => row[3] !== 0);
  return {
    schema: "forewatt.plan-result/1",
    plan: output.plan.name,
    runId: output.runId,
    version,
    start: firstDay(start),
    end: firstDay(start + horizon),
    months: horizon,
    quantiles,
    currency: money.currency,
    answer: planAnswer(plan),
    confidence: planConfidence(plan),
    chosen: { strategy, quantile },
    cases: output.cases.map((each) => {
      const summary = summarise(output, each);
      return {
        ...summary,
        runOutDate: day(summary.runOutMonth),
        orderByDate: day(summary.firstOrderMonth),
        marginUsd: Math.round(100 * (summary.revenueUsd - summary.amortisedUsd)) / 100,
      };
    }),
    capacities: output.offers.flatMap(({ source, site, capacities }) =>
      [...capacities].map(([planClass, { unit, plannedTokensPerSecond }]) => ({
        source,
        site,
        planClass,
        configuration: unit.configuration,
        devices: unit.devices,
        tokensPerSecondPerDevice: unit.tokensPerSecond / unit.devices,
        plannedTokensPerSecondPerDevice: plannedTokensPerSecond,
        operatingWattsPerDevice: unit.operatingWatts / unit.devices,
        measuredOverPredicted: unit.band,
        basis: unit.basis,
        bindingLimit: unit.bindingLimit,
      })),
    ),
    orders: records(tables.procurement),
    impossible: output.impossible,
    warnings: output.plan.warnings,
    notes: planNotes(output),
    checks: { count: tables.checks.rows.length, failing: failing.map(([identity]) => identity) },
    analysis,
  };
}
