// Claims as charts: what is said beside what comes out, and for each the ratio over the whole curve with the box of its
// assumptions around it, because one point of a curve says little.
import type { ClaimResult } from "../../planner/claims/weigh.ts";
import { type DisplayUnit, number, percent, plainUnit } from "../format.ts";
import type { BarChart, Chart, LineChart } from "./chart.ts";

const ratioUnit: DisplayUnit = { symbol: "", size: 1 };
const times = (value: number) => `${number(value, 2)}x`;

/** Verdicts may say under what: the words before that. */
const short = (verdict: string) => verdict.replace(/ under .*/, " in part");

export function claimCharts(claims: readonly ClaimResult[]): Chart[] {
  return [...(claims.length > 1 ? [overview(claims)] : []), ...claims.map(ratioChart)];
}

function overview(claims: readonly ClaimResult[]): BarChart {
  const shown = claims.filter(({ claimedRatio }) => claimedRatio !== null);
  const held = shown.filter(({ verdict }) => verdict === "reproduced").length;
  return {
    kind: "bars",
    id: "claims",
    title: `${held} of ${shown.length} claims hold at central assumptions and in half of what is not disclosed`,
    subtitle:
      "What is claimed (pale) and what comes out at the same point (strong); range over all undisclosed assumptions",
    value: { label: "times the baseline", unit: ratioUnit, scale: "linear" },
    groups: shown.map(({ name, claimedRatio, simulatedRatio, verdict }, colour) => ({
      // Words, so that they can break.
      name: name.replaceAll("-", " "),
      colour,
      bars: [
        { value: claimedRatio!, text: `${times(claimedRatio!)} claimed`, light: true },
        {
          value: simulatedRatio.central ?? 0,
          text: `${simulatedRatio.central === null ? "no ratio" : times(simulatedRatio.central)}${
            simulatedRatio.low === null || simulatedRatio.high === null
              ? ""
              : ` (${number(simulatedRatio.low, 2)} to ${number(simulatedRatio.high, 2)})`
          }, ${short(verdict)}`,
          light: false,
        },
      ],
    })),
    notes: [],
  };
}

/** What is claimed stands in the picture, however far from what comes out. */
function ends({ curve, claimedRatio }: ClaimResult): { min?: number; max?: number } {
  const values = [claimedRatio, ...curve.flatMap(({ ratio }) => [ratio.low, ratio.high])].filter(
    (value): value is number => value !== null && value > 0,
  );
  return values.length === 0 ? {} : { min: Math.min(...values) / 1.3, max: Math.max(...values) * 1.3 };
}

function ratioChart(claim: ClaimResult): LineChart {
  const known = claim.curve.filter(
    ({ ratio }) => ratio.central !== null && ratio.low !== null && ratio.high !== null,
  );
  const holds =
    claim.fractionOfAssumptionsWhereItHolds === null
      ? ""
      : `, holds in ${percent(claim.fractionOfAssumptionsWhereItHolds)} of the undisclosed settings`;
  const open = claim.assumptions.filter(({ low, high }) => low !== high).length;
  return {
    kind: "lines",
    id: claim.name,
    title: `${claim.title}: ${short(claim.verdict)}${holds}`,
    subtitle: `Ratio of ${claim.metric.replaceAll("-", " ")} over the whole curve${open === 0 ? "" : `; band: every combination of ${open} undisclosed ${open === 1 ? "assumption" : "assumptions"}`}`,
    x: { label: "interactivity (tokens/s/user)", unit: plainUnit, scale: "linear" },
    panels: [
      {
        heading: "",
        y: { label: "ratio", unit: ratioUnit, scale: "log", ...ends(claim) },
        lines: [
          {
            name: "central assumptions",
            colour: 0,
            x: known.map(({ tokensPerSecondPerUser }) => tokensPerSecondPerUser),
            y: known.map(({ ratio }) => ratio.central!),
            band: {
              low: known.map(({ ratio }) => ratio.low!),
              high: known.map(({ ratio }) => ratio.high!),
            },
          },
        ],
        references:
          claim.claimedRatio === null
            ? []
            : [
                {
                  axis: "y",
                  at: claim.claimedRatio,
                  label: `claimed: ${times(claim.claimedRatio)}`,
                  colour: "limit",
                },
              ],
      },
    ],
    notes: [
      ...(claim.fractionBaselineOutOfReach > 0
        ? [
            `In ${percent(claim.fractionBaselineOutOfReach)} of the settings the baseline does not get to that point: no ratio`,
          ]
        : []),
      `Swings it most: ${claim.assumptions
        .slice(0, 3)
        .map(({ path }) => path)
        .join(", ")}`,
    ],
  };
}
