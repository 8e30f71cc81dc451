// The limits that an answer is held to, as a note of its page.
import type { LatencyLimits, RunResult } from "../../metrics/result.ts";
import { seconds } from "../format.ts";

export function serviceLevel(slo: RunResult["slo"]): string[] {
  const limits = (name: string, of: LatencyLimits | undefined) =>
    Object.entries(of ?? {}).flatMap(([statistic, limit]) =>
      limit === undefined ? [] : [`${name} ${statistic} ≤ ${seconds(limit)}`],
    );
  const all = [...limits("TTFT", slo?.ttftSeconds), ...limits("TPOT", slo?.tpotSeconds)];
  return all.length === 0 ? [] : [`Service level: ${all.join(", ")}.`];
}
