// "Did you mean": the nearest known name, if it is near enough to be a likely slip.
import { distance } from "fastest-levenshtein";

/** The nearest of `names` to `given`: at most 40 % of it differs, or one begins with the other; else undefined. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  const likely = Math.min(
    given.length - 1,
    Math.max(given.length > 3 ? 2 : 1, Math.floor(given.length * 0.4)),
  );
  const [best] = known
    .map((name) => ({ name, edits: edits(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= likely)
    // Of two as near, the one that ends alike: a letter is lost more often than put for another.
    .sort((a, b) => a.edits - b.edits || alikeAtTheEnd(given, b.name) - alikeAtTheEnd(given, a.name));
  return (
    best?.name ??
    known.filter((name) => oneBeginsWithTheOther(given, name)).sort((a, b) => b.length - a.length)[0]
  );
}

/** Two letters swapped are one slip. */
function edits(a: string, b: string): number {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  const swapped = a.slice(0, at) + (a[at + 1] ?? "") + (a[at] ?? "") + a.slice(at + 2);
  return at >= 0 && swapped === b ? 1 : distance(a, b);
}

function alikeAtTheEnd(a: string, b: string): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count++;
  return count;
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
