// Megawatts: mean draw by site, the nameplate of what is switched on there, and what the sites have; what is rented stands in
// its owner's hall.
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { siteWatts } from "../../../finance/site-power.ts";
import { unitFor, watts } from "../../format.ts";
import type { Line, LineChart } from "../chart.ts";
import { stackOf } from "../stack.ts";
import { byMonth, megawattUnits, monthAxis, monthly, monthStarts, percentile } from "./months.ts";

/** Times what is provisioned. */
const FAR = 4;

export function megawattChart(output: PlanOutput, each: PlanCase): LineChart {
  const { file } = output.plan;
  const x = monthStarts(output);
  const rented = (source: string) => file.sources[source]?.procure === "rent";
  const sites = Object.keys(file.sites);
  const layers = [
    ...sites.map((name, colour) => ({
      name: `${name}, mean draw`,
      colour,
      values: byMonth(each, file.horizon, (row) =>
        row.site === name && !rented(row.source) ? row.facilityWatts : 0,
      ),
    })),
    {
      name: "rented, in its owner's hall",
      colour: sites.length,
      values: byMonth(each, file.horizon, (row) => (rented(row.source) ? row.facilityWatts : 0)),
    },
  ];
  const nameplate = byMonth(each, file.horizon, (row) => row.provisionedFacilityWatts);
  const limit = x.map((_, m) => sites.reduce((sum, site) => sum + siteWatts(file, each.blocks, site, m), 0));
  const most = Math.max(...nameplate);
  const drawn = Math.max(...byMonth(each, file.horizon, (row) => row.facilityWatts));
  const at = nameplate.indexOf(most);
  // A ceiling far above would press all else to the floor.
  const [leastLimit, mostLimit] = [Math.min(...limit), Math.max(...limit)];
  const isNear = leastLimit < FAR * most;
  const ours: Line[] =
    most > 0 ? [{ name: "provisioned at the sites", colour: "offered", x, y: nameplate }] : [];
  if (most > 0 && isNear) ours.push({ name: "power of the sites", colour: "limit", x, y: limit });
  const lines = monthly([...ours, ...stackOf(layers, x)]);
  return {
    kind: "lines",
    id: "megawatts",
    title:
      most > 0
        ? `${watts(drawn)} drawn at most; ${watts(most)} provisioned at the sites, ${Math.round((100 * most) / limit[at]!)} % of what they have`
        : `${watts(drawn)} drawn at most, all of it in halls of others`,
    subtitle: `${each.strategy} at ${percentile(each.quantile)} of demand: facility power, cooling included${most > 0 ? "; limits bind on what is provisioned, the nameplate of servers switched on: what is in service and not needed yet is off" : ""}`,
    x: monthAxis(output),
    panels: [
      {
        heading: "",
        y: {
          label: "facility power",
          unit: unitFor(
            megawattUnits,
            lines.flatMap(({ y }) => y),
          ),
          scale: "linear",
          min: 0,
        },
        lines,
        references: [],
      },
    ],
    notes:
      most > 0 && !isNear
        ? [
            `Not drawn: the sites have ${watts(leastLimit)}${mostLimit > leastLimit ? ` to ${watts(mostLimit)}` : ""}, far above`,
          ]
        : [],
  };
}
