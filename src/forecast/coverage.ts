// What has been measured of intervals like this one, in words: a kind of answer that was never measured is said to be so. Figures:
// `npm run bench:forecast` on 2026-11-21 (docs/concepts/forecast.md).
import type { Forecast } from "./forecast.ts";

/** The longest yearly series that was measured. */
const longestMeasured = 14;

type Measured = Pick<Forecast, "observations" | "prior" | "cap" | "seasonality">;

export function coverageInWords({ observations, prior, cap, seasonality }: Measured): string {
  const points = observations.length;
  if (points === 1)
    return `One point: the interval is the prior's (${prior.name}) and was measured on nothing.`;
  if (cap !== null)
    return "Under a cap no reported series was measured: of 2,000 simulated logistic paths with the cap given, the trend's 80 % intervals held 76.1 ± 1.0 %.";
  if (Object.hasOwn(prior.sources, "stated"))
    return "The growth is as stated, and the interval around it was measured on nothing.";
  if ((prior.kindShares.business ?? 0) < 0.5) {
    const tokens =
      prior.name === "default"
        ? "taken for a token series by its growth: of six public ones, 80 % intervals held 91.4 ± 4.8 %"
        : "with a token class the 80 % intervals of six public series held 88.6 ± 5.5 %, of no class by itself";
    return `${points} points, ${tokens} (35 targets up to a year ahead, which overlap).`;
  }
  const beyond =
    seasonality !== null || points > longestMeasured
      ? " Longer series, seasons and steps under a year were not measured."
      : " Steps under a year were not measured.";
  return `On yearly business series that were held out (M1, 3 to 14 points, 1 to 6 years ahead) 80 % intervals held 77 to 81 %, each ± 3 to 4.${beyond}`;
}
