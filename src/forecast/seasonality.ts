// Seasons, where the data carries them: at equal daily, weekly, monthly or quarterly steps and two whole cycles, the steps of
// the log are averaged by phase and kept if that lowers the Bayesian information criterion. Steps, not levels: those of a random
// walk are independent, so a wandering series is not taken for a seasonal one.

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

export function seasonalityOf(
  timesSeconds: readonly number[],
  logs: readonly number[],
): Seasonality | undefined {
  const gaps = timesSeconds.slice(1).map((time, k) => (time - timesSeconds[k]!) / DAY_SECONDS);
  const cycle = cycles.find(({ lowDays, highDays }) =>
    gaps.every((gap) => gap >= lowDays && gap <= highDays),
  );
  if (cycle === undefined || logs.length < 2 * cycle.phases + 1) return undefined;
  const steps = logs.slice(1).map((log, k) => log - logs[k]!);
  const phases = timesSeconds.slice(1).map((time) => cycle.phaseOf(new Date(time * 1000)));
  const sums = new Float64Array(cycle.phases);
  const counts = new Float64Array(cycle.phases);
  steps.forEach((step, k) => {
    sums[phases[k]!]! += step;
    counts[phases[k]!]!++;
  });
  if (counts.some((count) => count === 0)) return undefined;
  const means = sums.map((sum, phase) => sum / counts[phase]!);
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  let around = 0;
  let within = 0;
  steps.forEach((step, k) => {
    around += (step - mean) ** 2;
    within += (step - means[phases[k]!]!) ** 2;
  });
  // A millionth of the variance stands for a fit without error.
  const gain = steps.length * Math.log(around / Math.max(within, 1e-6 * around));
  if (!(gain > (cycle.phases - 1) * Math.log(steps.length))) return undefined;
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
    at: (timeSeconds) => index[cycle.phaseOf(new Date(timeSeconds * 1000))]! - centre,
  };
}
