// The hardware that a source is made of, and whether a site can take it.
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import type { PlanSource } from "./schema.ts";
import type { PlanSite } from "./site-schema.ts";

/** Profiles by the place in the file that names them. */
export function hardwareOf(name: string, source: PlanSource): [Path, string][] {
  if (source.procure === "api") return [];
  const at: Path = ["sources", name];
  return [
    ...(source.hardware === undefined ? [] : ([[[...at, "hardware"], source.hardware]] as [Path, string][])),
    ...(source.pools ?? []).map((pool, index): [Path, string] => [
      [...at, "pools", index, "hardware"],
      pool.hardware,
    ]),
  ];
}

export const serverWatts = ({ serverDevices, power }: HardwareProfile) =>
  serverDevices * power.provisionedPerDevice.value;

/** Does a server or rack of this hardware fit the site at all? */
export function fitsSite(profile: HardwareProfile, { power, rackPower, pue }: PlanSite): boolean {
  const watts = serverWatts(profile);
  return watts * pue <= power && (rackPower === undefined || watts <= rackPower);
}
