// "Did you mean": the nearest known name, if it is near enough to be a likely slip.
import { distance } from "fastest-levenshtein";

/** The nearest of `names` to `given`: at most 40 % of it differs, or one begins with the other; else undefined. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(given.length - 1, Math.max(2, Math.floor(given.length * 0.4))) + 1;
  for (const name of names) {
    const d = distance(given.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  return (
    best ??
    [...names].filter((name) => oneBeginsWithTheOther(given, name)).sort((a, b) => b.length - a.length)[0]
  );
}

function oneBeginsWithTheOther(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return length >= 3 && a.slice(0, length).toLowerCase() === b.slice(0, length).toLowerCase();
}

/** ` Did you mean "x"?`, or the empty string. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const name = nearest(given, names);
  return name === undefined ? "" : ` Did you mean "${name}"?`;
}
