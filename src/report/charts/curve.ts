// The Pareto fronts of a curve: output per megawatt and cost per token over interactivity, with the band of the prediction
// and where each deployment stands under the scenario's own load.
import type { Curve } from "../../planner/curve/curve.ts";
import type { CurvePoint } from "../../planner/curve/point.ts";
import type { HeldAgainst } from "../../planner/curve/published.ts";
import { aboveFront, aboveFrontText } from "../above-front.ts";
import { slowestOf } from "../curve-finding.ts";
import { fixed, number, plainUnit, seconds, tokenRatePerMegawattUnits, unitFor, usdUnit } from "../format.ts";
import type { Line, LineChart } from "./chart.ts";

const sort = (points: CurvePoint[]) =>
  points.sort((a, b) => a.tokensPerSecondPerUser - b.tokensPerSecondPerUser);

/** Why a point is where it is. */
const tipOf = ({ users, layout, boundBy, ttftP50Seconds }: CurvePoint): string =>
  `${number(users)} users, ${layout}, TTFT p50 ${seconds(ttftP50Seconds)}, bound by ${boundBy}`;

/** `curves` in the order of the scenario: a place in it is a colour. */
export function curveChart(
  scenario: string,
  curves: readonly Curve[],
  finding: string,
  held: readonly HeldAgainst[] = [],
): LineChart {
  // As read off a front: who can be served faster can be served slower, at the same output.
  const slowest = slowestOf(curves);
  const fromSlowest = (points: CurvePoint[]): CurvePoint[] =>
    points[0] && points[0].tokensPerSecondPerUser > slowest
      ? [{ ...points[0], tokensPerSecondPerUser: slowest }, ...points]
      : points;
  const fronts = curves.map(({ points }) => fromSlowest(sort(points.filter((point) => point.onParetoFront))));
  const cost = curves.map(({ points }) => fromSlowest(sort(points.filter((point) => point.onCostFront))));
  const x = (points: readonly CurvePoint[]) => points.map((point) => point.tokensPerSecondPerUser);
  // What has no points is in no legend; the others keep their colours.
  const drawn = (lines: readonly CurvePoint[][], of: (points: CurvePoint[]) => Pick<Line, "y" | "band">) =>
    lines.flatMap((points, colour): Line[] =>
      points.length === 0
        ? []
        : [{ name: curves[colour]!.name, colour, x: x(points), tips: points.map(tipOf), ...of(points) }],
    );
  const perMegawatt = fronts.flatMap((points) =>
    points.map((point) => point.outputTokensPerSecondPerMegawatt),
  );
  const unit = unitFor(tokenRatePerMegawattUnits, perMegawatt);
  const marks = (of: (point: CurvePoint) => number | null): Line[] =>
    curves.flatMap(({ name, operatingPoint }, colour): Line[] => {
      const value = operatingPoint && of(operatingPoint);
      if (!operatingPoint || value === null) return [];
      return [{ name, colour, x: [operatingPoint.tokensPerSecondPerUser], y: [value], marks: true }];
    });
  const published = held.flatMap((each): Line[] => {
    const colour = curves.findIndex(({ name }) => name === each.deployment);
    if (colour < 0 || each.shownPerMegawatt === null) return [];
    return [
      {
        name: each.name,
        colour,
        x: [each.tokensPerSecondPerUser],
        y: [each.shownPerMegawatt],
        marks: "diamonds",
        tips: [`published / predicted ${fixed(each.ratio!, 2)}: ${each.because} (${each.source})`],
      },
    ];
  });
  const above = curves.filter(aboveFront).map(({ name }) => name);
  return {
    kind: "lines",
    id: "curve",
    title: finding,
    subtitle: `${scenario}: Pareto front over loads${curves.some(({ layoutCount }) => layoutCount > 1) ? " and parallel layouts" : ", each in its own layout"}. Band: 80 % of measurements. Dots: as loaded in the scenario${above.length > 0 ? `, ${above.join(" and ")} ${aboveFrontText}` : ""}${published.length > 0 ? ". Diamonds: published, placed by their distance from what is predicted for the layouts and loads they swept" : ""}`,
    x: {
      label: "interactivity (tokens/s/user)",
      unit: plainUnit,
      scale: "log",
    },
    panels: [
      {
        heading: `Output per MW of mean facility power (${unit.symbol})`,
        y: { label: "", unit, scale: "log" },
        lines: [
          ...drawn(fronts, (points) => ({
            y: points.map((point) => point.outputTokensPerSecondPerMegawatt),
            band: { low: points.map(({ low }) => low), high: points.map(({ high }) => high) },
          })),
          ...marks((point) => point.outputTokensPerSecondPerMegawatt),
          ...published,
        ],
        references: [],
      },
      {
        heading: "Cost per million output tokens ($)",
        y: { label: "", unit: usdUnit, scale: "log" },
        lines: [
          ...drawn(cost, (points) => ({ y: points.map((point) => point.usdPerMillionOutputTokens!) })),
          ...marks((point) => point.usdPerMillionOutputTokens),
        ],
        references: [],
      },
    ],
    notes: [
      ...curves
        .filter(({ operatingPoint }) => operatingPoint !== null)
        .map(
          ({ name, operatingPoint }) =>
            `${name} as loaded: ${number(operatingPoint!.tokensPerSecondPerUser)} tokens/s/user, bound by ${operatingPoint!.boundBy}`,
        ),
      ...held.map(({ name, ratio }) =>
        ratio === null
          ? `${name}: beyond what is predicted`
          : `${name}: ${fixed(ratio, 2)} times what is predicted`,
      ),
    ],
  };
}
