// Where each fitted constant comes from, written into the profile below `fitted`: prior, rows that notice the constant, and
// their median error.
import { quantileSorted } from "../../../src/base/statistics.ts";
import { fittedConstants } from "./constants.ts";
import type { Linearised } from "./linearise.ts";

/** A row notices a constant whose doubling moves it by a percent or so. */
const NOTICED = 0.015;

export function withProvenance(text: string, engine: string, { rows }: Linearised): string {
  const today = new Date().toISOString().slice(0, 10);
  const lines = fittedConstants.flatMap(({ engine: of, before, path, prior }, k) => {
    if (of !== engine) return [];
    const noticing = rows.filter(({ slopes }) => Math.abs(slopes[k]!) > NOTICED);
    const sizes = Float64Array.from(noticing, ({ residual }) => Math.abs(Math.expm1(residual))).sort();
    const error =
      sizes.length === 0 ? "no row" : `median error ${(100 * quantileSorted(sizes, 0.5)).toFixed(0)} %`;
    const name = `${path.join(".")}${before === undefined ? "" : ` before ${before}`}`;
    return [`  "${name}": "fit: npm run fit, ${today}, ${sizes.length} rows, ${error}; prior ${prior}"`];
  });
  const kept = text.replace(/^fitted:\n(?: .*\n)*/m, "");
  return `${kept}fitted:\n${lines.join("\n")}\n`;
}
