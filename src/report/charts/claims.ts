// Claims as charts: what is said beside what comes out, and for each the ratio over the whole curve with the box of its
// assumptions around it, because one point of a curve says little.
import type { ClaimResult } from "../../planner/claims/weigh.ts";
import { atCliff, cliffText, outOfReach, swingText, verdictText } from "../claim-words.ts";
import { type DisplayUnit, number, percent, plainUnit, times } from "../format.ts";
import type { BarChart, Chart, LineChart, Reference } from "./chart.ts";

const ratioUnit: DisplayUnit = { symbol: "", size: 1 };

export function claimCharts(claims: readonly ClaimResult[]): Chart[] {
  return [...(claims.length > 1 ? [overview(claims)] : []), ...claims.map(ratioChart)];
}

/** Colour-blind-safe: green holds, amber in part, red not; blue where there is no ratio to hold it against. */
function colourOf(claim: ClaimResult): number {
  const { verdict } = claim;
  if (verdict === "reproduced") return atCliff(claim) ? 4 : 2;
  if (verdict === "not testable") return 0;
  return verdict === "not reproduced" ? 1 : 4;
}

function overview(claims: readonly ClaimResult[]): BarChart {
  const shown = claims.filter(({ claimedRatio }) => claimedRatio !== null);
  const held = shown.filter(({ verdict }) => verdict === "reproduced").length;
  const cliffs = shown.filter((claim) => claim.verdict === "reproduced" && atCliff(claim)).length;
  const values = shown.flatMap(({ claimedRatio, simulatedRatio: { low, central, high } }) =>
    [claimedRatio, low, central, high, 1].filter((value) => value !== null && value > 0),
  ) as number[];
  const where =
    cliffs === 0
      ? ""
      : cliffs === held
        ? ", and only where the baseline ends"
        : `; ${cliffs} of them only where the baseline ends`;
  return {
    kind: "bars",
    id: "claims",
    title: `${held} of ${shown.length} claims ${held === 1 ? "holds" : "hold"} at central assumptions and in half of what is not disclosed${where}`,
    subtitle:
      "Diamond: what is claimed. Bar: what comes out, from 1x, which is no better than the baseline. Whisker: over all undisclosed assumptions; share: of these, where the claim holds. Green: reproduced; amber: only in part, or only where the baseline ends; red: not",
    value: {
      label: "times the baseline",
      unit: ratioUnit,
      scale: "log",
      min: Math.min(...values) / 1.15,
      max: Math.max(...values) * 1.15,
    },
    groups: shown.map((claim) => {
      const { name, claimedRatio, simulatedRatio, fractionOfAssumptionsWhereItHolds: share } = claim;
      const { low, central, high } = simulatedRatio;
      return {
        // Words, so that they can break.
        name: name.replaceAll("-", " "),
        colour: colourOf(claim),
        bars: [
          {
            from: 1,
            value: central ?? 1,
            // Short, or no room is left for the bars.
            text: `${central === null ? "no ratio" : times(central)} of ${times(claimedRatio)}${share === null ? "" : `, in ${percent(share)}`}`,
            light: false,
            mark: claimedRatio!,
            ...(low === null || high === null ? {} : { range: { low, high } }),
          },
        ],
      };
    }),
    reference: { axis: "x", at: 1, label: "", colour: "limit" },
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

/** The claimed ratio, or none ahead; and where it is judged. */
function references({ claimedRatio, atTokensPerSecondPerUser: at }: ClaimResult): Reference[] {
  const level: Reference =
    claimedRatio === null
      ? { axis: "y", at: 1, label: "equal", colour: "limit" }
      : { axis: "y", at: claimedRatio, label: `claimed: ${times(claimedRatio)}`, colour: "limit" };
  return at === null
    ? [level]
    : [level, { axis: "x", at, label: `judged at ${number(at)}`, colour: "offered" }];
}

/** What comes out, not what is claimed. */
function finding(claim: ClaimResult): string {
  const { claimedRatio, simulatedRatio, fractionOfAssumptionsWhereItHolds: share, baselines } = claim;
  const central = simulatedRatio.central === null ? "no ratio" : times(simulatedRatio.central);
  const at = claim.atTokensPerSecondPerUser;
  const point = at === null ? "" : ` at ${number(at)} tok/s/user`;
  const baseline = baselines[0]!.name;
  if (claimedRatio === null || share === null)
    return `${claim.name}: ${central} over ${baseline}${point}, ${verdictText(claim)}`;
  return `${central} over ${baseline}${point} where ${times(claimedRatio)} is claimed: ${claim.verdict.startsWith("only under") ? "only in part" : verdictText(claim)}, in ${percent(share)} of the undisclosed settings`;
}

function ratioChart(claim: ClaimResult): LineChart {
  const known = claim.curve.filter(
    ({ ratio }) => ratio.central !== null && ratio.low !== null && ratio.high !== null,
  );
  const open = claim.assumptions.filter(({ low, high }) => low !== high).length;
  return {
    kind: "lines",
    id: claim.name,
    title: finding(claim),
    subtitle: `Ratio of ${claim.metric.replaceAll("-", " ")} over the whole curve${open === 0 ? "" : `; band: every combination of ${open} undisclosed ${open === 1 ? "assumption" : "assumptions"}`}`,
    x: { label: "interactivity (tokens/s/user)", unit: plainUnit, scale: "linear" },
    panels: [
      {
        heading: "",
        y: { label: "ratio", unit: ratioUnit, scale: "log", ...ends(claim) },
        lines: [
          {
            name: "central assumptions",
            colour: colourOf(claim),
            x: known.map(({ tokensPerSecondPerUser }) => tokensPerSecondPerUser),
            y: known.map(({ ratio }) => ratio.central!),
            band: {
              low: known.map(({ ratio }) => ratio.low!),
              high: known.map(({ ratio }) => ratio.high!),
            },
          },
        ],
        references: references(claim),
      },
    ],
    notes: [...cliffText(claim), ...outOfReach(claim), ...swingText(claim)],
  };
}
