// The M1 yearly series and their windows. The prior was fitted to one random half of the series; `held` names the other.
import { existsSync, readFileSync } from "node:fs";

export const file = "../shared/forecast/m1-yearly.json";

/** Series the fit never saw: a random half (seed 7), drawn before it. */
export const held = new Set(
  `YAF2 YAF5 YAF8 YAF9 YAF10 YAF13 YAF15 YAF16 YAM2 YAM3 YAM7 YAM10 YAM12 YAM13 YAM15 YAM16 YAM17 YAM19 YAM20 YAM24 YAM28 YAM30
  YAB2 YAB3 YAB4 YAB6 YAB8 YAI3 YAI7 YAI10 YAI13 YAI15 YAI16 YAI17 YAI20 YAI21 YAI23 YAI25 YAI26 YAI28 YAI29 YAI30 YAI35 YAG3
  YAG4 YAG7 YAG8 YAG10 YAG13 YAG14 YAG16 YAG18 YAG19 YAG21 YAG22 YAG26 YAG28 YAG30 YAC1 YAC3 YAC10 YAC12 YAC14 YAC16 YAC17
  YAC18 YAC19 YAC20 YAC22 YAC24 YAC25 YAC27 YAC28 YAD3 YAD5 YAD6 YAD7 YAD8 YAD11 YAD12 YAD13 YAD15 YAD16 YAD17 YAD18 YAD19
  YAD21 YAD24 YAD27 YAD29 YAD30`.split(/\s+/),
);

export interface Yearly {
  id: string;
  x: number[];
  xx: number[];
}

/** Undefined where the data are not there. */
export function yearly(): Yearly[] | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { M1: Yearly[] }).M1 : undefined;
}

/** So many points, and the six years after them. */
export interface Window {
  series: string;
  values: number[];
  future: number[];
  /** Growth of over 10 % a year within the window, in logs. */
  fast: boolean;
}

const yearsAhead = 6;

/** The last n points before the six that the competition held out; with `origins` above 1 also windows that end 2, 4, … years before. */
export function windowsOf(series: readonly Yearly[], n: number, origins = 1): Window[] {
  return series.flatMap(({ id, x, xx }) => {
    const all = [...x, ...xx];
    const ends = Array.from({ length: origins }, (_, k) => x.length - 2 * k);
    return ends
      .filter((end) => end >= n)
      .map((end) => {
        const values = all.slice(end - n, end);
        const fast = Math.log(values.at(-1)! / values[0]!) / (n - 1) > 0.1;
        return { series: id, values, future: all.slice(end, end + yearsAhead), fast };
      });
  });
}
