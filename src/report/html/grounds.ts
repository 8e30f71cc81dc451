// What stands below the answer of a page besides its confidence: the service level it is held to, the weakly known figures it
// leans on.
import type { Assumption, RunResult } from "../../metrics/result.ts";

export interface Grounds {
  slo: RunResult["slo"];
  assumptions: readonly Assumption[];
  /** Devices of which no measurement is known. */
  unmeasured: readonly string[];
}

/** What a band says of them; empty where all were measured. */
export const unmeasuredText = ({ unmeasured }: Grounds): string =>
  unmeasured.length === 0
    ? ""
    : `; no measurement of ${unmeasured.join(", ")} is known: there it is the error elsewhere`;
