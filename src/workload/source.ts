// The one entry to workloads: the `workload` block of a scenario to its arrivals. Draws come from streams named
// "arrivals", "input lengths", "output lengths" (and "think times", "on-off periods"), never from the deployment.
import { InputError } from "../base/errors.ts";
import { type RandomStream, randomStream } from "../base/random.ts";
import type { ArrivalSource } from "../serving/request.ts";
import { withAdapters, withOwnPrefixes } from "./adapters.ts";
import { closedLoop } from "./arrivals/closed-loop.ts";
import { arrivalTimes } from "./arrivals/index.ts";
import { openLoop } from "./arrivals/open-loop.ts";
import { type ClassSupply, withClasses } from "./classes/classes.ts";
import { lengthsOf } from "./lengths/request-lengths.ts";
import { withQueries } from "./queries.ts";
import type { Workload } from "./schema.ts";
import type { RequestKind } from "./sessions/kinds.ts";
import { playedSessions, replayedSessions } from "./sessions/recorded-source.ts";
import { sessionStarts } from "./sessions/session-starts.ts";
import { sessionSource } from "./sessions/sessions.ts";
import type { ContextPagingTally, PlanTally } from "./sessions/tally.ts";
import { tenantsOf } from "./sessions/tenant.ts";
import type { SkippedRows } from "./traces/bad-rows.ts";
import type { TraceInput } from "./traces/trace-input.ts";
import { traceSource } from "./traces/trace-source.ts";

export interface WorkloadSource extends ArrivalSource {
  /** Rows of a trace that were left out so far; undefined where there is no trace. */
  readonly skippedRows?: SkippedRows;
  /** What the `kindIndex` of its requests stands for; undefined where they are all alike. */
  readonly kinds?: readonly RequestKind[];
  /** By role that pages its context, of requests answered so far. */
  readonly contextPaging?: readonly ContextPagingTally[];
  /** By role that keeps its plans, of agents done so far. */
  readonly plans?: readonly PlanTally[];
  /** Its block hashes are those of a trace: prompts with the same ones are the same. */
  readonly hashesTellTexts?: boolean;
}

export interface SourceOptions {
  workload: Workload;
  seed: number;
  trace?: TraceInput | undefined;
  empirical?: ReadonlyMap<string, readonly number[]>;
  /** Multiplies the load: the rate, a trace's rate scale, or a closed loop's users (rounded up). */
  loadScale?: number;
}

export function createArrivalSource(options: SourceOptions): WorkloadSource {
  const { workload, seed } = options;
  const streamOf = (name: string) => randomStream(seed, name);
  const { classes, adapters, queries } = workload;
  const main = arrivalsOf(options, streamOf);
  const bySession = workload.sessions !== undefined || isReplayedBySession(workload);
  const ofClasses =
    classes && !bySession ? withClasses(main, suppliesOf(options), streamOf("classes")) : main;
  const asking = queries ? withQueries(ofClasses, queries, streamOf) : ofClasses;
  if (adapters === undefined) return asking;
  return withOwnPrefixes(bySession ? asking : withAdapters(asking, adapters, streamOf), adapters);
}

/** What each class brings. */
function suppliesOf({ workload, seed, empirical = new Map() }: SourceOptions): ClassSupply[] {
  const { classes = {} } = workload;
  return Object.entries(classes).map(([name, { share = 0, lengths, arrivals, requests }]) => {
    const streamOf = (what: string) => randomStream(seed, `${what}/${name}`);
    const own = { arrivals, lengths: lengths ?? workload.lengths, requests, window: {} };
    return {
      share,
      lengths: lengths && share > 0 ? lengthsOf(lengths, streamOf, empirical) : undefined,
      source: arrivals && arrivalsOf({ workload: { ...own, arrivals }, seed, empirical }, streamOf),
    };
  });
}

const isReplayedBySession = ({ arrivals }: Workload) =>
  arrivals.process === "trace" && arrivals.replay === "sessions";

function arrivalsOf(options: SourceOptions, streamOf: (name: string) => RandomStream): WorkloadSource {
  const { workload, seed, trace, empirical = new Map(), loadScale = 1 } = options;
  const { arrivals, requests } = workload;
  const tenantOf = tenantsOf(workload, seed);
  if (arrivals.process === "trace") {
    if (trace === undefined)
      throw InputError.of(arrivals.file, "workload.arrivals.file", "the trace was not loaded");
    return arrivals.replay === "sessions"
      ? replayedSessions(trace, arrivals, requests, loadScale, tenantOf)
      : traceSource(trace, { ...arrivals, requests, loadScale });
  }
  if (arrivals.process === "all-at-once" && loadScale !== 1)
    throw InputError.of(
      "",
      "workload.arrivals.process",
      "all-at-once has no rate, so its load cannot be scaled",
    );
  if (workload.sessions?.file !== undefined) {
    if (trace === undefined)
      throw InputError.of(workload.sessions.file, "workload.sessions.file", "the trace was not loaded");
    return playedSessions(
      trace,
      workload.sessions,
      sessionStarts({ arrivals, seed, loadScale }),
      requests,
      tenantOf,
    );
  }
  if (workload.sessions)
    return sessionSource({
      arrivals,
      sessions: workload.sessions,
      requests,
      seed,
      empirical,
      loadScale,
      tenantOf,
    });
  const stated = workload.lengths ?? everyClassHasItsOwn;
  const lengths = lengthsOf(stated, streamOf, empirical);
  if (arrivals.process === "closed-loop") return closedLoop(arrivals, streamOf, lengths, requests, loadScale);
  if (requests === undefined) throw new Error("a validated open-loop workload has a number of requests");
  if (arrivals.process !== "all-at-once")
    return openLoop(arrivalTimes(arrivals, streamOf, loadScale), lengths, requests);
  return openLoop(() => 0, lengths, requests);
}

/** Where no request takes its lengths from the workload. */
const everyClassHasItsOwn = { input: { fixed: 1 }, output: { fixed: 1 } };
