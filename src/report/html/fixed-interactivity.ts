// What each deployment gives and costs at fixed interactivities: a group of rows each, so that any number of them fits beside the curve.
import type { Curve } from "../../planner/curve/curve.ts";
import { atInteractivities } from "../curve.ts";
import { number, tokensPerSecondPerMegawatt, unknown, usd } from "../format.ts";
import type { TableBlock } from "./block.ts";
import { type Cell, figure, text } from "./markup.ts";

const shown = (value: number | null, inWords: (value: number) => string): string =>
  value === null ? unknown : inWords(value);

/** The head has the unit. */
const perMegawatt = (value: number): string =>
  tokensPerSecondPerMegawatt(value).replace(" tok/s/MW", "").replace(" ", "\u00a0");

/** May break before what it is per. */
const head = (rate: string): Cell => ({ html: rate.replace(/\/(?=\w+$)/, "<wbr>/"), number: true });

export function fixedInteractivityTable(curves: readonly Curve[]): TableBlock {
  const levels = atInteractivities(curves);
  return {
    kind: "table",
    label: "At fixed interactivity, read off the fronts",
    heads: [text("tok/s/user"), ...["tok/s/MW", "all-in", "tok/s/device", "$/Mtok"].map(head)],
    groups: curves.map(({ name }, index) => ({
      heading: name,
      rows: levels.map(({ tokensPerSecondPerUser, deployments }) => {
        const each = deployments[index]!;
        return [
          number(tokensPerSecondPerUser),
          shown(each.outputTokensPerSecondPerMegawatt, perMegawatt),
          shown(each.outputTokensPerSecondPerAllInMegawatt, perMegawatt),
          shown(each.outputTokensPerSecondPerDevice, number),
          usd(each.usdPerMillionOutputTokens),
        ].map(figure);
      }),
    })),
    note: "At fixed interactivity, read off the fronts, straight in logarithms between points; – beyond reach. MW: of mean facility power; all-in: tok/s per MW of analysts' all-in provisioned power, which InferenceX divides by.",
  };
}
