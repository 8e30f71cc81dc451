// `forewatt check`: validate files of any kind, told apart by their `schema:` key (traces by having none).
import { relative } from "node:path";
import { stringify } from "yaml";
import { formatProblem, InputError, type Problem } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { loadPlan } from "../../finance/load-plan.ts";
import { PLAN_SCHEMA } from "../../finance/schema.ts";
import { CEILINGS_SCHEMA, parseCeilings } from "../../forecast/ceilings-file.ts";
import { parseEngineFile } from "../../profiles/engine-file.ts";
import { parseHardware } from "../../profiles/hardware-checks.ts";
import { modelSchema } from "../../profiles/model.ts";
import { parseYaml, parseYamlDocument } from "../../profiles/yaml-document.ts";
import { SCENARIO_SCHEMA } from "../../scenario/read-layers.ts";
import { readSessions } from "../../workload/sessions/recorded.ts";
import { type SkippedRows, skippedWarning } from "../../workload/traces/bad-rows.ts";
import { openTrace } from "../../workload/traces/open-trace.ts";
import type { TraceInput } from "../../workload/traces/trace-input.ts";
import type { Command } from "../command.ts";
import { load, type ScenarioChoice } from "../context.ts";
import { chunks, nodeFiles, readText } from "../files.ts";
import { quietOption, scenarioOptions } from "../options.ts";
import { print, warnUser } from "../output.ts";
import { profileLibrary } from "../profiles.ts";
import { openSweep } from "../sweep/open-sweep.ts";

interface Options extends ScenarioChoice {
  files: string[];
  print: boolean;
  quiet: boolean;
}

const profileKinds = [
  { schema: "forewatt.hardware/1", noun: "a hardware profile", check: parseHardware },
  {
    schema: "forewatt.model/1",
    noun: "a model",
    check: (file: string, text: string) => parseYaml(file, text, modelSchema),
  },
  {
    schema: "forewatt.engine/1",
    noun: "an engine profile",
    check: (file: string, text: string) => parseEngineFile(file, text, profileLibrary().engine),
  },
  {
    schema: CEILINGS_SCHEMA,
    noun: "supply ceilings",
    check: (file: string, text: string) => parseCeilings(file, text),
  },
];

export const command: Command<Options> = {
  options: (yargs) =>
    quietOption(
      scenarioOptions(
        yargs
          .example("$0 check scenarios/*.yaml models/*.yaml", "all mistakes at once, with their places")
          .example("$0 check scenarios/chat-70b-blackwell.yaml --print", "the scenario as it is understood"),
      ),
    )
      .positional("files", {
        describe: "scenarios, profiles (YAML) or traces (CSV, JSON, .gz)",
        type: "string",
        demandOption: true,
      })
      .option("print", {
        describe: "print each scenario as it is after base and --set",
        boolean: true,
        default: false,
      }),

  run(options) {
    const problems: Problem[] = [];
    for (const file of options.files) {
      try {
        const found = checkFile(relative(".", file) || file, options);
        if (!options.quiet && !options.print) print(`${file}: ${found}`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new InputError(problems);
    return 0;
  },
};

/** Throws an InputError, or says what the file is. */
function checkFile(file: string, options: Options): string {
  if (!/\.ya?ml$/.test(file)) return checkTrace(file, options);
  const text = readText(file);
  const document = parseYamlDocument(file, text);
  const { schema, base } = document.value;
  if (schema === PLAN_SCHEMA) {
    const { warnings } = loadPlan(
      file,
      nodeFiles(file, options["allow-path"]),
      profileLibrary(),
      options.set,
    );
    for (const warning of warnings) warnUser(formatProblem(warning), options.quiet);
    return warnings.length > 0 ? "a plan, with warnings" : "a plan, fine";
  }
  // What builds on a scenario is one, said or not.
  if (schema === SCENARIO_SCHEMA || (schema === undefined && base !== undefined)) {
    const { stated } = load(file, options);
    if (options.print) print(stringify(stated.value));
    return "a scenario, fine";
  }
  if (schema === "forewatt.sweep/1") {
    const { loaded } = openSweep({ path: file, allowed: options["allow-path"] });
    if (options.print) print(stringify(document.value));
    return `a sweep of ${loaded.runs.count} runs, fine`;
  }
  const kind = profileKinds.find((each) => each.schema === schema);
  if (kind) {
    kind.check(file, text);
    if (options.print) print(stringify(document.value));
    return `${kind.noun}, fine`;
  }
  const known = [
    SCENARIO_SCHEMA,
    PLAN_SCHEMA,
    "forewatt.sweep/1",
    ...profileKinds.map((each) => each.schema),
  ];
  const message =
    typeof schema === "string"
      ? `unknown schema "${schema}"; known: ${known.join(", ")}.${didYouMean(schema, known)}`
      : `missing: expected one of ${known.join(", ")}`;
  throw new InputError([{ ...document.positionOf(["schema"]), path: "schema", message }]);
}

function checkTrace(file: string, options: Options): string {
  const input = { name: file, open: () => chunks(file) };
  const trace = openTrace(input, { onBadRow: options["on-bad-row"] });
  if (trace.has.waits) return checkSessions(input, options);
  let requests = 0;
  for (const _row of trace.rows) requests++;
  if (requests === 0) throw InputError.atStart(file, "the trace holds no requests");
  return `a trace of ${requests} request${requests === 1 ? "" : "s"}, fine${leftOut(trace)}`;
}

function checkSessions(input: TraceInput, options: Options): string {
  const { sessions, skipped } = readSessions(input, { onBadRow: options["on-bad-row"] });
  const requests = sessions.reduce((sum, session) => sum + session.requests.length, 0);
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  return `a trace of ${plural(requests, "request")} in ${plural(sessions.length, "session")}, fine${leftOut({ skipped })}`;
}

function leftOut({ skipped }: { skipped: SkippedRows }): string {
  const warning = skippedWarning(skipped);
  return warning === undefined ? "" : `; ${warning}`;
}
