// Figures that may be meant and rarely are: a device hour far from what is known, a token dearer than any that is sold, a rate of
// exchange upside down, a lead time of decades, a fleet that its site cannot power. They are warned of as a question; what no
// unit allows is refused (`check-figures.ts`).
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { MONTHS_PER_YEAR } from "./calendar.ts";
import type { Complain } from "./check-plan.ts";
import type { PlanFile } from "./schema.ts";
import { coolingOf, pueIn } from "./source-hardware.ts";

/** Spot and on-demand prices of one device differ by a factor of three to four (facts/hardware.md, section 4). */
const TIMES_KNOWN_RENT = 6;
/** Without a known price: several times the dearest device hour on a price list, 15 USD. */
const DEAREST_HOUR_USD = 50;
/** Input and output together; the dearest lists ask 150 for output alone. */
const DEAREST_MILLION_USD = 100;
/** The Kuwaiti dinar, the currency worth most, is 3.3 USD. */
const DEAREST_CURRENCY_USD = 5;
/** Switchgear and transformers take a year and a half, new substations up to seven. */
const LONGEST_LEAD_MONTHS = 7 * MONTHS_PER_YEAR;

export function doubtfulFigures(
  { money, classes, sources, sites, fleet }: PlanFile,
  hardware: ReadonlyMap<string, HardwareProfile>,
  warn: Complain,
): void {
  for (const [code, { usd }] of Object.entries(money.exchange))
    if (usd > DEAREST_CURRENCY_USD)
      warn(
        ["money", "exchange", code, "usd"],
        `one ${code} is ${usd} USD; no currency is worth more than 3.3: is that ${code} for a dollar? Then write ${Number((1 / usd).toPrecision(3))}`,
      );
  const million = (at: Path, usd: number | undefined) => {
    if (usd !== undefined && usd > DEAREST_MILLION_USD)
      warn(
        at,
        `${usd} USD per million tokens, input and output together: is that for more tokens, or in cents?`,
      );
  };
  const lead = (at: Path, months: number) => {
    if (months > LONGEST_LEAD_MONTHS)
      warn(
        at,
        `${months / MONTHS_PER_YEAR} years from order to service: is that in weeks or months (26w, 26mo)?`,
      );
  };
  for (const [name, { price }] of Object.entries(classes))
    million(["classes", name, "price", "perMillionTokens"], price?.perMillionTokens);
  for (const [name, source] of Object.entries(sources)) {
    const at: Path = ["sources", name];
    if (source.procure === "api") {
      million([...at, "perMillionTokens"], source.perMillionTokens);
      continue;
    }
    lead([...at, "leadTime"], source.leadTime);
    if (source.procure !== "rent") continue;
    const known = source.hardware === undefined ? undefined : hardware.get(source.hardware)?.price.rent;
    const hourly = (place: Path, usd: number | undefined) => {
      if (usd === undefined) return;
      if (
        known !== undefined &&
        (usd > TIMES_KNOWN_RENT * known.value || usd < known.value / TIMES_KNOWN_RENT)
      )
        warn(
          place,
          `${usd} USD/h per device, where ${known.value} is known (${known.source}): is that ${usd > known.value ? "for a whole server or rack, or in cents" : "for a part of a device"}?`,
        );
      else if (known === undefined && usd > DEAREST_HOUR_USD)
        warn(place, `${usd} USD/h per device: is that for a whole server or rack, or in cents?`);
    };
    hourly([...at, "perDeviceHour"], source.perDeviceHour);
    for (const [month, usd] of Object.entries(source.prices ?? {})) hourly([...at, "prices", month], usd);
  }
  for (const [name, { blocks }] of Object.entries(sites))
    if (blocks) lead(["sites", name, "blocks", "leadTime"], blocks.leadTime);
  for (const [name, place] of Object.entries(sites)) {
    let [watts, first] = [0, -1];
    fleet.forEach(({ source: of, site, devices }, index) => {
      const source = sources[of];
      if (site !== name || source?.procure !== "buy") return;
      const own = wattsPerDevice(source, place, hardware);
      if (own === undefined) return;
      watts += devices * own;
      if (first < 0 || watts <= place.power) first = index;
    });
    if (watts > place.power)
      warn(
        ["fleet", first],
        `with what else stands at ${name} it draws up to ${kilowatts(watts)} with cooling, and the site has ${kilowatts(place.power)}: what is beyond that stays switched off; is the power of the site right?`,
      );
  }
}

const kilowatts = (watts: number) => `${Number((watts / 1e3).toPrecision(4))} kW`;

/** Nameplate and cooling of a device; of pools, the mean by their instances is not known before they are simulated. */
function wattsPerDevice(
  { hardware: id, cooling }: Extract<PlanFile["sources"][string], { procure: "buy" }>,
  place: PlanFile["sites"][string],
  hardware: ReadonlyMap<string, HardwareProfile>,
): number | undefined {
  const profile = id === undefined ? undefined : hardware.get(id);
  return profile && profile.power.provisionedPerDevice.value * pueIn(place, coolingOf(profile, cooling));
}
