// Claims from the text of their files, and `--set PATH=VALUE UNIT` on their assumptions.
import { InputError, type Problem } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { validate } from "../../profiles/schema-problems.ts";
import { parseYamlDocument } from "../../profiles/yaml-document.ts";
import { type Assumption, type Claim, claimSchema } from "./claim.ts";

export function parseClaim(file: string, text: string): Claim {
  const document = parseYamlDocument(file, text);
  return validate(claimSchema, document.value, document.positionOf);
}

/** The claims with every stated assumption known: low, central and high are what was given. */
export function withSettings(claims: readonly Claim[], given: readonly string[]): Claim[] {
  const problems: Problem[] = [];
  const values = new Map<string, number>();
  for (const text of given) {
    const problem = readSetting(text, claims, values);
    if (problem) problems.push({ file: `--set ${text}`, line: 0, column: 0, ...problem });
  }
  if (problems.length > 0) throw new InputError(problems);
  return claims.map((claim) => ({
    ...claim,
    assumptions: claim.assumptions.map((assumption) => {
      const value = values.get(assumption.path);
      return value === undefined ? assumption : { ...assumption, low: value, central: value, high: value };
    }),
  }));
}

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
  const value = Number(number);
  if (!Number.isFinite(value)) return { path, message: `expected a number, got "${number}"` };
  if (unit !== (assumption.unit === "1" ? "" : assumption.unit))
    return { path, message: `expected a value in ${shownUnit(assumption)}, got "${unit}"` };
  const choice = choicesOf(assumption);
  if (choice && !choice.includes(number))
    return { path, message: `expected one of ${choice.join(", ")} ${assumption.unit}, got ${number}` };
  values.set(path, value);
  return undefined;
}

const shownUnit = ({ unit }: Assumption): string => (unit === "1" ? "no unit" : unit);

const choicesOf = ({ applies }: Assumption): string[] | undefined =>
  applies.flatMap((applied) =>
    "scenario" in applied && applied.choose ? [Object.keys(applied.choose)] : [],
  )[0];
