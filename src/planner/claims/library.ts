// Claims from the text of their files, and `--set PATH=VALUE UNIT` on their assumptions.
import { InputError, type Problem } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import type { ProfileLibrary } from "../../profiles/library.ts";
import { validate } from "../../profiles/schema-problems.ts";
import { parseYamlDocument } from "../../profiles/yaml-document.ts";
import { type Assumption, type Claim, centralValues, claimSchema, type Target } from "./claim.ts";
import { inUnit, scaled, scenarioOf } from "./setting.ts";

export function parseClaim(file: string, text: string): Claim {
  const document = parseYamlDocument(file, text);
  return validate(claimSchema, document.value, document.positionOf);
}

/** The claims with every stated assumption known: low, central and high are what was given. */
export function withSettings(
  claims: readonly Claim[],
  given: readonly string[],
  profiles: ProfileLibrary,
): Claim[] {
  const problems: Problem[] = [];
  const values = new Map<string, number>();
  for (const text of given) {
    const problem = readSetting(text, claims, values);
    if (problem) problems.push({ file: `--set ${text}`, line: 0, column: 0, ...problem });
  }
  const settled = claims.map((claim) => ({
    ...claim,
    assumptions: claim.assumptions.map((assumption) => {
      const value = values.get(assumption.path);
      return value === undefined ? assumption : { ...assumption, low: value, central: value, high: value };
    }),
  }));
  if (values.size > 0) problems.push(...settled.flatMap((claim) => refusals(claim, profiles)));
  if (problems.length > 0) throw new InputError(distinct(problems));
  return settled;
}

/** What the scenarios of a claim say against its central values. */
function refusals(claim: Claim, profiles: ProfileLibrary): readonly Problem[] {
  return [claim.subject, claim.baseline, ...claim.others].flatMap((name) => {
    try {
      scenarioOf(claim, name, centralValues(claim), profiles);
      return [];
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
  });
}

/** An assumption may be wrong in several places of several claims: said once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.file} ${problem.path}`, problem])).values(),
];

function readSetting(
  text: string,
  claims: readonly Claim[],
  values: Map<string, number>,
): { path: string; message: string } | undefined {
  const match = /^\s*([^=\s]+)\s*=\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(text);
  if (!match) return { path: "", message: "expected PATH=VALUE UNIT, such as lpx.rack-power=80 kW" };
  const [, path, number, unit] = match as unknown as [string, string, string, string];
  const known = claims.flatMap(({ assumptions }) => assumptions);
  const assumption = known.find((each) => each.path === path);
  if (!assumption) {
    const paths = [...new Set(known.map((each) => each.path))];
    return { path, message: `no assumption of these claims.${didYouMean(path, paths)}` };
  }
  const given = Number(number);
  if (!Number.isFinite(given)) return { path, message: `expected a number, got "${number}"` };
  // A plain number may be written as the table prints it, with the unit 1.
  const exponent = unit === "" && assumption.unit === "1" ? 0 : prefixExponent(unit, assumption.unit);
  if (exponent === undefined) {
    const example = inUnit(assumption.central, assumption.unit);
    return {
      path,
      message: `expected a value in ${shownUnit(assumption)} such as "${example}", got "${`${number} ${unit}`.trim()}"`,
    };
  }
  const value = exponent < 0 ? given / 10 ** -exponent : given * 10 ** exponent;
  const choice = choicesOf(assumption);
  if (choice && !choice.map(Number).includes(value))
    return { path, message: `expected one of ${choice.join(", ")} ${assumption.unit}, got ${number}` };
  const impossible = known
    .filter((each) => each.path === path)
    .flatMap(({ applies }) => applies)
    .flatMap((applied) => bound(applied, value))[0];
  if (impossible !== undefined)
    return { path, message: `${impossible}, got "${inUnit(value, assumption.unit)}"` };
  values.set(path, value);
  return undefined;
}

const prefixes: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** Power of ten from one unit to another of the same quantity: W to kW is -3; undefined where they measure different things. */
function prefixExponent(from: string, to: string): number | undefined {
  if (from === to) return 0;
  const [one, other] = [from, to].map((unit) => /^([numkMGTPE]?)(W|B\/s|FLOP\/s|s)$/.exec(unit));
  return one && other && one[2] === other[2] ? prefixes[one[1]!]! - prefixes[other[1]!]! : undefined;
}

const shownUnit = ({ unit }: Assumption): string => (unit === "1" ? "no unit" : unit);

/** What a profile or a request can be; a scenario says for itself. */
function bound(applied: Target, value: number): string[] {
  if ("scenario" in applied) return [];
  const made = scaled(applied, value);
  if ("request" in applied) {
    const least = applied.request === "cachedTokens" ? 0 : 1;
    return made < least ? [`must be at least ${least}`] : [];
  }
  if ("engineTimes" in applied) return made < 0 ? ["must be at least 0"] : [];
  return made > 0 ? [] : ["must be more than 0"];
}

const choicesOf = ({ applies }: Assumption): string[] | undefined =>
  applies.flatMap((applied) =>
    "scenario" in applied && applied.choose ? [Object.keys(applied.choose)] : [],
  )[0];
