// `--assert 'usd_per_million_tokens<0.40@2027-12'`: a column of plan.csv against a bound in a month, at the median of the first
// scenario unless `scenario:quantile:` stands before it.
import { InputError } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { monthOf } from "./calendar.ts";
import type { PlanFile } from "./schema.ts";

export interface Assertion {
  /** As given. */
  text: string;
  strategy: string;
  quantile: number;
  column: string;
  comparison: "<" | "<=" | ">" | ">=";
  bound: number;
  /** Of the plan. */
  month: number;
}

const FORM =
  /^\s*(?:([A-Za-z0-9][\w.-]*):p?(\d*\.?\d+):)?\s*([a-z_0-9]+)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?(?:e\d+)?)\s*@\s*(\d{4}-(?:0[1-9]|1[0-2]))\s*$/;

export function parseAssertion(text: string, file: PlanFile, columns: readonly string[]): Assertion {
  const refuse = (message: string): never => {
    throw InputError.of("command line", "--assert", `${message} in "${text}"`);
  };
  const match = FORM.exec(text);
  if (!match)
    return refuse(
      "expected [scenario:quantile:]column<bound@month, such as usd_per_million_tokens<0.40@2027-12,",
    );
  const [, strategy = Object.keys(file.strategies)[0]!, share = "0.5", column, comparison, bound, month] =
    match;
  if (!Object.hasOwn(file.strategies, strategy))
    refuse(`there is no scenario "${strategy}".${didYouMean(strategy, Object.keys(file.strategies))}`);
  const quantile = Number(share) > 1 ? Number(share) / 100 : Number(share);
  if (!file.quantiles.some((each) => Math.abs(each - quantile) < 1e-9))
    refuse(`the plan has no quantile ${share} (it has ${file.quantiles.join(", ")})`);
  if (!columns.includes(column!))
    refuse(`plan.csv has no number "${column}".${didYouMean(column!, columns)}`);
  const from = monthOf(month!) - file.start;
  if (from < 0 || from >= file.horizon) refuse(`${month} is outside the plan`);
  return {
    text,
    strategy,
    quantile,
    column: column!,
    comparison: comparison as Assertion["comparison"],
    bound: Number(bound),
    month: from,
  };
}

/** Of what is unknown nothing can be said to hold. */
export function holds({ comparison, bound }: Assertion, value: number | null): boolean {
  if (value === null) return false;
  return { "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound }[comparison];
}
