// The files a workload names: the trace, and empirical lengths. Opened here, parsed where they are used.
import { InputError, type Problem } from "../base/errors.ts";
import { formatPath, type Path } from "../profiles/schema-problems.ts";
import { empiricalKey } from "../workload/lengths/empirical.ts";
import { readEmpirical } from "../workload/lengths/read-empirical.ts";
import { distributionsOf } from "../workload/lengths/request-lengths.ts";
import { distributionsOfRole } from "../workload/sessions/schema.ts";
import type { TraceInput } from "../workload/traces/trace-input.ts";
import type { Files } from "./files.ts";
import type { Layer } from "./layers.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { LengthDistribution, ScenarioFile } from "./schema.ts";

/** `main` is the scenario's own path: what `--set` names is seen from there. */
export function openWorkloadFiles(
  file: ScenarioFile,
  stated: Layer,
  files: Files,
  main: string,
): Pick<ResolvedScenario, "trace" | "empirical"> {
  const problems: Problem[] = [];
  const locate = (at: Path, named: string): string | undefined => {
    const position = stated.positionOf(at);
    const found = files.locate(named, position.line > 0 ? position.file : main);
    if ("path" in found) return found.path;
    problems.push({ ...position, path: formatPath(at), message: found.refused });
    return undefined;
  };

  const input = (at: Path, named: string): TraceInput | undefined => {
    const path = locate(at, named);
    return path === undefined ? undefined : { name: path, open: () => files.chunks(path) };
  };

  const { arrivals, sessions } = file.workload;
  const trace =
    arrivals.process === "trace"
      ? input(["workload", "arrivals", "file"], arrivals.file)
      : sessions?.file === undefined
        ? undefined
        : input(["workload", "sessions", "file"], sessions.file);
  const empirical = new Map<string, readonly number[]>();
  for (const [at, distribution] of lengthDistributions(file.workload)) {
    if (!("empirical" in distribution)) continue;
    const values = input(["workload", ...at, "empirical", "file"], distribution.empirical.file);
    if (values)
      empirical.set(
        empiricalKey(distribution.empirical),
        readEmpirical(values, distribution.empirical.column),
      );
  }
  if (problems.length > 0) throw new InputError(problems);
  return { trace, empirical };
}

/** Every length distribution of a workload, with its path. */
function* lengthDistributions({
  lengths,
  sessions,
  classes,
}: ScenarioFile["workload"]): Generator<[path: Path, distribution: LengthDistribution]> {
  if (lengths)
    for (const [at, distribution] of distributionsOf(lengths)) yield [["lengths", ...at], distribution];
  for (const [name, { lengths: own }] of Object.entries(classes ?? {}))
    if (own)
      for (const [at, distribution] of distributionsOf(own))
        yield [["classes", name, "lengths", ...at], distribution];
  for (const [role, agent] of Object.entries(sessions?.agents ?? {}))
    for (const [at, distribution] of distributionsOfRole(agent))
      yield [["sessions", "agents", role, ...at], distribution];
}
