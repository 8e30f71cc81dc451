// The hardware that a source is made of, and the hall of a site that takes it: by how it is cooled, by rack power and by megawatts.
import type { Cooling, HardwareProfile } from "../profiles/hardware.ts";
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

export const coolingOf = (profile: HardwareProfile, stated: Cooling | undefined): Cooling =>
  stated ?? profile.cooling?.kind ?? "air";

/** PUE of the hall that cools this way, whether or not the site has it: `whyNot` says that. */
export const pueIn = ({ pue, cooling }: PlanSite, kind: Cooling): number => cooling?.[kind]?.pue ?? pue;

/** Why not a single server or rack of this hardware can stand at the site; undefined where one can. */
export function whyNot(profile: HardwareProfile, cooling: Cooling, place: PlanSite): string | undefined {
  if (place.cooling && !place.cooling[cooling])
    return `needs ${cooling} cooling and the site has ${Object.keys(place.cooling).join(" and ")}`;
  const watts = serverWatts(profile);
  const rackWatts = place.cooling?.[cooling]?.rackPower ?? place.rackPower;
  const kilowatts = (value: number) => `${(value / 1e3).toFixed(1)} kW`;
  if (rackWatts !== undefined && watts > rackWatts)
    return `a server or rack draws ${kilowatts(watts)} and a rack may draw ${kilowatts(rackWatts)}`;
  // Blocks of power may come later.
  const most = place.power + (place.blocks?.size ?? 0);
  const facility = watts * pueIn(place, cooling);
  if (facility > most)
    return `a server or rack draws ${kilowatts(facility)} with its cooling and the site has ${kilowatts(most)}`;
  return undefined;
}
