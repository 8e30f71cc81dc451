// Tornado: how far each input, between its low and its high value, moves the present value; widest first. Colour says
// which end is which, on either side of what is planned; what is a part of another input, one class of it, is light.
import type { Sensitivity } from "../../../finance/analysis/result.ts";
import { number, unitFor } from "../../format.ts";
import { bigUsd } from "../../plan/words.ts";
import type { BarChart } from "../chart.ts";
import { moneyUnits } from "./months.ts";

/** Below this share of the widest, a bar cannot be seen; that many are shown all the same, where they do anything. */
const VISIBLE = 0.01;
const FEWEST = 8;

/** Short, that it stands beside the bars of a narrow drawing: "$345k", "-$1.20M". */
function shortly(usd: number): string {
  const { size, symbol } = unitFor(moneyUnits, [usd]);
  return `${usd < 0 ? "-" : ""}$${number(Math.abs(usd) / size)}${symbol.slice(1)}`;
}

export function tornadoChart({ strategy, netPresentUsd, swings }: Sensitivity): BarChart {
  const moving = swings.filter(({ netPresentSwingUsd }) => netPresentSwingUsd > 0.005);
  const widest = moving.find(({ partOf }) => partOf === undefined);
  const shown = moving.filter(
    ({ netPresentSwingUsd }, rank) =>
      rank < FEWEST || netPresentSwingUsd > VISIBLE * widest!.netPresentSwingUsd,
  );
  const ends = shown.flatMap(({ low, high }) => [low.netPresentUsd, high.netPresentUsd]);
  const hidden = moving.length - shown.length;
  const still = swings.length - moving.length;
  return {
    kind: "bars",
    id: "tornado",
    title: widest
      ? `Present value hangs most on ${widest.input}: ${bigUsd(widest.low.netPresentUsd)} to ${bigUsd(widest.high.netPresentUsd)}`
      : "Nothing moves the present value",
    subtitle: `${strategy} at the median: present value of revenue less cash but interest, end values included, each input at its low and high value; dashed: ${bigUsd(netPresentUsd)} as planned`,
    value: { label: "present value", unit: unitFor(moneyUnits, ends), scale: "linear" },
    groups: shown.map(({ input, partOf, low, high }) => ({
      name: input,
      colour: 0,
      bars: (["low", "high"] as const).map((end) => ({
        from: netPresentUsd,
        value: { low, high }[end].netPresentUsd,
        text: shortly({ low, high }[end].netPresentUsd),
        light: partOf !== undefined,
        colour: end,
      })),
    })),
    overlaid: true,
    key: [
      { name: "input at its low value", colour: "low" },
      { name: "at its high value", colour: "high" },
    ],
    reference: { axis: "x", at: netPresentUsd, label: "", colour: "limit" },
    notes: [
      ...(shown.some(({ partOf }) => partOf !== undefined) ? ["Light: one class of an input."] : []),
      ...(hidden > 0 ? [`${hidden} more inputs move it by less than ${100 * VISIBLE} % of that.`] : []),
      ...(still > 0 ? [`${still} more do not touch this strategy.`] : []),
    ],
  };
}
