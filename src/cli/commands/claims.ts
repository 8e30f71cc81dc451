// `forewatt claims`: vendor claims put to the test: verdict, curve, and the assumptions that decide.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import type { Assumption } from "../../metrics/result.ts";
import { type Claim, centralValues } from "../../planner/claims/claim.ts";
import { withSettings } from "../../planner/claims/library.ts";
import { scenarioOf } from "../../planner/claims/setting.ts";
import { type ClaimResult, weigh } from "../../planner/claims/weigh.ts";
import type { ProfileLibrary } from "../../profiles/library.ts";
import { claimsCsv, claimsTable } from "../../report/claims.ts";
import { claimNames, claimPath, isPath, readClaim } from "../claim-files.ts";
import type { Command } from "../command.ts";
import { finishWork } from "../finish-work.ts";
import { Interrupted, watchInterrupt } from "../interrupt.ts";
import { type Format, list, outOption, outputOptions } from "../options.ts";
import { print, printJson } from "../output.ts";
import { profileLibrary } from "../profiles.ts";
import { progressMeter } from "../progress.ts";
import { groundsOf, profilesOf, reportContext } from "../report-context.ts";

interface Options {
  names?: string[];
  set: string[];
  format: Format;
  quiet: boolean;
  out?: string | undefined;
}

export const command: Command<Options> = {
  options: (yargs) =>
    outOption(
      outputOptions(
        yargs
          .example("$0 claims", "every claim, a line each")
          .example("$0 claims gb200-30x", "one with its curve and its assumptions")
          .example(
            "$0 claims gb200-30x --set 'input-tokens=4096 tokens'",
            "the verdict with an assumption of your own",
          )
          .example("$0 claims claims/gb200-30x.yaml", "a claim in a file, such as one of your own")
          .positional("names", {
            describe: "which claims, or files of your own; default: all that ship",
            type: "string",
            array: true,
          }),
      ),
      "folder for report.html, claims.json, claims.csv and charts",
    ).option("set", {
      describe: "state an assumption: 'PATH=VALUE UNIT' as the table prints them (repeatable)",
      string: true,
      requiresArg: true,
      default: [],
      defaultDescription: "none",
      coerce: list("set"),
    }),

  async run(options) {
    const known = claimNames();
    const asked = options.names?.length ? [...new Set(options.names)] : known;
    const unknown = asked.filter((name) => !isPath(name) && !known.includes(name));
    if (unknown.length > 0)
      throw new InputError(
        unknown.map((name) => ({
          file: "command line",
          line: 0,
          column: 0,
          path: name,
          message: `no such claim; there are ${known.join(", ")}, or the path of a file.${didYouMean(name, known)}`,
        })),
      );
    const profiles = profileLibrary();
    const claims = withSettings(asked.map(readClaim), options.set, profiles);
    if (options.out !== undefined) {
      const { makeFolder } = await import("../../report/render/output-folder.ts");
      await makeFolder(options.out);
    }
    watchInterrupt();
    const results: ClaimResult[] = [];
    let stopped = false;
    for (const [index, claim] of claims.entries()) {
      if (stopped) break;
      const progress = progressMeter(`weighing ${claim.name} (${index + 1}/${claims.length})`, options.quiet);
      const work = weigh(claim, profiles);
      const finished = await finishWork(work, progress);
      stopped = finished.stopped;
      if (finished.result) results.push(finished.result);
    }

    const result = { schema: "forewatt.claims/1", claims: results };
    if (options.out !== undefined && results.length > 0) {
      const { writeFiles } = await import("../../report/render/write-files.ts");
      const { claimCharts } = await import("../../report/charts/claims.ts");
      const { claimsPage } = await import("../../report/html/pages/claims.ts");
      await writeFiles(
        options.out,
        { "claims.json": `${JSON.stringify(result, null, 2)}\n`, "claims.csv": claimsCsv(results) },
        claimCharts(results),
        claimsPage(
          results,
          claims.flatMap((claim) => figuresOf(claim, profiles)),
          contextOf(options, claims, profiles),
        ),
      );
    }
    if (results.length > 0 || !stopped) {
      if (options.format === "json") printJson(result);
      else print(options.format === "csv" ? claimsCsv(results) : claimsTable(results));
    }
    if (stopped) throw new Interrupted();
    return 0;
  },
};

const sidesOf = (claim: Claim, profiles: ProfileLibrary) =>
  [claim.subject, claim.baseline, ...claim.others].map((name) =>
    scenarioOf(claim, name, centralValues(claim), profiles),
  );

/** What its sides lean on beside its own assumptions, which stand with the claim. */
function figuresOf(claim: Claim, profiles: ProfileLibrary): Assumption[] {
  const replaced = new Set(
    claim.assumptions.flatMap(({ applies }) =>
      applies.flatMap((applied) =>
        "figure" in applied ? [`hardware-profiles/${applied.hardware}.yaml#${applied.figure}`] : [],
      ),
    ),
  );
  return sidesOf(claim, profiles)
    .flatMap((scenario) => groundsOf(scenario).assumptions)
    .filter(({ path }) => !replaced.has(path));
}

/** The files of the claims, and the profiles of the devices and models that their scenarios name. */
function contextOf({ names = [], set }: Options, claims: readonly Claim[], profiles: ProfileLibrary) {
  const used = claims.flatMap((claim) => sidesOf(claim, profiles).map(profilesOf));
  const every = (kind: "model" | "hardware" | "engine") => used.flatMap((each) => [...(each[kind] ?? [])]);
  return reportContext(
    ["claims", ...names],
    { set },
    claims.map(({ name }) => claimPath(name)),
    { model: every("model"), hardware: every("hardware"), engine: every("engine") },
  );
}
