// What no single series can outgrow: all tokens in the world. One reported figure, dated; the user may give another.
import type { Population } from "./flags.ts";
import { conversion, readRateUnit } from "./rate-unit.ts";

/** Sum of disclosures that do not overlap, so a floor: tokensperday.com, 2026-06-24, 300.1 T a day. */
const worldTokensPerDay = 3.001e14;

/** In the unit of a series; undefined where the unit is not tokens over time. */
export function worldTokens(unitText: string): Population | undefined {
  const unit = readRateUnit(unitText);
  if ("message" in unit) return undefined;
  const factor = conversion({ noun: "tokens", period: "day", scale: 1 }, unit);
  return factor === undefined
    ? undefined
    : {
        name: "what the whole world reported on 2026-06-24 (tokensperday.com)",
        value: worldTokensPerDay * factor,
      };
}
