// "Did you mean": the nearest known name, if it is near enough to be a likely slip.
import { distance } from "fastest-levenshtein";

/** The nearest of `names` to `given`, or undefined when nothing is close (more than 40 % of it differs). */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(given.length * 0.4)) + 1;
  for (const name of names) {
    const d = distance(given.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, or the empty string. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const name = nearest(given, names);
  return name === undefined ? "" : ` Did you mean "${name}"?`;
}
