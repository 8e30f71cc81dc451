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
  let left = box.filter(({ holds }) => holds);
  const held = left.length;
  const told: Condition[] = [];
  // An alternative that needs more than the first is a list of exceptions.
  let mostSupposed = assumptions.length;
  while (told.length < ALTERNATIVES && left.length > WORTH_TELLING * held) {
    const terms = fewest(assumptions, box, new Set(left), mostSupposed);
    if (terms === undefined || told.some((condition) => supposes(condition.terms) === supposes(terms))) break;
    const inside = box.filter((outcome) => isIn(terms, outcome));
    const there = inside.filter(({ holds }) => holds).length;
    told.push({ terms, holdsFraction: there / inside.length, ofHeldFraction: there / held });
    left = left.filter((outcome) => !isIn(terms, outcome));
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

function fewest(
  assumptions: readonly Assumption[],
  box: readonly Outcome[],
  wanted: ReadonlySet<Outcome>,
  mostSupposed: number,
): ConditionTerm[] | undefined {
  for (let supposed = 0; supposed <= mostSupposed; supposed++)
    for (let stays = supposed === 0 ? 1 : 0; supposed + stays <= assumptions.length; stays++) {
      let best: { terms: ConditionTerm[]; captured: number; share: number } | undefined;
      for (const { terms, inside } of parts(assumptions, box, wanted, supposed, stays)) {
        const share = inside.filter(({ holds }) => holds).length / inside.length;
        if (share < NEARLY_ALL) continue;
        const captured = inside.filter((outcome) => wanted.has(outcome)).length;
        if (!best || captured > best.captured || (captured === best.captured && share > best.share))
          best = { terms, captured, share };
      }
      if (best) return best.terms;
    }
  return undefined;
}

/** Every way of moving some assumptions off their central value and keeping some near it that leaves anything wanted. */
function* parts(
  assumptions: readonly Assumption[],
  inside: readonly Outcome[],
  wanted: ReadonlySet<Outcome>,
  supposed: number,
  stays: number,
  terms: ConditionTerm[] = [],
): Generator<{ terms: ConditionTerm[]; inside: readonly Outcome[] }> {
  if (supposed + stays === 0) {
    yield { terms, inside };
    return;
  }
  for (const [index, assumption] of assumptions.entries())
    for (const term of termsOf(assumption)) {
      const moved = isSupposed(term);
      if ((moved ? supposed : stays) === 0) continue;
      const kept = inside.filter((outcome) => isIn([term], outcome));
      if (!kept.some((outcome) => wanted.has(outcome))) continue;
      const rest = assumptions.slice(index + 1);
      yield* parts(rest, kept, wanted, supposed - Number(moved), stays - Number(!moved), [...terms, term]);
    }
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
