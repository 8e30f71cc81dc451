// What an answer to one window is worth: share of its years inside each interval, interval score, error of the median.
import type { Answer } from "./methods.ts";

export interface Scores {
  smape: number;
  /** Where the method has intervals. */
  intervals?: { inside80: number; below80: number; above80: number; inside95: number; score: number };
}

export function scoresOf(answers: readonly Answer[], future: readonly number[]): Scores {
  const smape = mean(
    answers.map(({ median }, h) => {
      const [forecast, truth] = [Math.exp(median), future[h]!];
      return (200 * Math.abs(forecast - truth)) / (forecast + truth);
    }),
  );
  if (answers[0]!.ends === undefined) return { smape };
  const share = (isSo: (truth: number, ends: NonNullable<Answer["ends"]>) => boolean) =>
    mean(answers.map(({ ends }, h) => (isSo(Math.log(future[h]!), ends!) ? 1 : 0)));
  const inside = (low: 0 | 1, high: 2 | 3) =>
    share((truth, ends) => truth >= ends[low] && truth <= ends[high]);
  const score = mean(answers.map((answer, h) => intervalScore(answer, Math.log(future[h]!))));
  return {
    smape,
    intervals: {
      inside80: inside(1, 2),
      below80: share((truth, ends) => truth < ends[1]),
      above80: share((truth, ends) => truth > ends[2]),
      inside95: inside(0, 3),
      score,
    },
  };
}

/** Width, and ten times what is missed by (Gneiting and Raftery 2007, for 80 %). */
function intervalScore({ ends }: Answer, truth: number): number {
  const [, low, high] = ends!;
  return high - low + 10 * (Math.max(0, low - truth) + Math.max(0, truth - high));
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, each) => sum + each, 0) / values.length;
