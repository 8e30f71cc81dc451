// How sure a prediction is before anyone measured it: the ratio measured / predicted into which 80 % of measurements fall.
// From this simulator's own error, on models and devices that had no part in the band, by regime: dense or mixture of
// experts, engine, and whether first tokens come late. A band is not centred on 1: it carries the bias of its regime. The figures
// are made by `npm run bands` (held-out-error.ts, src/accuracy/residual-bands.ts).
import { heldOutError } from "./held-out-error.ts";
import type { Band, DeploymentMetrics, LatencySummary } from "./result.ts";

export interface HeldOutBand extends Band {
  /** Measurements of the regime itself. */
  rows: number;
}

export const bandedMetrics = ["ttft", "tpot", "throughput", "power"] as const;
export type BandedMetric = (typeof bandedMetrics)[number];
export type Bands = Record<BandedMetric, Band>;

export interface HeldOutError {
  /** What was measured. */
  source: string;
  /** Ids of the devices among it. */
  devices: readonly string[];
  bands: Record<BandedMetric, Readonly<Record<string, HeldOutBand>>>;
}

/** Share of a request's time before its first token from which on that comes late: queueing, or few tokens to follow. */
const LATE_SHARE = 0.25;

/** The key of a regime, such as `moe vllm late-first`. */
export function regimeOf(
  moe: boolean,
  engineFamily: string,
  { ttftSeconds, e2eSeconds }: Record<"ttftSeconds" | "e2eSeconds", LatencySummary>,
): string {
  const late = (ttftSeconds.mean ?? 0) >= LATE_SHARE * (e2eSeconds.mean ?? Number.POSITIVE_INFINITY);
  return `${moe ? "moe" : "dense"} ${engineFamily} ${late ? "late-first" : "early-first"}`;
}

export const everMeasured = (device: string): boolean => heldOutError.devices.includes(device);

/** The bands of a regime; of all regimes together where nobody measured it. */
export function heldOutBandsOf(regime: string): Bands {
  const of = (metric: BandedMetric): Band => {
    const { p10, p90 } = heldOutError.bands[metric][regime] ?? heldOutError.bands[metric].any!;
    return { p10, p90 };
  };
  return { ttft: of("ttft"), tpot: of("tpot"), throughput: of("throughput"), power: of("power") };
}

/**
 * The band of a whole request's time: TTFT and the tokens after it, each at the end of its own band. Both err the same way at
 * once (the same steps make them), so the ends add up.
 */
export function endToEndBand({
  latency,
  confidence,
}: Pick<DeploymentMetrics, "latency" | "confidence">): Band {
  const { ttftSeconds, e2eSeconds } = latency;
  const first = Math.min(1, (ttftSeconds.mean ?? 0) / (e2eSeconds.mean || 1));
  const end = (at: keyof Band) => first * confidence.ttft[at] + (1 - first) * confidence.tpot[at];
  return { p10: end("p10"), p90: end("p90") };
}
