// What one session (or one request) asks for: input and output of all its turns and sub-agents, what is hidden and what is done over
// included, as an API bills them; what a cache finds again is input all the same. Played as if every answer came at once: what agents
// ask follows from the seed and not from what serves them.
import type { Arrival } from "../serving/request.ts";
import { createArrivalSource } from "../workload/source.ts";
import type { PlanClass } from "./class-schema.ts";

export interface SessionTokens {
  /** Means of one session; without sessions, of one request. */
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Sessions that are played: lengths of a class vary by a factor of a few, so the mean is known to a few per cent. */
export const PLAYED_SESSIONS = 1000;
/** No prefix is looked for here. */
const UNHASHED = 65_536;

export function sessionTokens({ lengths, sessions }: PlanClass, seed: number): SessionTokens {
  const source = createArrivalSource({
    workload: {
      arrivals: { process: "poisson", rate: 1 },
      ...(sessions
        ? { sessions: { ...sessions, count: PLAYED_SESSIONS, blockTokens: UNHASHED } }
        : { lengths, requests: PLAYED_SESSIONS }),
      window: {},
    },
    seed,
  });
  const arrival = {} as Arrival;
  let [requests, inputTokens, outputTokens] = [0, 0, 0];
  for (let now = source.nextSeconds(); Number.isFinite(now); now = source.nextSeconds()) {
    source.take(arrival);
    inputTokens += arrival.inputTokens;
    outputTokens += arrival.outputTokens;
    source.finished(now, requests++, true);
  }
  return {
    requests: requests / PLAYED_SESSIONS,
    inputTokens: inputTokens / PLAYED_SESSIONS,
    outputTokens: outputTokens / PLAYED_SESSIONS,
  };
}

export const billedTokens = ({ inputTokens, outputTokens }: SessionTokens): number =>
  inputTokens + outputTokens;
