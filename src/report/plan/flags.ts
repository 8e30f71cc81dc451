// What a reader of a row should know: what its capacity rests on, and codes for what to look at.
import type { PlanCase } from "../../finance/plan.ts";
import type { PlanRow } from "../../finance/plan-row.ts";
import type { ResolvedPlan } from "../../finance/resolved.ts";

/** From best to worst known; a row is as good as its worst. */
const bases = ["measured", "calibrated", "first-principles", "assumed"] as const;

function unitsOf({ offers }: PlanCase, row: PlanRow) {
  return offers
    .filter(
      ({ source, site }) =>
        (row.source === "" || row.source === source) && (row.site === "" || row.site === site),
    )
    .flatMap(({ capacities }) => [...capacities.values()].map(({ unit }) => unit));
}

/** `measured`, `calibrated`, `first-principles` or `assumed` capacity; `price-list` where an API serves; empty where nothing does. */
export function provenanceOf(each: PlanCase, row: PlanRow): string {
  if (row.source !== "" && row.site === "") return "price-list";
  if (row.inServiceDevices === 0) return "";
  const worst = Math.max(...unitsOf(each, row).map(({ basis }) => bases.indexOf(basis)));
  return bases[worst] ?? "";
}

/** `shortfall`: not all is served. `unmeasured-hardware`: some of it is announced only. */
export function flagsOf({ hardware }: ResolvedPlan, each: PlanCase, row: PlanRow): string {
  const flags: string[] = [];
  if (row.unmetTokens > 1e-9 * row.demandTokens) flags.push("shortfall");
  const names = unitsOf(each, row).flatMap(({ devicesByHardware }) => Object.keys(devicesByHardware));
  if (row.inServiceDevices > 0 && names.some((name) => hardware.get(name)!.status !== "shipping"))
    flags.push("unmeasured-hardware");
  return flags.join(" ");
}
