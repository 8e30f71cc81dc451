// What a schema cannot say of a plan: names that lead nowhere, prices that nobody knows, sites that hold nothing.
import { didYouMean } from "../base/nearest.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { isMapping, type Mapping } from "../scenario/layers.ts";
import { monthText } from "./calendar.ts";
import { isProtected } from "./failover.ts";
import type { PlanFile, PlanSource } from "./schema.ts";
import type { PlanSite } from "./site-schema.ts";
import { coolingOf, hardwareOf, whyNot } from "./source-hardware.ts";

export type Complain = (at: Path, message: string) => void;

/** `stated`: the file as written, whose names count even where the schema refuses what they name. */
export function checkPlan(
  file: PlanFile,
  stated: Mapping,
  hardware: ReadonlyMap<string, HardwareProfile>,
  complain: Complain,
): void {
  const known = (at: Path, name: string, section: "classes" | "sources" | "sites", noun: string) => {
    const among = isMapping(stated[section]) ? stated[section] : {};
    if (!Object.hasOwn(among, name))
      complain(at, `there is no ${noun} "${name}".${didYouMean(name, Object.keys(among))}`);
  };
  for (const [strategy, { sources }] of Object.entries(file.strategies))
    sources.forEach((name, index) => {
      known(["strategies", strategy, "sources", index], name, "sources", "source");
    });
  for (const [strategy, { sources, only }] of Object.entries(file.strategies))
    for (const [planClass, rule] of Object.entries(only)) {
      const at: Path = ["strategies", strategy, "only", planClass];
      known(at, planClass, "classes", "class");
      rule.sources.forEach((name, index) => {
        if (!sources.includes(name))
          complain(
            [...at, "sources", index],
            `"${name}" is not among the sources of ${strategy}.${didYouMean(name, sources)}`,
          );
      });
    }
  for (const [name, { sites, network }] of Object.entries(file.classes)) {
    sites?.forEach((site, index) => {
      known(["classes", name, "sites", index], site, "sites", "site");
    });
    for (const site of Object.keys(network ?? {}))
      known(["classes", name, "network", site], site, "sites", "site");
  }
  checkFailover(file, complain);
  file.fleet.forEach(({ source, site, since }, index) => {
    known(["fleet", index, "source"], source, "sources", "source");
    known(["fleet", index, "site"], site, "sites", "site");
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
    const reasons = Object.values(file.sources).flatMap((source) =>
      source.procure === "buy" ? [whyNotAll(source, place, hardware)] : [],
    );
    if (reasons.length > 0 && reasons.every((reason) => reason !== undefined))
      complain(
        ["sites", site],
        `holds not one server or rack of any source: ${[...new Set(reasons)].join("; ")}`,
      );
  }
  file.fleet.forEach(({ source: name, site }, index) => {
    const [source, place] = [file.sources[name], file.sites[site]];
    if (source?.procure !== "buy" || place === undefined) return;
    const reason = whyNotAll(source, place, hardware);
    if (reason !== undefined) complain(["fleet", index, "site"], `it cannot stand at ${site}: ${reason}`);
  });
}

/** Whoever must survive the loss of a site needs another one. */
function checkFailover(file: PlanFile, complain: Complain): void {
  if (file.policy.failover !== "site") return;
  if (Object.keys(file.sites).length === 1)
    complain(
      ["policy", "failover"],
      "there is one site: nothing takes over when it is lost; add a site, or remove this",
    );
  else
    for (const [name, { sites }] of Object.entries(file.classes))
      if (isProtected(file, name) && sites?.length === 1)
        complain(
          ["classes", name, "sites"],
          `may be at ${sites[0]} only, and policy.failover asks that another site takes over: add one, or say failover: false of this class`,
        );
}

/** Why a source cannot stand at a site; undefined where it can, or where its hardware is not known. */
function whyNotAll(
  source: Extract<PlanSource, { procure: "buy" }>,
  place: PlanSite,
  hardware: ReadonlyMap<string, HardwareProfile>,
): string | undefined {
  for (const [, id] of hardwareOf("", source)) {
    const profile = hardware.get(id);
    const reason = profile && whyNot(profile, coolingOf(profile, source.cooling), place);
    if (reason !== undefined) return `${profile!.title}: ${reason}`;
  }
  return undefined;
}
