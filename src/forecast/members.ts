// Forecasters that need more points than the trend does, on logs at equal steps: Theta (Assimakopoulos and Nikolopoulos 2000, in
// the form of Hyndman and Billah 2003: exponential smoothing plus half the slope) and trend smoothing, damped or not (ETS AAdN and AAN,
// Gardner and McKenzie 1985). Their smoothing is found on a grid: with ten to fifty points finer is not better. A missing log
// (undefined) is stepped over: the level goes on as expected, and nothing is learnt.
import { leastSquares } from "./baselines.ts";

/** The expected log this many steps after the last. */
export type Member = (steps: number) => number;

const levelWeights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

export function theta(logs: readonly (number | undefined)[]): Member {
  const known = logs.flatMap((log, k) => (log === undefined ? [] : [{ log, k }]));
  const { slope } = leastSquares(
    known.map(({ k }) => k),
    known.map(({ log }) => log),
  );
  const candidates = levelWeights.map((weight) => {
    let level = known[0]!.log;
    let error = 0;
    for (const { log } of known.slice(1)) {
      error += (log - level) ** 2;
      level += weight * (log - level);
    }
    return { error, level };
  });
  const { level } = candidates.reduce((best, each) => (each.error < best.error ? each : best));
  return (steps) => level + 0.5 * slope * steps;
}

/** Growth that goes on for ever is believed where it halves the error: trends of business series die out. */
const undampedHandicap = 2;

/** The first and the last log are there. */
export function dampedSmoothing(logs: readonly (number | undefined)[]): Member {
  const first = logs.findIndex((log, k) => log !== undefined && k >= Math.min(logs.length, 4) - 1);
  let best = { error: Number.POSITIVE_INFINITY, level: 0, growth: 0, damping: 1 };
  for (const damping of [0.8, 0.9, 0.98, 1])
    for (const weight of [0.3, 0.5, 0.7, 0.9, 1])
      for (const growthWeight of [0, 0.05, 0.1, 0.2, 0.35, 0.5])
        for (const start of [0, (logs[first]! - logs[0]!) / first]) {
          let level = logs[0]!;
          let growth = start;
          let error = 0;
          for (let k = 1; k < logs.length; k++) {
            const surprise = (logs[k] ?? level + damping * growth) - level - damping * growth;
            error += surprise ** 2;
            level += damping * growth + weight * surprise;
            growth = damping * growth + weight * growthWeight * surprise;
          }
          const handicap = damping === 1 ? undampedHandicap : 1;
          if (handicap * error < best.error) best = { error: handicap * error, level, growth, damping };
        }
  const { level, growth, damping } = best;
  if (damping === 1) return (steps) => level + growth * steps;
  return (steps) => level + (growth * damping * (1 - damping ** steps)) / (1 - damping);
}
