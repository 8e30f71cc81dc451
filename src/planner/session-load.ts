// Runs long enough to see sessions at a steady pace. So many sessions as a scenario states, all started within one session's
// time, are never more at once than their number: any rate of starts passes. So sessions go on starting for `LENGTHS` times as
// long as one takes by itself on the deployment, and the first quarter of their requests is warm-up: the ramp to rate x duration of them.
import type { Infeasible } from "../metrics/result.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { simulate } from "../scenario/simulate.ts";

/** Sessions that are timed, one after the other. */
const ALONE = 16;
const LENGTHS = 8;
const WARMUP_SHARE = 0.25;
/** Fewer requests say little of a quantile. */
const LEAST_REQUESTS = 1000;

/** Whether a load is in sessions that start at a steady rate; recorded ones end with their file. */
export function startsSessions({ file: { workload } }: ResolvedScenario): boolean {
  const { process } = workload.arrivals;
  return (
    workload.sessions !== undefined &&
    workload.sessions.file === undefined &&
    (process === "poisson" || process === "gamma")
  );
}

/** `scenario` has one deployment. */
export function steadySessions(
  scenario: ResolvedScenario,
  loadScale: number,
  seed: number,
): { scenario: ResolvedScenario; requests: number } | Infeasible {
  const { file } = scenario;
  const { arrivals, sessions } = file.workload;
  if (!("rate" in arrivals) || !sessions) throw new Error("checked: sessions start at a rate");
  const withWorkload = (changed: Partial<typeof file.workload>): ResolvedScenario => ({
    ...scenario,
    file: { ...file, workload: { ...file.workload, ...changed } },
  });
  const alone = withWorkload({
    arrivals: { process: "closed-loop", users: 1, think: 0 },
    sessions: { ...sessions, count: ALONE },
    requests: undefined,
  });
  const { result } = simulate(alone, { seed });
  const deployment = result.deployments[0]!;
  if ("infeasible" in deployment) return deployment.infeasible;
  const sessionSeconds = deployment.window.endSeconds / ALONE;
  const requestsOfSession = deployment.requests.arrived / ALONE;
  const started = arrivals.rate * loadScale * LENGTHS * sessionSeconds;
  return {
    scenario: withWorkload({ window: { warmup: WARMUP_SHARE, until: "last-arrival" } }),
    requests: Math.max(LEAST_REQUESTS, Math.ceil(started * requestsOfSession)),
  };
}
