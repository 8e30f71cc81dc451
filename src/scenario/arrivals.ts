// From a scenario to the arrivals of a run: of another length, under another load, and with what is asked where something in front
// of a deployment wants to know.
import { InputError } from "../base/errors.ts";
import { createArrivalSource, type WorkloadSource } from "../workload/source.ts";
import { withRecordedTexts } from "../workload/traces/recorded-texts.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Deployment, Workload } from "./schema.ts";

interface ArrivalOptions {
  seed: number;
  loadScale?: number | undefined;
  requests?: number | undefined;
}

/** The workload's arrivals; what recorded ones ask is told only to a deployment that can answer it. */
export function arrivalsFor(
  scenario: ResolvedScenario,
  name: string,
  { front }: Deployment,
  options: ArrivalOptions,
): WorkloadSource {
  const source = createArrivalSource({
    workload: workloadOf(scenario, options),
    seed: options.seed,
    trace: scenario.trace,
    empirical: scenario.empirical,
    loadScale: options.loadScale ?? 1,
  });
  if (front === undefined || scenario.trace === undefined) return source;
  if (source.hashesTellTexts) return withRecordedTexts(source);
  throw InputError.of(
    scenario.trace.name,
    `deployments.${name}.front`,
    "the trace has no block hashes: nothing says which requests ask the same",
  );
}

/** A run of another length: sessions go on until it has its requests. */
function workloadOf({ file: { workload } }: ResolvedScenario, { requests }: ArrivalOptions): Workload {
  if (requests === undefined) return workload;
  const { sessions, classes } = workload;
  // Classes that bring their arrivals keep their part of the run.
  const scale = workload.requests === undefined ? 1 : requests / workload.requests;
  const scaled = Object.entries(classes ?? {}).map(([name, each]) => [
    name,
    { ...each, requests: each.requests && Math.max(1, Math.round(each.requests * scale)) },
  ]);
  return {
    ...workload,
    requests,
    classes: classes && Object.fromEntries(scaled),
    sessions: sessions && { ...sessions, count: undefined },
  };
}
