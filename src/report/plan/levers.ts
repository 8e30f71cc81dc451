// What levers do, as rows: for the terminal and the page. Differences to the plan are of cost, as procurement counts it; less than
// what the solver leaves open is no effect.
import type { LeverEffect, LeverFigures } from "../../finance/analysis/result.ts";
import { number, percent, relative, watts } from "../format.ts";
import type { AnalysedPlan } from "./chosen.ts";
import { bigUsd } from "./words.ts";

export interface LeverTable {
  heads: string[];
  rows: string[][];
  notes: string[];
}

const heads = ["lever", "tokens", "devices", "power", "nameplate", "capex", "cash", "cost", "unmet"];

/** Undefined where the plan has no levers. */
export function leverTable({ analysis }: AnalysedPlan): LeverTable | undefined {
  const [first, ...rest] = analysis?.levers ?? [];
  if (first === undefined) return undefined;
  const { strategy, quantile, planned } = first;
  return {
    heads,
    rows: [
      ["as planned", "", ...figures(planned), bigUsd(planned.costUsd), unmet(planned)],
      ...[first, ...rest].map((each) => [
        each.lever,
        tokens(each),
        ...figures(each.pulled),
        difference(each),
        unmet(each.pulled),
      ]),
    ],
    notes: [
      `${strategy} at P${Math.round(100 * quantile)}, for the same sessions: units simulated and orders decided again. Tokens: what all of them ask for; cost: present value of cash and of unmet tokens, less what devices are worth at the end.`,
      ...[first, ...rest].flatMap(({ lever, impossible }) =>
        impossible.map(
          ({ source, planClass, reason }) => `${lever}: ${source} cannot serve ${planClass}: ${reason}`,
        ),
      ),
    ],
  };
}

const figures = ({
  peakDevices,
  peakFacilityWatts,
  peakProvisionedWatts,
  capexUsd,
  cashUsd,
}: LeverFigures) => [
  number(peakDevices),
  watts(peakFacilityWatts),
  watts(peakProvisionedWatts),
  bigUsd(capexUsd),
  bigUsd(cashUsd),
];

const unmet = ({ unmetTokens, demandTokens }: LeverFigures) => percent(unmetTokens / demandTokens);

/** Sampling alone moves a mean by more. */
const NOTICEABLE = 1e-3;

function tokens({ planned, pulled }: LeverEffect): string {
  const change = pulled.demandTokens / planned.demandTokens - 1;
  return Math.abs(change) < NOTICEABLE ? "the same" : signed(change);
}

const signed = (change: number) => `${change > 0 ? "+" : ""}${relative(change)}`;

function difference({ planned, pulled }: LeverEffect): string {
  const change = pulled.costUsd / planned.costUsd - 1;
  if (Math.abs(change) <= planned.gapRatio + pulled.gapRatio) return "the same";
  return `${bigUsd(pulled.costUsd)} (${signed(change)})`;
}

/** What was changed, in words: "classes.coder.prefixCache: false". */
export const changesInWords = ({ changes }: LeverEffect): string =>
  Object.entries(changes)
    .map(
      ([path, value]) =>
        `${path}: ${value === null ? "none" : typeof value === "object" ? JSON.stringify(value) : value}`,
    )
    .join(", ");
