// Strategies that serve different tokens, compared for those that both serve: a small site beside rent without end.
import { describe, expect, it } from "vitest";
import { likeForLike } from "../../../src/finance/analysis/like-for-like.ts";
import { loadSolver } from "../../../src/finance/solver.ts";
import { planNotes } from "../../../src/report/plan/notes.ts";
import { decidedPlan, offer, planFile } from "../samples.ts";

const highs = await loadSolver();
/** `own` draws 1.25 kW a device and costs little; four fit, and serve 2,667 of 9,000 tokens per second at their peak. */
const made = (power: string, more: Record<string, unknown> = {}) =>
  decidedPlan(
    planFile({
      classes: {
        chat: {
          tokens: { now: "9000 tokens/s", growth: { p10: 1, p50: 1, p90: 1 } },
          peakToMean: 1.5,
          model: "llama-3.1-8b",
          lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
        },
      },
      sources: {
        own: { procure: "buy", hardware: "h100-sxm" },
        cloud: { procure: "rent", hardware: "h100-sxm" },
        api: { procure: "api", perMillionTokens: "2 USD" },
      },
      sites: { here: { power, electricity: "0.08 USD/kWh" } },
      strategies: { own: { sources: ["own"] }, rent: { sources: ["cloud"] }, api: { sources: ["api"] } },
      ...more,
    }),
    [offer("own", "here"), offer("cloud", "here", { procure: "rent", rentUsdPerHour: 3 })],
    highs,
  );

describe("like for like", () => {
  const limited = likeForLike(made("5 kW"));

  it("compares what commits itself with what does not, for the tokens of the site that is full", () => {
    expect(limited.map(({ strategy, against }) => [strategy, against])).toEqual([
      ["own", "rent"],
      ["own", "api"],
    ]);
    for (const { servedShare } of limited) expect(servedShare).toBeCloseTo(4000 / (1.5 * 9000), 9);
  });

  it("charges the others for those tokens alone, and nobody for unmet ones", () => {
    const [rent, api] = limited as [(typeof limited)[number], (typeof limited)[number]];
    const hours = 365 * 24;
    // Four devices for a year, and a third of the demand at the API's price, a little less than that when discounted.
    expect(rent.againstCostUsd / (4 * 3 * hours)).toBeGreaterThan(0.95);
    expect(rent.againstCostUsd / (4 * 3 * hours)).toBeLessThan(1);
    const millions = (9000 * api.servedShare * hours * 3600) / 1e6;
    expect(api.againstCostUsd / (2 * millions)).toBeGreaterThan(0.95);
    expect(api.againstCostUsd / (2 * millions)).toBeLessThan(1);
    // Four purchases and their running, less what they are worth after a year: far from 20 USD a million for what is not served.
    expect(rent.costUsd).toBeLessThan(4 * 20_000);
    expect(rent.costUsd).toBe(api.costUsd);
  });

  it("is the whole demand where the site holds it", () => {
    for (const { servedShare } of likeForLike(made("1 MW"))) expect(servedShare).toBe(1);
  });

  it("is said where a site ends one strategy and not another", () => {
    const said = (power: string) => planNotes(made(power)).filter((note) => note.includes("like for like"));
    expect(said("5 kW")).toEqual([
      expect.stringMatching(/^own P50 run out of the sites' 5 kW, which rent and api do not need/),
    ]);
    expect(said("1 MW")).toEqual([]);
  });
});
