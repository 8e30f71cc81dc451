// `forewatt plan`: forecast -> capacity -> procurement -> money, as CSV files that finance takes.
import { formatProblem } from "../../base/errors.ts";
import { analyse } from "../../finance/analysis/analyse.ts";
import { type Assertion, holds, parseAssertion } from "../../finance/assertion.ts";
import { loadPlan } from "../../finance/load-plan.ts";
import { makePlan } from "../../finance/plan.ts";
import type { ResolvedPlan } from "../../finance/resolved.ts";
import { loadSolver } from "../../finance/solver.ts";
import { planColumns } from "../../report/plan/columns.ts";
import { planResult } from "../../report/plan/result.ts";
import { planSummaryTable } from "../../report/plan/summary-table.ts";
import { columnOf, type PlanTable, planTableCsv } from "../../report/plan/table.ts";
import { planTables } from "../../report/plan/tables.ts";
import type { Command } from "../command.ts";
import { nodeFiles } from "../files.ts";
import { breathe, Interrupted, watchInterrupt } from "../interrupt.ts";
import { allowPathOption, type Format, list, outOption, outputOptions, setOption } from "../options.ts";
import { atTerminal, print, printJson, warnUser } from "../output.ts";
import { profileLibrary } from "../profiles.ts";
import { progressMeter } from "../progress.ts";
import { reportContext } from "../report-context.ts";
import { terminalColumns } from "../terminal.ts";

interface Options {
  plan: string;
  set: string[];
  "allow-path": string[];
  assert: string[];
  "no-analysis": boolean;
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    outOption(
      allowPathOption(
        setOption(
          outputOptions(
            yargs.positional("plan", { describe: "plan file (YAML)", type: "string", demandOption: true }),
          ),
        ),
      ),
      "folder for report.html, plan.xlsx and its tables as CSV",
    )
      .option("assert", {
        describe: "fail (exit 1) unless it holds: usd_per_million_tokens<0.40@2027-12 (repeatable)",
        string: true,
        requiresArg: true,
        default: [],
        defaultDescription: "none",
        coerce: list("assert"),
      })
      .option("no-analysis", {
        describe: "leave out how sure it is, how strategies compare and what it hangs on",
        boolean: true,
        default: false,
      })
      .example("$0 plan scenarios/plan/assistant.yaml --out out", "write the CSV files finance takes")
      .example(
        "$0 plan scenarios/plan/assistant.yaml --assert 'newest:0.9:facility_power_mw<20@2030-12'",
        "fail when the megawatts of a strategy at the 90th percentile of demand pass 20",
      ),

  async run(options) {
    const plan = loadPlan(
      options.plan,
      nodeFiles(options.plan, options["allow-path"]),
      profileLibrary(),
      options.set,
    );
    const numeric = planColumns.flatMap(({ name, type }) =>
      type === "text" || type === "date" ? [] : [name],
    );
    const assertions = options.assert.map((text) => parseAssertion(text, plan.file, numeric));
    for (const warning of plan.warnings) warnUser(formatProblem(warning), options.quiet);
    watchInterrupt();
    const progress = progressMeter("planning", options.quiet);
    const stopIfAsked = async () => {
      if (!(await breathe())) return;
      progress.clear();
      throw new Interrupted();
    };
    /** `from` and `to`: of the whole work, so that what is shown never goes back. */
    const finish = async <T>(
      steps: Generator<{ doing: string; fraction: number }, T>,
      from: number,
      to: number,
    ): Promise<T> => {
      let step = steps.next();
      while (!step.done) {
        progress.show({ ...step.value, fraction: from + (to - from) * step.value.fraction });
        await stopIfAsked();
        step = steps.next();
      }
      return step.value;
    };
    const solver = await loadSolver();
    const planned = options["no-analysis"] ? 1 : plan.levers.length > 0 ? 0.35 : 0.75;
    const output = await finish(makePlan(plan, solver), 0, planned);
    const analysis = options["no-analysis"] ? null : await finish(analyse(output, solver), planned, 1);
    let tables = planTables(output);
    if (options.out !== undefined) {
      progress.show("writing");
      const { writePlan } = await import("../../report/render/write-plan.ts");
      const written = await writePlan(
        options.out,
        { output, analysis, tables, context: contextOf(options, plan) },
        stopIfAsked,
      );
      // With the check of the workbook: what is printed is what is written.
      tables = written.tables;
      for (const difference of written.agreement.differences)
        warnUser(`plan.xlsx and the CSV files differ: ${difference}`, options.quiet);
    }
    progress.clear();
    if (options.format === "json") printJson(planResult({ output, analysis }, tables));
    else if (options.format === "csv") print([...planTableCsv(tables.plan)].join(""));
    else
      print(planSummaryTable({ output, analysis }, atTerminal() ? { width: terminalColumns() } : undefined));
    const broken = assertions.filter((assertion) => !holds(assertion, cellOf(tables.plan, assertion)));
    for (const assertion of broken)
      process.stderr.write(
        `assertion failed: ${assertion.text}: ${assertion.column} is ${cellOf(tables.plan, assertion) ?? "unknown"}\n`,
      );
    const servesNothing = columnOf(tables.plan, "served_tokens_millions").every((served) => served === 0);
    if (servesNothing) process.stderr.write("infeasible: no strategy serves any of the demand\n");
    return broken.length > 0 || servesNothing ? 1 : 0;
  },
};

/** The written cell an assertion is about; null where it is empty, as the cost of a token is where none is served. */
function cellOf(table: PlanTable, { strategy, quantile, column, month }: Assertion): number | null {
  const names = table.columns.map(({ name }) => name);
  const rows = table.rows.filter(
    (row) => row[names.indexOf("scenario")] === strategy && row[names.indexOf("quantile")] === quantile,
  );
  return rows[month]![names.indexOf(column)] == null ? null : columnOf({ ...table, rows }, column)[month]!;
}

const contextOf = (
  { plan, set, "allow-path": allowed, "no-analysis": quick }: Options,
  resolved: ResolvedPlan,
) =>
  reportContext(["plan", plan], { set, "allow-path": allowed, "no-analysis": quick || undefined }, [plan], {
    model: resolved.models.values(),
    hardware: resolved.hardware.values(),
    engine: resolved.engines.values(),
  });
