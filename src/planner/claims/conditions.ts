// Under what a claim holds: the fewest values that are not central, and then the fewest that have to stay, which leave a part
// of the box where it (nearly) always holds; of those parts the one that takes in most. What is left is looked for alike.
import type { Assumption, Values } from "./claim.ts";

export interface ConditionTerm {
  path: string;
  unit: string;
  /** Of its low, central and high value, neighbours. */
  values: number[];
  central: number;
}

export interface Condition {
  terms: ConditionTerm[];
  /** Of the settings in this part of the box: where the claim holds. */
  holdsFraction: number;
  /** Of the settings in which it holds: those in this part of the box. */
  ofHeldFraction: number;
}

export interface Outcome {
  values: Values;
  holds: boolean;
}

/** In a part of the box as far as this, a claim counts as holding there. */
const NEARLY_ALL = 0.9;
/** Alternatives that are told at most, and what one must add of where the claim holds. */
const ALTERNATIVES = 2;
const WORTH_TELLING = 0.25;

export function conditionsOf(assumptions: readonly Assumption[], box: readonly Outcome[]): Condition[] {
  const all = box.length;
  const holds = bitsWhere(all, (index) => box[index]!.holds);
  const termed = assumptions.map((assumption) =>
    termsOf(assumption).map((term) => ({
      term,
      inside: bitsWhere(all, (index) => isIn([term], box[index]!)),
    })),
  );
  let left = holds;
  const held = count(holds);
  const told: Condition[] = [];
  // An alternative that needs more than the first is a list of exceptions.
  let mostSupposed = assumptions.length;
  while (told.length < ALTERNATIVES && count(left) > WORTH_TELLING * held) {
    const found = fewest(
      termed,
      bitsWhere(all, () => true),
      holds,
      left,
      mostSupposed,
    );
    if (found === undefined || told.some((condition) => supposes(condition.terms) === supposes(found.terms)))
      break;
    const { terms, inside } = found;
    const there = countBoth(inside, holds);
    told.push({ terms, holdsFraction: there / count(inside), ofHeldFraction: there / held });
    left = left.map((word, k) => word & ~inside[k]!);
    mostSupposed = Math.min(mostSupposed, terms.filter(isSupposed).length);
  }
  return told;
}

const supposes = (terms: readonly ConditionTerm[]): string =>
  terms
    .filter(isSupposed)
    .map(({ path, values }) => `${path}=${values}`)
    .join(" ");

const isSupposed = ({ values, central }: ConditionTerm): boolean => !values.includes(central);

const isIn = (terms: readonly ConditionTerm[], { values }: Outcome): boolean =>
  terms.every((term) => term.values.includes(values.get(term.path)!));

interface Part {
  terms: ConditionTerm[];
  inside: Bits;
}

function fewest(
  termed: readonly Termed[],
  box: Bits,
  holds: Bits,
  wanted: Bits,
  mostSupposed: number,
): Part | undefined {
  for (let supposed = 0; supposed <= mostSupposed; supposed++)
    for (let stays = supposed === 0 ? 1 : 0; supposed + stays <= termed.length; stays++) {
      let best: (Part & { captured: number; share: number }) | undefined;
      for (const { terms, inside } of parts(termed, box, wanted, supposed, stays)) {
        const share = countBoth(inside, holds) / count(inside);
        if (share < NEARLY_ALL) continue;
        const captured = countBoth(inside, wanted);
        if (!best || captured > best.captured || (captured === best.captured && share > best.share))
          best = { terms, inside, captured, share };
      }
      if (best) return best;
    }
  return undefined;
}

/** The terms of one assumption, each with where in the box it is met. */
type Termed = readonly { term: ConditionTerm; inside: Bits }[];

/** Every way of moving some assumptions off their central value and keeping some near it that leaves anything wanted. */
function* parts(
  termed: readonly Termed[],
  inside: Bits,
  wanted: Bits,
  supposed: number,
  stays: number,
  terms: ConditionTerm[] = [],
): Generator<Part> {
  if (supposed + stays === 0) {
    yield { terms, inside };
    return;
  }
  // The last that leaves enough of them behind it.
  for (let index = 0; index + supposed + stays <= termed.length; index++)
    for (const { term, inside: met } of termed[index]!) {
      const moved = isSupposed(term);
      if ((moved ? supposed : stays) === 0) continue;
      const kept = inside.map((word, k) => word & met[k]!);
      if (countBoth(kept, wanted) === 0) continue;
      const rest = termed.slice(index + 1);
      yield* parts(rest, kept, wanted, supposed - Number(moved), stays - Number(!moved), [...terms, term]);
    }
}

/** A subset of the box, a bit for each setting: thousands of parts of thousands of settings are looked at. */
type Bits = Uint32Array;

function bitsWhere(length: number, isSet: (index: number) => boolean): Bits {
  const bits = new Uint32Array(Math.ceil(length / 32));
  for (let index = 0; index < length; index++) if (isSet(index)) bits[index >> 5]! |= 1 << (index & 31);
  return bits;
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const count = (bits: Bits): number => countBoth(bits, bits);

function countBoth(a: Bits, b: Bits): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += ones(a[k]! & b[k]!);
  return sum;
}

/** Runs of neighbouring values, but not all of them. */
function termsOf({ path, unit, low, central, high }: Assumption): ConditionTerm[] {
  const all = [...new Set([low, central, high])];
  const runs = all.flatMap((_, from) => all.slice(from).map((_, more) => all.slice(from, from + more + 1)));
  return runs.filter(({ length }) => length < all.length).map((values) => ({ path, unit, values, central }));
}

/** What is not central comes first: it is what has to be supposed; then what has to stay as it is. */
export function conditionText({ terms, holdsFraction }: Condition): string {
  const supposed = terms
    .filter(isSupposed)
    .map(({ path, values, unit }) => `${path} = ${values[0]}${unitText(unit)}`);
  const near = terms.filter((term) => !isSupposed(term));
  const central = near.filter(({ values }) => values.length === 1).map(({ path }) => path);
  const stays = [
    ...(central.length > 0 ? [`${central.join(", ")} central`] : []),
    ...near.filter(({ values }) => values.length > 1).map(boundText),
  ];
  const parts = supposed.length > 0 ? [supposed.join(" and "), ...stays] : stays;
  const share = holdsFraction === 1 ? "" : ` (in ${Math.floor(holdsFraction * 100)} % of what that leaves)`;
  return `${parts.join(", ")}${share}`;
}

const boundText = ({ path, values, unit, central }: ConditionTerm): string =>
  `${path} ${central === values[0] ? "at least" : "at most"} ${central}${unitText(unit)}`;

const unitText = (unit: string): string => (unit === "1" ? "" : ` ${unit}`);
