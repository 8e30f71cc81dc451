// Amounts of a plan in words.
import type { CaseSummary } from "../../finance/summary.ts";
import { fixed, number, watts } from "../format.ts";

/** "$454M", "$1.68bn", "$12,400". */
export function bigUsd(value: number): string {
  const size = Math.abs(value);
  if (size < 0.005) return "$0";
  const sign = value < 0 ? "-" : "";
  if (size >= 999.5e6) return `${sign}$${number(size / 1e9)}bn`;
  if (size >= 999_500) return `${sign}$${number(size / 1e6)}M`;
  return `${sign}$${fixed(size, size < 100 ? 2 : 0)}`;
}

/** Three digits and no zeros after them: "0.7", "8.5". */
export const short = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? fixed(rounded, 0) : String(rounded);
};

/** A value of an input in its unit: "P10", "8 % per year", "0.7 x planned". */
export function inputValue(value: number, unit: string): string {
  if (unit === "quantile") return `P${Math.round(100 * value)}`;
  if (unit === "per year") return `${short(100 * value)} % per year`;
  const counted = value === 1 ? unit.replace(/^(server|month)s$/, "$1") : unit;
  return unit === "" ? short(value) : `${short(value)} ${counted}`;
}

/** What is drawn in a mean, here and in others' halls, and what our sites must have for it. */
export const powerInWords = ({
  peakFacilityWatts,
  peakSiteWatts,
}: Pick<CaseSummary, "peakFacilityWatts" | "peakSiteWatts">) =>
  `${watts(peakFacilityWatts)} mean draw in the highest month${peakSiteWatts > 0 ? `, ${watts(peakSiteWatts)} provisioned at the sites` : ""}`;
