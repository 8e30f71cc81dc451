// Numbers for people: one place where SI becomes ms, k tok/s, MW or $. Three significant digits, no locale.

/** A unit to show values in: `size` is how much of the SI unit one of it is. */
export interface DisplayUnit {
  symbol: string;
  size: number;
}

export const unknown = "–";

const ladder = (...steps: [symbol: string, size: number][]): DisplayUnit[] =>
  steps.map(([symbol, size]) => ({ symbol, size }));

export const timeUnits = ladder(["µs", 1e-6], ["ms", 1e-3], ["s", 1], ["min", 60], ["h", 3600]);
export const byteUnits = ladder(["B", 1], ["kB", 1e3], ["MB", 1e6], ["GB", 1e9], ["TB", 1e12]);
export const wattUnits = ladder(["W", 1], ["kW", 1e3], ["MW", 1e6], ["GW", 1e9]);
export const tokenRateUnits = ladder(["tok/s", 1], ["k tok/s", 1e3], ["M tok/s", 1e6]);
export const tokenRatePerMegawattUnits = ladder(["tok/s/MW", 1], ["k tok/s/MW", 1e3], ["M tok/s/MW", 1e6]);
export const tokenUnits = ladder(["tokens", 1], ["k tokens", 1e3], ["M tokens", 1e6], ["G tokens", 1e9]);
export const energyUnits = ladder(["mJ", 1e-3], ["J", 1], ["kJ", 1e3]);
/** Energy of a whole piece of work. */
export const workUnits = ladder(["J", 1], ["kJ", 1e3], ["MJ", 1e6], ["kWh", 3.6e6], ["MWh", 3.6e9]);
export const percentUnit: DisplayUnit = { symbol: "%", size: 0.01 };
export const plainUnit: DisplayUnit = { symbol: "", size: 1 };
export const usdUnit: DisplayUnit = { symbol: "$", size: 1 };
export const requestRateUnit: DisplayUnit = { symbol: "req/s", size: 1 };

/** The largest unit that keeps every value at or above 1, judged by the largest value; seconds stay seconds up to 10 minutes. */
export function unitFor(
  units: readonly DisplayUnit[],
  values: readonly (number | null | undefined)[],
): DisplayUnit {
  let largest = 0;
  for (const value of values)
    if (value != null && Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  // As shown: 999.6 ms reads 1.00 s, not 1,000 ms.
  largest = Number(largest.toPrecision(3));
  const fits = units.filter((unit) => largest >= unit.size * (unit.symbol === "min" ? 10 : 1));
  return fits.at(-1) ?? (largest === 0 ? (units.find((unit) => unit.size === 1) ?? units[0]!) : units[0]!);
}

function grouped(integer: string): string {
  return integer.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Fixed decimals, thousands grouped with commas; what rounds to zero has no sign. */
export function fixed(value: number, decimals: number): string {
  const text = Math.abs(value) < 1e21 ? Math.abs(value).toFixed(decimals) : Math.abs(value).toPrecision(3);
  const [integer = "", fraction] = text.split(".");
  const sign = value < 0 && /[1-9]/.test(text) ? "-" : "";
  return sign + grouped(integer) + (fraction === undefined ? "" : `.${fraction}`);
}

/** How many decimals show `significant` digits of a value of this size. */
export function decimalsFor(value: number, significant = 3): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(significant)))));
  return Math.min(12, Math.max(0, significant - 1 - exponent));
}

/** Three significant digits; integers from 100 up are shown whole. */
export function number(value: number | null | undefined, significant = 3): string {
  if (value == null || !Number.isFinite(value)) return unknown;
  return fixed(value, Number.isInteger(value) && Math.abs(value) < 1e6 ? 0 : decimalsFor(value, significant));
}

/** `value` (SI) in one unit, with its symbol: "412 ms", "$1.20". */
export function inUnit(value: number | null | undefined, unit: DisplayUnit): string {
  if (value == null || !Number.isFinite(value)) return unknown;
  const shown = number(value / unit.size);
  if (unit.symbol === "$") return shown.startsWith("-") ? `-$${shown.slice(1)}` : `$${shown}`;
  return unit.symbol === "" ? shown : `${shown} ${unit.symbol}`;
}

const human = (units: readonly DisplayUnit[]) => (value: number | null | undefined) =>
  inUnit(value, unitFor(units, [value]));

export const seconds = human(timeUnits);
export const bytes = human(byteUnits);
export const watts = human(wattUnits);
export const tokensPerSecond = human(tokenRateUnits);
export const tokensPerSecondPerMegawatt = human(tokenRatePerMegawattUnits);
export const tokens = human(tokenUnits);
export const joules = human(energyUnits);

/** Money with cents, or three digits below a dollar. */
export function usd(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return unknown;
  const text = fixed(Math.abs(value), Math.abs(value) >= 1 || value === 0 ? 2 : decimalsFor(value));
  return `${value < 0 ? "-" : ""}$${text}`;
}

/** A share 0..1. What is almost all or almost nothing is not rounded to all or nothing. */
export function percent(share: number | null | undefined): string {
  if (share == null || !Number.isFinite(share)) return unknown;
  const value = share * 100;
  if (value > 99.99 && value < 100 - 1e-9) return "> 99.99 %";
  if (value > 0 && value < 0.01) return "< 0.01 %";
  const decimals = Math.abs(value) >= 10 && Math.abs(value) < 99 ? 1 : 2;
  return `${fixed(value, Math.abs(value - Math.round(value)) < 1e-9 ? 0 : decimals)} %`;
}

/** A relative change, two digits: "26 %", "4.1 %". */
export function relative(change: number): string {
  return `${fixed(change * 100, decimalsFor(change * 100, 2))} %`;
}

/** A ratio, two digits: "35x". */
export const times = (ratio: number | null | undefined): string =>
  ratio == null ? unknown : `${number(ratio, 2)}x`;

/** A limit as people write it: "TTFT p90". */
export const limitName = (limit: string): string =>
  limit.replace(/^(ttft|tpot|itl|e2e)(?![a-z])_?/, (latency) => latency.toUpperCase().replace("_", " "));

/** An amount in a unit the simulator names ("bytes", "seconds", "watts", "devices"). */
export function amount(value: number, unitName: string): string {
  const known: Record<string, (value: number) => string> = { bytes, seconds, watts, tokens };
  // "1 chip", but "1 GB/s".
  const unit = value === 1 ? unitName.replace(/^([a-z]+)s$/, "$1") : unitName;
  return known[unitName]?.(value) ?? `${number(value)} ${unit}`.trim();
}

/** The day of a moment given in seconds since 1970: "2027-03-31". */
export const dateOf = (secondsSince1970: number): string =>
  new Date(secondsSince1970 * 1000).toISOString().slice(0, 10);
