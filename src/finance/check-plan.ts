// What a schema cannot say of a plan: names that lead nowhere, prices that nobody knows, sites that hold nothing.
import { didYouMean } from "../base/nearest.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { monthText } from "./calendar.ts";
import type { PlanFile } from "./schema.ts";
import { fitsSite, hardwareOf, serverWatts } from "./source-hardware.ts";

export type Complain = (at: Path, message: string) => void;

export function checkPlan(
  file: PlanFile,
  hardware: ReadonlyMap<string, HardwareProfile>,
  complain: Complain,
): void {
  const known = (at: Path, name: string, among: object, noun: string) => {
    if (!Object.hasOwn(among, name))
      complain(at, `there is no ${noun} "${name}".${didYouMean(name, Object.keys(among))}`);
  };
  for (const [strategy, { sources }] of Object.entries(file.strategies))
    sources.forEach((name, index) => {
      known(["strategies", strategy, "sources", index], name, file.sources, "source");
    });
  for (const [name, { sites }] of Object.entries(file.classes))
    sites?.forEach((site, index) => {
      known(["classes", name, "sites", index], site, file.sites, "site");
    });
  file.fleet.forEach(({ source, site, since }, index) => {
    known(["fleet", index, "source"], source, file.sources, "source");
    known(["fleet", index, "site"], site, file.sites, "site");
    if (file.sources[source]?.procure === "api")
      complain(["fleet", index, "source"], "an API is not a fleet");
    if (since > file.start)
      complain(
        ["fleet", index, "since"],
        `expected a month up to the start of the plan (${monthText(file.start)}), got ${monthText(since)}: what comes later is bought`,
      );
  });
  for (const [name, source] of Object.entries(file.sources)) {
    if (source.procure === "api") continue;
    const at: Path = ["sources", name];
    if (source.procure === "rent" && source.term !== undefined) {
      if (source.interruption > 0)
        complain(
          [...at, "interruption"],
          "what is reserved for a term is not taken away; remove one of them",
        );
      if (source.perDeviceHour === undefined && source.prices === undefined)
        complain([...at, "term"], "give perDeviceHour: no price of a reservation is assumed");
    }
    if ((source.hardware === undefined) === (source.pools === undefined))
      complain(at, "expected either hardware or pools");
    if (source.tensor && source.pools)
      complain([...at, "tensor"], "pools state their own parallelism; remove this");
    source.pools?.forEach(({ speculative }, index) => {
      if (speculative?.draft)
        complain(
          [...at, "pools", index, "speculative", "draft"],
          "a drafter on devices of its own is not planned for; forewatt run takes it",
        );
    });
    for (const [place, id] of hardwareOf(name, source)) {
      const profile = hardware.get(id);
      if (!profile) continue;
      if (source.prices) continue;
      const priced =
        source.procure === "buy"
          ? (source.capexPerDevice ?? profile.price.capex)
          : (source.perDeviceHour ?? profile.price.rent);
      if (priced === undefined)
        complain(
          place,
          source.procure === "buy"
            ? `nobody has published what ${profile.title} costs: give capexPerDevice`
            : `nobody has published what ${profile.title} rents for: give perDeviceHour`,
        );
    }
  }
  for (const [site, place] of Object.entries(file.sites)) {
    const owned = Object.values(file.sources).flatMap((source) =>
      source.procure === "buy" ? hardwareOf("", source).map(([, id]) => id) : [],
    );
    const servers = [...new Set(owned)].flatMap((id) => hardware.get(id) ?? []);
    if (servers.length > 0 && !servers.some((profile) => fitsSite(profile, place)))
      complain(
        ["sites", site],
        `holds not one server or rack of any source: the smallest draws ${(Math.min(...servers.map(serverWatts)) / 1e3).toFixed(1)} kW`,
      );
  }
}
