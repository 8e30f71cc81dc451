// What the client of a disaggregated deployment calls its first token. Dynamo and SGLang stream every token from the decode worker:
// the first, which the prompt's step yields, is heard when the sequence joins a batch there. Here it counts from that step on
// (docs/concepts/metrics.md), so what is between the two moves from the time per output token to the time to the first. Every
// statistic moves by the mean.
import type { DeploymentMetrics, LatencySummary } from "../metrics/result.ts";

export function heardFromDecode(metrics: DeploymentMetrics): DeploymentMetrics {
  const handOver = metrics.phases?.handOver;
  if (handOver === undefined) return metrics;
  const { blockedSeconds, transferSeconds, joinSeconds } = handOver;
  const { blockedSecondsPerToken, transferSecondsPerToken, joinSecondsPerToken } = handOver;
  const later = blockedSeconds + transferSeconds + joinSeconds;
  const shorter = blockedSecondsPerToken + transferSecondsPerToken + joinSecondsPerToken;
  const { latency } = metrics;
  return {
    ...metrics,
    latency: {
      ...latency,
      ttftSeconds: moved(latency.ttftSeconds, later),
      tpotSeconds: moved(latency.tpotSeconds, -shorter),
    },
  };
}

function moved(summary: LatencySummary, bySeconds: number): LatencySummary {
  const entries = Object.entries(summary).map(([name, seconds]) => [
    name,
    seconds === null ? null : seconds + bySeconds,
  ]);
  return Object.fromEntries(entries) as unknown as LatencySummary;
}
