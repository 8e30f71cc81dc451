// The tornado: both ends of an input start at what is planned, say by colour and in the key which is which, and stand on one line.
import { expect, test } from "vitest";
import type { Sensitivity, Swing } from "../../src/finance/analysis/result.ts";
import { chartCsv } from "../../src/report/charts/chart-csv.ts";
import { legendOf } from "../../src/report/charts/legend.ts";
import { tornadoChart } from "../../src/report/charts/plan/tornado.ts";
import { renderSvg, standaloneSvg } from "../../src/report/render/svg.ts";

const swing = (input: string, low: number, high: number, partOf?: string): Swing => ({
  input,
  unit: "1",
  plannedValue: 1,
  lowValue: 0.5,
  highValue: 2,
  source: "assumed",
  ...(partOf === undefined ? {} : { partOf }),
  low: { costUsd: 1, netPresentUsd: low, usdPerMillionTokens: 1, unmetShare: 0 },
  high: { costUsd: 1, netPresentUsd: high, usdPerMillionTokens: 1, unmetShare: 0 },
  netPresentSwingUsd: Math.abs(high - low),
});
const sensitivity = {
  strategy: "own",
  netPresentUsd: 280e3,
  swings: [
    swing("servers in reserve", 345e3, -211e3),
    swing("price", 109e3, 451e3),
    swing("price of chat", 150e3, 400e3, "price"),
    swing("yearly change of purchase prices, beside the plan's", 280e3, 278e3),
  ],
  breakEvens: [],
} as unknown as Sensitivity;
const chart = tornadoChart(sensitivity);

test("every bar goes from what is planned to one end of its input, in the colour of that end", () => {
  for (const [index, { bars }] of chart.groups.entries()) {
    const { low, high } = sensitivity.swings[index]!;
    expect(bars.map(({ from, value, colour }) => [from, value, colour])).toEqual([
      [280e3, low.netPresentUsd, "low"],
      [280e3, high.netPresentUsd, "high"],
    ]);
  }
  expect(chart.groups.map(({ bars }) => bars[0]!.light)).toEqual([false, false, true, false]);
});

test("the key names both colours, and the numbers which end they are", () => {
  expect(legendOf(chart).map(({ name, colour }) => [name, colour])).toEqual([
    ["input at its low value", "low"],
    ["at its high value", "high"],
  ]);
  expect(chartCsv(chart)).toMatch(
    /^group,bar,present value \(\$k\)$[\s\S]*^price: at its high value,\$451k,451$/m,
  );
  const picture = standaloneSvg(chart);
  for (const text of ["input at its low value", "at its high value", "$345k to -$211k"])
    expect(picture).toContain(`>${text}<`);
});

test("on a page both ends follow its theme", () => {
  const { svg } = renderSvg(chart);
  expect(svg).toContain("var(--low)");
  expect(svg).toContain("var(--high)");
});
