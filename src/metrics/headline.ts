// The figures of a result by name, `tpot.p90` or `throughput.requestsPerSecond`: what comparisons and gates speak of.
import type { DeploymentMetrics } from "./result.ts";

export interface Headline {
  name: string;
  unit: string;
  /** Only some scenarios have it: not spoken of in others. */
  whereStated?: true;
  of(metrics: DeploymentMetrics): number | null;
}

const statistics = ["mean", "p50", "p90", "p95", "p99"] as const;

const latencies = (["ttft", "tpot", "itl", "e2e"] as const).flatMap((metric) =>
  statistics.map(
    (statistic): Headline => ({
      name: `${metric}.${statistic}`,
      unit: "s",
      of: (metrics) => metrics.latency[`${metric}Seconds`][statistic],
    }),
  ),
);

function block<B extends "throughput" | "slo" | "power" | "cost">(
  name: B,
  units: Partial<Record<keyof DeploymentMetrics[B] & string, string>>,
): Headline[] {
  return Object.entries(units).map(([key, unit]) => ({
    name: `${name}.${key}`,
    unit: unit as string,
    of: (metrics) => metrics[name][key as keyof DeploymentMetrics[B]] as number | null,
  }));
}

export const headlines: readonly Headline[] = [
  ...latencies,
  ...block("throughput", {
    requestsPerSecond: "/s",
    outputTokensPerSecond: "tokens/s",
    totalTokensPerSecond: "tokens/s",
    outputTokensPerSecondPerDevice: "tokens/s",
    outputTokensPerSecondPerMegawatt: "tokens/s/MW",
    outputTokensPerSecondPerProvisionedMegawatt: "tokens/s/MW",
  }),
  ...block("slo", {
    attainment: "",
    goodputRequestsPerSecond: "/s",
    goodputOutputTokensPerSecond: "tokens/s",
  }),
  ...block("power", {
    itMeanWatts: "W",
    facilityMeanWatts: "W",
    facilityProvisionedWatts: "W",
    joulesPerOutputToken: "J",
  }),
  ...block("cost", { usdPerHour: "USD/h", usdPerMillionOutputTokens: "USD", usdPerMillionTokens: "USD" }),
  ...(["usdPerUsefulResult", "joulesPerUsefulResult"] as const).map(
    (key): Headline => ({
      name: `useful.${key}`,
      unit: key === "usdPerUsefulResult" ? "USD" : "J",
      whereStated: true,
      of: ({ useful }) => useful?.[key].value ?? null,
    }),
  ),
];

/** The headlines a name stands for: one exactly, or all of a family (`tpot`, `cost`). */
export function headlinesNamed(name: string): Headline[] {
  return headlines.filter((headline) => headline.name === name || headline.name.startsWith(`${name}.`));
}
