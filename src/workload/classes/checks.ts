// What a schema cannot say of classes: how they go with each other and with the rest of the workload.
import type { Arrivals } from "../arrivals/schema.ts";
import type { RequestClasses } from "./schema.ts";

interface Stated {
  arrivals: Arrivals;
  classes?: RequestClasses | undefined;
  lengths?: unknown;
  sessions?: unknown;
  queries?: unknown;
}

/** Shares are written in decimals. */
const ROUNDING = 1e-6;

export function* classesProblems(workload: Stated): Generator<[path: string[], message: string]> {
  const { classes, arrivals } = workload;
  if (classes === undefined) return;
  const trace = arrivals.process === "trace";
  for (const [name, { share, arrivals: own, requests, lengths }] of Object.entries(classes)) {
    const at = (...keys: string[]) => ["classes", name, ...keys];
    if (share === undefined && own === undefined)
      yield [at(), "needs a share of the workload's arrivals, or arrivals of its own"];
    if (share !== undefined && own !== undefined)
      yield [at("share"), "a class with arrivals of its own takes no share of the workload's: remove one"];
    if (own === undefined && requests !== undefined)
      yield [at("requests"), "counts arrivals of its own, and it has none: state workload.requests"];
    const timed = own?.process === "closed-loop" && own.duration !== undefined;
    if (own && requests === undefined && !timed)
      yield [at("requests"), "needed beside arrivals of its own: how many requests"];
    if (own && lengths === undefined && workload.lengths === undefined)
      yield [at("lengths"), "needed: the workload has no lengths to take them from"];
    if (lengths && workload.queries)
      yield [
        at("lengths"),
        "beside `queries` lengths are those of what is asked: equal texts have one length; remove this",
      ];
    if (own === undefined && lengths !== undefined && trace)
      yield [at("lengths"), "the lengths of a trace are those of its rows; remove this"];
  }
  const shares = Object.values(classes).flatMap(({ share }) => share ?? []);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length === 0)
    yield [["classes"], "no class has a share of the workload's arrivals: nobody would take them"];
  else if (Math.abs(sum - 1) > ROUNDING)
    yield [
      ["classes"],
      `the shares sum to ${Number(sum.toPrecision(6))}: every arrival has a class, so they sum to 1`,
    ];
  if (workload.sessions || (arrivals.process === "trace" && arrivals.replay === "sessions"))
    yield* ofSessions(classes);
}

/** Sessions are drawn whole: all requests of one, and of its sub-agents, are of its class. */
function* ofSessions(classes: RequestClasses): Generator<[path: string[], message: string]> {
  for (const [name, { arrivals, lengths, model }] of Object.entries(classes)) {
    const at = (key: string) => ["classes", name, key];
    if (arrivals)
      yield [at("arrivals"), "requests that come beside sessions are not modelled: state a share of them"];
    if (lengths) yield [at("lengths"), "the lengths of sessions are those of their agents; remove this"];
    if (model !== undefined) yield [at("model"), "the model of a session is that of its agents; remove this"];
  }
}
