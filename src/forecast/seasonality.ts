// Seasons, where the data carries them: at nearly equal daily, weekly, monthly or quarterly steps and two whole cycles, the steps
// of the log are averaged by phase and kept if that lowers the Bayesian information criterion. Steps, not levels: those of a random
// walk are independent, so a wandering series is not taken for a seasonal one. A step over a missing point says nothing of a phase.
import { type Grid, gridOf } from "./grid.ts";

const DAY_SECONDS = 86_400;

interface Cycle {
  name: string;
  phases: number;
  lowDays: number;
  highDays: number;
  phaseOf(date: Date): number;
}

const cycles: readonly Cycle[] = [
  { name: "weekly", phases: 7, lowDays: 0.9, highDays: 1.1, phaseOf: (date) => date.getUTCDay() },
  { name: "yearly", phases: 52, lowDays: 6.5, highDays: 7.5, phaseOf: weekOfYear },
  { name: "yearly", phases: 12, lowDays: 27, highDays: 32, phaseOf: (date) => date.getUTCMonth() },
  {
    name: "yearly",
    phases: 4,
    lowDays: 84,
    highDays: 98,
    phaseOf: (date) => Math.floor(date.getUTCMonth() / 3),
  },
];

function weekOfYear(date: Date): number {
  const dayOfYear = (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / (1000 * DAY_SECONDS);
  return Math.min(51, Math.floor(dayOfYear / 7));
}

export interface Seasonality {
  cycle: string;
  phases: number;
  /** What the season adds to the log at a time; its mean over a cycle is zero. */
  at(timeSeconds: number): number;
}

/** `known`: there is a season of the cycle that the grid carries, whatever the criterion says of these points. */
export function seasonalityOf(
  timesSeconds: readonly number[],
  logs: readonly number[],
  known = false,
): Seasonality | undefined {
  const grid = gridOf(timesSeconds);
  const cycle = grid && cycleOf(timesSeconds, grid);
  if (cycle === undefined || (!known && grid!.places.at(-1)! < 2 * cycle.phases)) return undefined;
  const phaseAt = (timeSeconds: number) => cycle.phaseOf(new Date(timeSeconds * 1000));
  const steps = logs
    .slice(1)
    .flatMap((log, k) =>
      grid!.places[k + 1]! - grid!.places[k]! === 1
        ? [{ phase: phaseAt(timesSeconds[k + 1]!), size: log - logs[k]! }]
        : [],
    );
  const sums = new Float64Array(cycle.phases);
  const counts = new Float64Array(cycle.phases);
  for (const { phase, size } of steps) {
    sums[phase]! += size;
    counts[phase]!++;
  }
  if (counts.some((count) => count === 0)) return undefined;
  const means = sums.map((sum, phase) => sum / counts[phase]!);
  if (!known && !explains(steps, means)) return undefined;
  const drift = means.reduce((sum, each) => sum + each, 0) / cycle.phases;
  let level = 0;
  const index = means.map((each) => {
    level += each - drift;
    return level;
  });
  const centre = index.reduce((sum, each) => sum + each, 0) / cycle.phases;
  return {
    cycle: cycle.name,
    phases: cycle.phases,
    at: (timeSeconds) => index[phaseAt(timeSeconds)]! - centre,
  };
}

function cycleOf(timesSeconds: readonly number[], { places }: Grid): Cycle | undefined {
  return cycles.find(({ lowDays, highDays }) =>
    timesSeconds.slice(1).every((time, k) => {
      const days = (time - timesSeconds[k]!) / DAY_SECONDS / (places[k + 1]! - places[k]!);
      return days >= lowDays && days <= highDays;
    }),
  );
}

/** By the Bayesian information criterion: the means of the phases against one mean for all steps. */
function explains(steps: readonly { phase: number; size: number }[], means: Float64Array): boolean {
  const mean = steps.reduce((sum, { size }) => sum + size, 0) / steps.length;
  let around = 0;
  let within = 0;
  for (const { phase, size } of steps) {
    around += (size - mean) ** 2;
    within += (size - means[phase]!) ** 2;
  }
  // A millionth of the variance stands for a fit without error.
  const gain = steps.length * Math.log(around / Math.max(within, 1e-6 * around));
  return gain > (means.length - 1) * Math.log(steps.length);
}
