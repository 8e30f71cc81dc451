// The arrival process of a scenario that comes closest to a log: all at once, a daily rhythm, or a renewal process by the
// variation of its gaps. What the chosen process cannot hold, bursts longer than gaps, is told, with its size.
import type { Arrivals } from "../schema.ts";
import { type ArrivalCounts, dispersion, widened } from "./arrival-counts.ts";
import { stated } from "./stated.ts";

export interface ArrivalFit {
  arrivals: Extract<Arrivals, { process: "poisson" | "gamma" | "diurnal" | "all-at-once" }>;
  /** What the log does that the process does not. */
  notes: string[];
}

const daySeconds = 86_400;
/** A swing of the rate over the day below this is not worth a process of its own. */
const leastSwing = 0.1;
/** How much burstier than the process counts may be before it is said. */
const tolerated = 2;

export function fitArrivals(counts: ArrivalCounts): ArrivalFit {
  const { count, durationSeconds, gapVariationRatio } = counts;
  if (durationSeconds === 0) return { arrivals: { process: "all-at-once" }, notes: [] };
  const rate = stated((count - 1) / durationSeconds);
  const swing = dailySwing(counts);
  if (swing >= leastSwing) {
    const peakToMean = stated(1 + Math.min(1, swing));
    return {
      arrivals: { process: "diurnal", rate, peakToMean, period: daySeconds },
      notes: [
        "a scenario's day starts at its mean rate, rising, whatever the hour the log starts at",
        ...(swing > 1
          ? [`the day swings more than a sine can: ${(1 + swing).toFixed(1)} times its mean`]
          : []),
      ],
    };
  }
  const cv = stated(gapVariationRatio);
  // The sample's cv of exponential gaps has a standard error of 1 / sqrt(n).
  const poisson = !(Math.abs(cv - 1) > Math.max(0.05, 3 / Math.sqrt(count)));
  return {
    arrivals: poisson || cv === 0 ? { process: "poisson", rate } : { process: "gamma", rate, cv },
    notes: [
      ...(cv === 0 ? ["the gaps are all equal; the nearest process is Poisson, which is not"] : []),
      ...burstNotes(counts, poisson ? 1 : cv ** 2),
    ],
  };
}

/** Half the height of the sine with a period of a day, over the mean rate; 0 where the log holds no whole day. */
function dailySwing({ windowRequests, windowSeconds }: ArrivalCounts): number {
  const days = Math.floor((windowRequests.length * windowSeconds) / daySeconds);
  const whole = Math.floor((days * daySeconds) / windowSeconds);
  let cosine = 0;
  let sine = 0;
  let total = 0;
  for (let i = 0; i < whole; i++) {
    const angle = (2 * Math.PI * (i + 0.5) * windowSeconds) / daySeconds;
    cosine += windowRequests[i]! * Math.cos(angle);
    sine += windowRequests[i]! * Math.sin(angle);
    total += windowRequests[i]!;
  }
  return total === 0 ? 0 : (2 * Math.hypot(cosine, sine)) / total;
}

/** Counts over minutes against what independent gaps would give. */
function burstNotes({ windowRequests, windowSeconds }: ArrivalCounts, expected: number): string[] {
  const times = Math.max(
    1,
    Math.round(Math.min(60, (windowRequests.length * windowSeconds) / 20) / windowSeconds),
  );
  const wide = widened(windowRequests, times);
  if (wide.length < 10) return [];
  const measured = dispersion(wide);
  if (measured <= tolerated * Math.max(expected, 1)) return [];
  const mean = wide.reduce((sum, each) => sum + each, 0) / wide.length;
  const peak = wide.reduce((most, each) => Math.max(most, each), 0) / mean;
  const spanSeconds = times * windowSeconds;
  return [
    `burstier over ${spanSeconds} s than its gaps tell: counts vary ${measured.toFixed(1)} times as much as Poisson's, the fit ${expected.toFixed(1)} times, and the busiest ${spanSeconds} s carry ${peak.toFixed(1)} times the mean; to keep that, replay the log (process: trace)`,
  ];
}
