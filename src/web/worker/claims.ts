// Vendor claims: what each says and leaves out, and what comes of it under stated values of what it leaves out.
import { InputError } from "../../base/errors.ts";
import type { Assumption, Claim } from "../../planner/claims/claim.ts";
import { parseClaim, withSettings } from "../../planner/claims/library.ts";
import { type ClaimResult, weigh } from "../../planner/claims/weigh.ts";
import type { Chart } from "../../report/charts/chart.ts";
import { claimCharts } from "../../report/charts/claims.ts";
import { holdsWhere, remarks, verdictInShort } from "../../report/claim-words.ts";
import { profiles, shipped } from "./shipped.ts";

export interface ClaimsState {
  name: string;
  /** Assumptions with a value of the reader's, in their unit; the others stay undisclosed. */
  stated: Record<string, number>;
}

export interface ClaimAssumption {
  path: string;
  label: string;
  low: number;
  central: number;
  high: number;
  unit: string;
  why: string;
  /** Counts devices, stages, racks or tokens: nothing between two whole numbers. */
  whole: boolean;
  /** Where only these values make sense. */
  choices: number[] | undefined;
}

export interface ClaimText
  extends Pick<
    Claim,
    "name" | "title" | "claimed" | "claimedRatio" | "conditions" | "leavesOut" | "simplified"
  > {
  source: string;
  assumptions: ClaimAssumption[];
}

export interface ClaimAnswer {
  result: ClaimResult;
  verdict: string;
  /** What decides it, a sentence; empty where it holds or does not. */
  where: string;
  /** What else to know. */
  remarks: string[];
  chart: Chart;
}

/** Its three values are whole, and what it sets is a plain number of the scenario or tokens of the request. */
const isWhole = ({ low, central, high, applies }: Assumption): boolean =>
  [low, central, high].every(Number.isInteger) &&
  applies.some((each) =>
    "request" in each ? each.request !== "acceptedTokens" : "scenario" in each && each.unit === undefined,
  );

const paths = () => Object.keys(shipped).filter((path) => path.startsWith("claims/"));
const read = (path: string) => parseClaim(path, shipped[path]!);

export const claimTexts = (): ClaimText[] =>
  paths()
    .map(read)
    .map(
      ({
        name,
        title,
        claimed,
        claimedRatio,
        conditions,
        leavesOut,
        simplified,
        source,
        date,
        assumptions,
      }) => ({
        name,
        title,
        claimed,
        claimedRatio,
        conditions,
        leavesOut,
        simplified,
        source: `${source}, ${date}`,
        assumptions: assumptions.map((assumption) => {
          const { applies, path, low, central, high, unit, why } = assumption;
          const choose = applies.flatMap((each) => ("choose" in each && each.choose ? [each.choose] : []))[0];
          const choices = choose && Object.keys(choose).map(Number);
          return {
            path,
            label: label(path),
            low,
            central,
            high,
            unit,
            why,
            whole: isWhole(assumption),
            choices,
          };
        }),
      }),
    );

/** Short forms, and names with a number, such as NVL72 and GB200. */
const shortForm = /\b(afd|gpu|hbm|kv|lpx|cpx|vr|[a-z]+\d+[a-z]*)\b/g;

/** A key of the claim's file as its control is labelled. */
const label = (path: string) =>
  path.replaceAll(/[.-]/g, " ").replaceAll(shortForm, (word) => word.toUpperCase());

/** A text that names assumptions by their keys, in the words and units of the controls. */
function inLabels(text: string, { assumptions }: Claim): string {
  const paths = assumptions.map(({ path }) => path).sort((a, b) => b.length - a.length);
  const named = paths.reduce((sofar, path) => sofar.replaceAll(path, label(path)), text);
  return named.replaceAll(/(\d) us\b/g, "$1 µs");
}

const setting = ({ path, unit }: { path: string; unit: string }, value: number) =>
  `${path}=${value} ${unit === "1" ? "" : unit}`;

/**
 * The claim with the stated values; what is not stated goes over its range, or stays central for a quick answer.
 */
export function* weighClaim({
  state,
  quick,
}: {
  state: ClaimsState;
  quick: boolean;
}): Generator<number, ClaimAnswer | undefined, boolean> {
  const path = `claims/${state.name}.yaml`;
  if (shipped[path] === undefined)
    throw InputError.of("link", "", `there is no claim "${state.name}": choose another`);
  const claim = read(path);
  const unknown = Object.keys(state.stated).filter(
    (each) => !claim.assumptions.some(({ path }) => path === each),
  );
  if (unknown.length > 0)
    throw InputError.of("link", unknown.join(", "), `no assumption of the claim "${state.name}"`);
  const settings = claim.assumptions.flatMap((assumption) => {
    const value = state.stated[assumption.path] ?? (quick ? assumption.central : undefined);
    return value === undefined ? [] : [setting(assumption, value)];
  });
  const [asked] = withSettings([claim], settings, profiles);
  const result = yield* weigh(asked!, profiles);
  if (!result) return undefined;
  const chart = claimCharts([result])[0]!;
  const labelled = (text: string) => inLabels(text, claim);
  return {
    result,
    verdict: verdictInShort(result),
    where: holdsWhere(result, label).replaceAll(/(\d) us\b/g, "$1 µs"),
    remarks: remarks(result)
      .filter((remark) => !chart.notes.includes(remark))
      .map(labelled),
    chart: { ...chart, notes: chart.notes.map(labelled) },
  };
}
