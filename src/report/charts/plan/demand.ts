// Demand at its peak against what is carried, what the devices in service could carry, and what the sites' power would hold.

import { hoursOf } from "../../../finance/calendar.ts";
import type { Offer } from "../../../finance/offers.ts";
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { meanShare } from "../../../finance/procurement.ts";
import { siteWatts } from "../../../finance/site-power.ts";
import { summarise } from "../../../finance/summary.ts";
import { monthTotals } from "../../../finance/totals.ts";
import { percent, tokenRateUnits, tokensPerSecond, unitFor } from "../../format.ts";
import { middleQuantile } from "../../plan/chosen.ts";
import { shortagesInWords, shortagesOf } from "../../plan/shortages.ts";
import type { Line, LineChart, Reference } from "../chart.ts";
import { byMonth, monthAxis, monthName, monthStarts, percentile } from "./months.ts";

/** Computed tokens of a class in the busiest hour of each month. */
function classPeaks({ plan: { file } }: PlanOutput, each: PlanCase, name: string): number[] {
  const asked = byMonth(each, file.horizon, (row) =>
    row.planClass === name ? row.demandTokens - row.avoidedTokens : 0,
  );
  return asked.map((tokens, m) => tokens / (3600 * hoursOf(file.start + m)) / meanShare(file, name));
}

/** Peaks of all classes, at their own busiest hours. */
function demandPeaks(output: PlanOutput, each: PlanCase): number[] {
  const peaks = Object.keys(output.plan.file.classes).map((name) => classPeaks(output, each, name));
  return peaks[0]!.map((_, m) => peaks.reduce((sum, own) => sum + own[m]!, 0));
}

/**
 * What a site's power holds of an offer in whole servers, less those that stand by, when every class is served by it in the
 * proportions of its demand.
 */
function heldBySite(
  offer: Offer,
  watts: number,
  spareSteps: number,
  peaks: ReadonlyMap<string, number>,
): number {
  const { stepDevices, provisionedFacilityWattsPerDevice } = offer;
  const steps = Math.floor(watts / (stepDevices * provisionedFacilityWattsPerDevice) + 1e-9) - spareSteps;
  let peak = 0;
  let devices = 0;
  for (const [name, { plannedTokensPerSecond }] of offer.capacities) {
    const own = peaks.get(name)!;
    peak += own;
    devices += own / plannedTokensPerSecond;
  }
  return devices === 0 ? 0 : (Math.max(0, steps) * stepDevices * peak) / devices;
}

/** Of what may be bought; what is rented or called stands elsewhere and comes on top. */
function powerCeiling(output: PlanOutput, each: PlanCase): number[] {
  const { file } = output.plan;
  const peaks = new Map(Object.keys(file.classes).map((name) => [name, classPeaks(output, each, name)]));
  return Array.from({ length: file.horizon }, (_, m) => {
    const now = new Map([...peaks].map(([name, own]) => [name, own[m]!]));
    return Object.keys(file.sites).reduce((sum, site) => {
      const power = siteWatts(file, each.blocks, site, m);
      const here = each.offers.filter(
        (offer) => offer.site === site && offer.procure === "buy" && offer.firstMonth <= m,
      );
      const held = here.map((offer) => heldBySite(offer, power, file.policy.redundantSteps, now));
      return sum + Math.max(0, ...held);
    }, 0);
  });
}

const positive = (values: readonly number[]) => values.map((value) => (value > 0 ? value : Number.NaN));

export function demandChart(output: PlanOutput, each: PlanCase): LineChart {
  const x = monthStarts(output);
  const { file } = output.plan;
  const same = output.cases.filter(({ strategy }) => strategy === each.strategy);
  const middle = demandPeaks(output, each);
  const [lowest, highest] = [same[0]!, same.at(-1)!];
  const band =
    same.length > 1 ? { low: demandPeaks(output, lowest), high: demandPeaks(output, highest) } : undefined;
  const spread =
    same.length > 1 ? `, with ${percentile(lowest.quantile)} to ${percentile(highest.quantile)}` : "";
  const totals = monthTotals(each, file.horizon);
  const carried = byMonth(each, file.horizon, (row) => row.peakTokensPerSecond);
  const couldCarry = totals.map((total) => total.inServiceDevices * total.plannedTokensPerSecondPerDevice);
  const ceiling = powerCeiling(output, each);
  const isRented = each.offers.some(
    ({ procure, firstMonth }) => procure === "rent" && firstMonth < file.horizon,
  );
  const quantile = percentile(middleQuantile(output));
  const { runOutMonth, unmetTokens, demandTokens } = summarise(output, each);
  const lines: Line[] = [
    { name: `demand ${quantile}${spread}`, colour: 0, x, y: middle, ...(band && { band }) },
    ...(runOutMonth === null
      ? []
      : [{ name: "carried by the plan", colour: 2, x, y: positive(carried) } satisfies Line]),
    {
      name: `devices could carry${isRented ? ", with rented" : ""}`,
      colour: 4,
      x,
      y: positive(couldCarry),
      steps: true,
    },
    ...(ceiling.some((value) => value > 0)
      ? [
          {
            name: `power of the sites would hold${isRented || each.apis.size > 0 ? " of own devices" : ""}`,
            colour: 1,
            x,
            y: positive(ceiling),
            steps: true,
          } satisfies Line,
        ]
      : []),
  ];
  const references = shortagesOf(output, each).flatMap(({ fromMonth, ceiling: binds }): Reference[] =>
    fromMonth === 0 ? [] : [{ axis: "x", at: x[fromMonth]!, label: `short: ${binds}`, colour: "limit" }],
  );
  const share = unmetTokens / demandTokens;
  const finding =
    runOutMonth === null
      ? `all of it is served through ${monthName(output, file.horizon - 1)}`
      : `short ${shortagesInWords(output, each)}, ${percent(share)} of all tokens`;
  const factor = middle.at(-1)! / middle[0]!;
  return {
    kind: "lines",
    id: "demand-capacity",
    title: `Demand grows ${factor.toPrecision(2)}-fold to ${tokensPerSecond(middle.at(-1)!)} at the peak; ${finding}`,
    subtitle: `${each.strategy}, planned to ${quantile} of demand: computed tokens in the busiest hour, headroom taken off capacity`,
    x: monthAxis(output),
    panels: [
      {
        heading: "",
        y: {
          label: "tokens at the peak",
          unit: unitFor(tokenRateUnits, [...middle, ...carried]),
          scale: "log",
        },
        lines,
        references,
      },
    ],
    notes: [],
  };
}
