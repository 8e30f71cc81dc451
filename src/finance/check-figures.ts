// Figures that betray another unit than the one they carry: a price per MWh written per kWh, a rack's price given for a device,
// kilograms for grams. Bounds are an order of magnitude wider than any price seen (facts/hardware.md), so nothing real is refused.
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import type { Complain } from "./check-plan.ts";
import type { PlanFile } from "./schema.ts";

interface Plausible {
  low: number;
  high: number;
  unit: string;
  /** In units of the file from SI. */
  size: number;
  /** What it looks like, below and above. */
  below: string;
  above: string;
}

const JOULES_PER_KILOWATT_HOUR = 3.6e6;
const SECONDS_PER_MONTH = (365.25 * 86_400) / 12;

const electricity: Plausible = {
  low: 0.002,
  high: 3,
  unit: "USD/kWh",
  size: 1 / JOULES_PER_KILOWATT_HOUR,
  below: "a price per Wh, or in another currency's thousands",
  above: "a price per MWh, or in cents",
};
const colocation: Plausible = {
  low: 5,
  high: 5000,
  unit: "USD/kW/month",
  size: 1 / 1e3 / SECONDS_PER_MONTH,
  below: "a price per kW-hour or kW-day",
  above: "a price per MW, or per year",
};
const million: Plausible = {
  low: 0.0005,
  high: 2000,
  unit: "USD per million tokens",
  size: 1,
  below: "a price per token or per thousand",
  above: "a price per billion tokens",
};
const hourly: Plausible = {
  low: 0.02,
  high: 500,
  unit: "USD/h per device",
  size: 1,
  below: "a price per minute, or in thousands",
  above: "the price of a whole rack, or per day or month",
};
const purchase: Plausible = {
  low: 300,
  high: 1e7,
  unit: "USD per device",
  size: 1,
  below: "a price in thousands",
  above: "the price of a whole rack or site",
};
const power: Plausible = {
  low: 0.1,
  high: 100,
  unit: "USD/W",
  size: 1,
  below: "a price per kW, or in millions",
  above: "a price of another size of block, devices included",
};
const carbon: Plausible = {
  low: 3,
  high: 2500,
  unit: "g CO2/kWh",
  size: 1,
  below: "kilograms per kWh, or tonnes per MWh",
  above: "grams per MWh, or kilograms",
};

/** A purchase so many times what the profile states is of something else. */
const TIMES_PROFILE = 20;

export function checkFigures(
  { classes, sources, sites }: PlanFile,
  hardware: ReadonlyMap<string, HardwareProfile>,
  complain: Complain,
): void {
  const check = (at: Path, value: number | undefined, { low, high, unit, size, below, above }: Plausible) => {
    if (value === undefined || value === 0) return;
    const shown = value / size;
    if (shown < low || shown > high)
      complain(
        at,
        `${Number(shown.toPrecision(6))} ${unit} cannot be: expected ${low} to ${high}; it looks like ${shown < low ? below : above}`,
      );
  };
  for (const [name, { price }] of Object.entries(classes))
    check(["classes", name, "price", "perMillionTokens"], price?.perMillionTokens, million);
  for (const [name, source] of Object.entries(sources)) {
    const at: Path = ["sources", name];
    if (source.procure === "api") check([...at, "perMillionTokens"], source.perMillionTokens, million);
    if (source.procure === "rent") check([...at, "perDeviceHour"], source.perDeviceHour, hourly);
    if (source.procure !== "buy") continue;
    const stated = source.capexPerDevice;
    check([...at, "capexPerDevice"], stated, purchase);
    const known = source.hardware === undefined ? undefined : hardware.get(source.hardware)?.price.capex;
    if (stated === undefined || known === undefined) continue;
    const ratio = stated / known.value;
    if (ratio > TIMES_PROFILE || ratio < 1 / TIMES_PROFILE)
      complain(
        [...at, "capexPerDevice"],
        `${stated} USD per device, where ${known.value} USD is known (${known.source}): ${ratio > 1 ? "the price of a server or rack" : "a price in thousands"}?`,
      );
  }
  for (const [name, place] of Object.entries(sites)) {
    const at: Path = ["sites", name];
    if (typeof place.electricity === "object") {
      const { tiers } = place.electricity;
      for (const { at: own, usdPerJoule } of tiers)
        check([...at, "electricity", ...own], usdPerJoule, electricity);
      const [low, high] = ["offPeak", "peak"].map((key) => tiers.find((tier) => tier.at[0] === key));
      if (low && high && high.usdPerJoule < low.usdPerJoule)
        complain([...at, "electricity"], "off-peak costs more than peak: they are swapped");
    } else check([...at, "electricity"], place.electricity, electricity);
    if (place.blocks) check([...at, "blocks", "cost"], place.blocks.cost / place.blocks.size, power);
    check([...at, "colo"], place.colo, colocation);
    check([...at, "carbonGramsPerKilowattHour"], place.carbonGramsPerKilowattHour, carbon);
  }
}
