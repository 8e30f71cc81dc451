// The page of `curve`: the fronts, the table at fixed interactivities, the points of every front.
import { thin } from "../../../base/thin.ts";
import { version } from "../../../base/version.ts";
import type { Curve, DeploymentCurve } from "../../../planner/curve/curve.ts";
import type { CurvePoint } from "../../../planner/curve/point.ts";
import type { HeldAgainst } from "../../../planner/curve/published.ts";
import { leaning } from "../../answer.ts";
import { curveChart } from "../../charts/curve.ts";
import { isCurve, noPoints } from "../../curve.ts";
import { curveFinding } from "../../curve-finding.ts";
import { number, seconds, tokenRatePerMegawattUnits, unitFor, usd } from "../../format.ts";
import { publishedHeading, publishedNote, publishedReasons, publishedRows } from "../../published.ts";
import { assumptions } from "../assumptions.ts";
import { type Block, type TableBlock, textTable } from "../block.ts";
import { fixedInteractivityTable } from "../fixed-interactivity.ts";
import { type Grounds, unmeasuredText } from "../grounds.ts";
import type { Page, Section } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";
import { serviceLevel } from "../service-level.ts";

/** More of a front are folded away. */
const SHOWN_POINTS = 10;

function frontTable(name: string, front: readonly CurvePoint[]): TableBlock {
  const unit = unitFor(
    tokenRatePerMegawattUnits,
    front.map((point) => point.outputTokensPerSecondPerMegawatt),
  );
  const shown = (value: number) => number(value / unit.size);
  return textTable(
    `Pareto front of ${name}`,
    ["tok/s/user", unit.symbol, "80 % of measurements", "$/Mtok", "users", "layout", "TTFT p50", "bound by"],
    front.map((point) => [
      number(point.tokensPerSecondPerUser),
      shown(point.outputTokensPerSecondPerMegawatt),
      `${shown(point.low)} to ${shown(point.high)}`,
      usd(point.usdPerMillionOutputTokens),
      number(point.users),
      point.layout,
      seconds(point.ttftP50Seconds),
      point.boundBy,
    ]),
  );
}

function frontSection({ name, points, layoutCount, simulationCount }: Curve, index: number): Section {
  const front = points.filter(({ onParetoFront }) => onParetoFront);
  return {
    id: `front-${index}`,
    heading: `${name}: the front`,
    blocks: [
      {
        kind: "paragraph",
        quiet: true,
        text: `Over loads and ${layoutCount === 1 ? "the stated layout" : `${layoutCount} layouts of the same devices`}; ${simulationCount} points simulated.`,
      },
      frontTable(name, thin(front, SHOWN_POINTS)),
      ...(front.length <= SHOWN_POINTS
        ? []
        : [
            {
              kind: "details" as const,
              summary: `All ${front.length} points of the front`,
              blocks: [frontTable(name, front)],
            },
          ]),
    ],
  };
}

function publishedSection(held: readonly HeldAgainst[]): Section[] {
  if (held.length === 0) return [];
  const { heads, rows } = publishedRows(held);
  return [
    {
      id: "published",
      heading: publishedHeading,
      blocks: [
        { ...textTable(publishedHeading, heads, rows), note: publishedNote },
        ...publishedReasons(held).map((text): Block => ({ kind: "paragraph", text })),
      ],
    },
  ];
}

export function curvePage(
  scenario: string,
  deployments: readonly DeploymentCurve[],
  held: readonly HeldAgainst[],
  context: ReportContext,
  seed: number,
  grounds: Grounds,
): Page {
  const curves = deployments.filter(isCurve);
  const finding = curveFinding(curves);
  return {
    title: `${scenario}: throughput against interactivity`,
    answer: `${finding}.`,
    confidence: `The band of output per megawatt holds 80 % of measurements of systems like these, from this simulator's own errors${unmeasuredText(grounds)}; one run a point${leaning(grounds.assumptions)}.`,
    notes: [
      ...serviceLevel(grounds.slo),
      ...deployments.flatMap((each) =>
        isCurve(each)
          ? each.points.length > 0
            ? []
            : [`${each.name}: ${noPoints}`]
          : [`${each.name} is infeasible: ${each.infeasible.reason}`],
      ),
    ],
    sections: [
      {
        id: "fronts",
        heading: "The fronts",
        blocks:
          curves.length === 0
            ? []
            : [
                { kind: "charts", charts: [curveChart(scenario, curves, finding, held)] },
                fixedInteractivityTable(curves),
              ],
      },
      ...publishedSection(held),
      ...curves.filter(({ points }) => points.length > 0).map(frontSection),
      assumptions(grounds.assumptions),
      reproduction(context, `seed ${seed}`),
    ],
    version,
  };
}
