// How the lengths of a run's requests were drawn, as the column `length_dist` says: all equal, or uniform around the nominal ones.
// A source that has the means of a data set or of a trace, or says nothing, tells no distribution.
import { didYouMean } from "../base/nearest.ts";

/** `uniform[0.8,1.0]*nominal`, with the nominal lengths in parentheses where the row states measured means. */
export const UNIFORM = /^uniform\[([\d.]+),([\d.]+)\]\*nominal(?:\((\d+)\/(\d+)\))?$/;

const words = ["fixed", "unknown", "dataset", "trace", "workload mean only"];

export const tellsDistribution = (text: string): boolean => text === "fixed" || UNIFORM.test(text);

/** The means of prompts and answers that people wrote, told apart from lengths that somebody set. */
export const isOfData = (text: string): boolean => text === "dataset" || /^trace\b/.test(text);

/** What is wrong with such a cell; undefined where nothing is. */
export function distributionProblem(text: string): string | undefined {
  if (text === "" || words.includes(text) || /^trace\(.*\)$/.test(text)) return undefined;
  const [, low, high] = UNIFORM.exec(text) ?? [];
  if (Number(low) > 0 && Number(low) <= Number(high)) return undefined;
  const meant = didYouMean(text, words);
  return `expected fixed, unknown, or shares of the nominal lengths such as uniform[0.8,1.0]*nominal, got "${text}".${meant}`;
}
