// What others published beside what is predicted: how far off, and why, for the terminal, as CSV and for a page.
import type { HeldAgainst } from "../planner/curve/published.ts";
import { row } from "./csv.ts";
import { fixed, number, tokensPerSecond, tokensPerSecondPerMegawatt, unknown } from "./format.ts";
import { plainTable } from "./plain-table.ts";

export const publishedHeading = "Held against published points";
export const publishedNote =
  "published / predicted: 1 is right, above 1 the prediction is too low. Read over the layouts and loads that were published.";

const measures: Record<HeldAgainst["of"], [string, (value: number) => string]> = {
  alone: ["one user alone", tokensPerSecond],
  output: ["output", tokensPerSecond],
  outputPerAllInMegawatt: ["output per all-in MW", tokensPerSecondPerMegawatt],
};

export function publishedRows(held: readonly HeldAgainst[]): { heads: string[]; rows: string[][] } {
  return {
    heads: ["", "measured", "at tok/s/user", "published", "predicted", "published / predicted"],
    rows: held.map((each) => {
      const [measured, text] = measures[each.of];
      return [
        each.name,
        measured,
        each.of === "alone" ? "" : number(each.tokensPerSecondPerUser),
        text(each.publishedTokensPerSecond),
        each.predictedTokensPerSecond === null ? unknown : text(each.predictedTokensPerSecond),
        each.ratio === null ? unknown : fixed(each.ratio, 2),
      ];
    }),
  };
}

/** One line each: why, and where it stands. */
export const publishedReasons = (held: readonly HeldAgainst[]): string[] =>
  held.map(({ name, because, source }) => `${name}: ${because} (${source})`);

export function publishedText(held: readonly HeldAgainst[]): string[] {
  if (held.length === 0) return [];
  const { heads, rows } = publishedRows(held);
  const reasons = publishedReasons(held).map((line) => `  ${line}`);
  return [publishedHeading, plainTable(heads, rows), publishedNote, ...reasons, ""];
}

export function publishedCsv(held: readonly HeldAgainst[]): string {
  const header = row([
    "deployment",
    "name",
    "of",
    "tokens_per_second_per_user",
    "published",
    "predicted",
    "published_over_predicted",
    "source",
    "because",
  ]);
  return (
    header +
    held
      .map((each) =>
        row([
          each.deployment,
          each.name,
          each.of,
          each.tokensPerSecondPerUser,
          each.publishedTokensPerSecond,
          each.predictedTokensPerSecond,
          each.ratio,
          each.source,
          each.because,
        ]),
      )
      .join("")
  );
}
