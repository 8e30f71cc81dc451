// How sure, how strategies compare, what they hang on, and the straight line: each against what must hold of it.
import { beforeAll, describe, expect, it } from "vitest";
import { analyse } from "../../../src/finance/analysis/analyse.ts";
import { crossing } from "../../../src/finance/analysis/bisect.ts";
import { costSoFar } from "../../../src/finance/analysis/compare.ts";
import { monteCarlo, worlds } from "../../../src/finance/analysis/monte-carlo.ts";
import { operate } from "../../../src/finance/analysis/operate.ts";
import { operatingOf } from "../../../src/finance/analysis/operating.ts";
import type { PlanAnalysis } from "../../../src/finance/analysis/result.ts";
import { ratioAt, spreadOf } from "../../../src/finance/analysis/spread.ts";
import { demandAt } from "../../../src/finance/demand.ts";
import type { PlanOutput } from "../../../src/finance/plan.ts";
import { loadSolver } from "../../../src/finance/solver.ts";
import { chosenCase } from "../../../src/report/plan/chosen.ts";
import { decidedPlan, offer, planFile } from "../samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
let output: PlanOutput;
let analysis: PlanAnalysis;

const certain = { low: 1, high: 1 };

function made(
  growth: { p10: number; p50: number; p90: number },
  changes: Record<string, unknown> = {},
): PlanOutput {
  const tokens = { now: "9000 tokens/s", growth };
  const chat = {
    tokens,
    peakToMean: 2,
    model: "llama-3.1-8b",
    lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
    price: { perMillionTokens: "3 USD" },
  };
  const file = planFile({
    horizon: "24mo",
    quantiles: [0.1, 0.5, 0.9],
    classes: { chat, work: { ...chat, tokens: { ...tokens, now: "4000 tokens/s" }, batch: true } },
    policy: { redundantSteps: 0, targetUtilisation: 0.8, unmetPerMillionTokens: "5 USD" },
    sites: {
      here: {
        power: "300 kW",
        electricity: { peak: "0.2 USD/kWh", offPeak: "0.05 USD/kWh", peakShare: 0.4 },
      },
    },
    sources: {
      own: { procure: "buy", hardware: "h100-sxm" },
      cloud: { procure: "rent", hardware: "h100-sxm" },
      api: { procure: "api", perMillionTokens: "2 USD" },
    },
    strategies: { own: { sources: ["own"] }, rent: { sources: ["cloud"] }, api: { sources: ["api"] } },
    uncertainty: { draws: 200 },
    ...changes,
  });
  const classes = ["chat", "work"];
  const offers = [
    offer("own", "here", { classes, stepDevices: 2, capexUsd: 30_000 }),
    offer("cloud", "here", { classes, procure: "rent", rentUsdPerHour: 3, stepDevices: 2 }),
  ];
  return decidedPlan(file, offers, highs);
}

function run<T>(steps: Generator<unknown, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

beforeAll(async () => {
  highs = await loadSolver();
  output = made({ p10: 1.2, p50: 2, p90: 3.5 });
  analysis = run(analyse(output, highs));
}, 120_000);

describe("worlds", () => {
  it("are the plan itself where nothing is uncertain", () => {
    const flat = made(
      { p10: 2, p50: 2, p90: 2 },
      {
        uncertainty: {
          draws: 100,
          capex: certain,
          rent: certain,
          api: certain,
          electricity: certain,
          colo: certain,
        },
      },
    );
    for (const { capacities } of flat.cases.flatMap((each) => each.offers))
      for (const { unit } of capacities.values())
        Object.assign(unit, { band: { p10: 1, p90: 1 }, powerBand: { p10: 1, p90: 1 } });
    const { cases } = run(monteCarlo(flat));
    cases.forEach((each, k) => {
      const { outcome } = operate(operatingOf(flat.plan.file, flat.cases[k]!));
      expect(each.netPresentUsd.p10).toBeCloseTo(outcome.netPresentUsd, 3);
      expect(each.netPresentUsd.p90).toBeCloseTo(outcome.netPresentUsd, 3);
      expect(each.costUsd.p50).toBeCloseTo(outcome.costUsd, 3);
    });
  });

  it("are the same for every case, and the same again", () => {
    expect(run(monteCarlo(output))).toEqual(analysis.uncertainty);
    const twins = made(
      { p10: 1.2, p50: 2, p90: 3.5 },
      { strategies: { one: { sources: ["own"] }, two: { sources: ["own"] } } },
    );
    const { cases } = run(monteCarlo(twins));
    cases.slice(0, 3).forEach((each, k) => {
      expect({ ...cases[k + 3], strategy: each.strategy }).toEqual(each);
    });
  });

  it("have demand whose quantiles are those of the plan", () => {
    const draw = worlds(output);
    const state = operatingOf(output.plan.file, output.cases[0]!);
    const last = Array.from({ length: 2000 }, () => draw()(state).asked.get("chat")![23]!);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const planned = demandAt(output.plan, quantile).get("chat")![23]!;
      const below = last.filter((each) => each < planned).length / last.length;
      // Four standard errors of a share of 2,000.
      expect(Math.abs(below - quantile)).toBeLessThan(4 * Math.sqrt((quantile * (1 - quantile)) / 2000));
    }
  });

  it("suffice more often the higher the quantile that was bought for", () => {
    const own = analysis.uncertainty.cases.filter(({ strategy }) => strategy === "own");
    const shares = own.map(({ sufficientShare }) => sufficientShare);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[2]! - shares[0]!).toBeGreaterThan(0.3);
    // What is rented follows demand: there is no limit to it here.
    for (const each of analysis.uncertainty.cases.filter(({ strategy }) => strategy === "rent"))
      expect(each.sufficientShare).toBe(1);
    // An API serves at once, though nothing is ever delivered.
    for (const each of analysis.uncertainty.cases.filter(({ strategy }) => strategy === "api"))
      expect(each.sufficientFromMonth).toBe(0);
  });

  it("draw ratios whose quantiles are the stated ends", () => {
    expect(ratioAt(0.8, 1.5, -1.2815515655446004)).toBeCloseTo(0.8, 12);
    expect(ratioAt(0.8, 1.5, 1.2815515655446004)).toBeCloseTo(1.5, 12);
    expect(ratioAt(0.8, 1.5, 0)).toBe(1);
    expect(spreadOf(Array.from({ length: 101 }, (_, k) => 100 - k))).toEqual({ p10: 10, p50: 50, p90: 90 });
  });
});

describe("regret", () => {
  it("is what a decision costs above the best for the demand that came", () => {
    const { regrets, leastRegret } = analysis.comparison;
    expect(regrets).toHaveLength(27);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const lived = regrets.filter(({ livedAtQuantile }) => livedAtQuantile === quantile);
      expect(Math.min(...lived.map(({ regretUsd }) => regretUsd))).toBe(0);
      // Deciding for the demand that comes is best within a strategy, but for the solver's gap.
      for (const strategy of ["own", "rent", "api"]) {
        const own = lived.filter((each) => each.strategy === strategy);
        const right = own.find(({ decidedAtQuantile }) => decidedAtQuantile === quantile)!;
        for (const { costUsd } of own) expect(costUsd).toBeGreaterThanOrEqual(right.costUsd * (1 - 0.006));
      }
    }
    const worst = regrets
      .filter(
        (each) =>
          each.strategy === leastRegret.strategy && each.decidedAtQuantile === leastRegret.decidedAtQuantile,
      )
      .map(({ regretUsd }) => regretUsd);
    expect(Math.max(...worst)).toBe(leastRegret.worstRegretUsd);
    // What is recommended is what was scored: strategy and quantile.
    const { strategy, quantile } = chosenCase({ output, analysis });
    expect({ strategy, quantile }).toEqual({
      strategy: leastRegret.strategy,
      quantile: leastRegret.decidedAtQuantile,
    });
  });
});

describe("the straight line", () => {
  it("differs by nothing where demand is a line", () => {
    const flat = made({ p10: 1, p50: 1, p90: 1 });
    for (const { against, lines } of run(analyse(flat, highs)).straightLine) {
      expect(lines.map(({ growthTokensPerSecondPerYear }) => growthTokensPerSecondPerYear)).toEqual([0, 0]);
      for (const each of against) {
        expect([each.mostUnderWatts, each.mostOverWatts]).toEqual([0, 0]);
        expect(each.costDifferenceUsd).toBeCloseTo(0, 6);
      }
    }
  });

  it("under-buys what compounds, and over-buys what slows", () => {
    const own = analysis.straightLine.find(({ strategy }) => strategy === "own")!;
    const [slow, , fast] = own.against;
    // From 9,000 tokens/s, grown by half of 2 within a year: 4,500 a year.
    expect(own.lines[0]!.growthTokensPerSecondPerYear).toBeCloseTo(4500, 6);
    expect(fast!.mostUnderWatts).toBeGreaterThan(0);
    expect(fast!.differenceSpentUsd).toBeLessThan(0);
    expect(fast!.unmetDifferenceTokens).toBeGreaterThan(0);
    expect(slow!.mostOverWatts).toBeGreaterThan(0);
    expect(slow!.differenceSpentUsd).toBeGreaterThan(0);
    const last = fast!.months.at(-1)!;
    expect(last.differenceWatts).toBeCloseTo(last.differenceDevices * 1250, 6);
  });
});

describe("a crossover", () => {
  it("is of costs so far that end at what the strategies cost", () => {
    const { plan, cases } = output;
    for (const each of cases) {
      const lived = operate(operatingOf(plan.file, each));
      const { costUsd } = lived.outcome;
      expect(costSoFar(plan, lived).at(-1)! / costUsd).toBeCloseTo(1, 9);
    }
    const costOf = (strategy: string) =>
      analysis.comparison.strategies.find((each) => each.strategy === strategy && each.quantile === 0.5)!
        .outcome.costUsd;
    expect(analysis.comparison.crossovers.length).toBeGreaterThan(0);
    for (const { cheaperFirst, cheaperThen, savedUsd } of analysis.comparison.crossovers)
      expect(costOf(cheaperFirst) - costOf(cheaperThen)).toBeCloseTo(savedUsd, 3);
  });
});

describe("break-even", () => {
  it("finds where two costs are equal, to the cent, and says who is cheaper where they never are", () => {
    const at = (value: number) => ({ leftUsd: 1e9 + 3e7 * value, rightUsd: 1.2e9 - 1e6 * value ** 2 });
    const root = crossing(at, 2, 0.1, 100);
    if ("lower" in root) throw new Error("must cross");
    expect(Math.abs(root.leftUsd - root.rightUsd)).toBeLessThanOrEqual(0.01);
    expect(root.value).toBeCloseTo(-15 + Math.sqrt(225 + 200), 6);
    expect(crossing((value) => ({ leftUsd: value, rightUsd: value + 1 }), 1, 0.1, 10)).toEqual({
      lower: "left",
    });
  });

  it("carries its certificate: both sides at the value, equal to the cent unless devices come whole", () => {
    const all = [
      ...analysis.comparison.prices,
      ...analysis.sensitivity.flatMap(({ breakEvens }) => breakEvens),
    ];
    const found = all.filter(({ value }) => value !== null);
    expect(found.length).toBeGreaterThanOrEqual(6);
    for (const { leftUsd, rightUsd, toleranceUsd, reason, value, low, high } of found) {
      expect(Math.abs(leftUsd! - rightUsd!)).toBeLessThanOrEqual(toleranceUsd);
      if (reason === "") expect(toleranceUsd).toBeLessThanOrEqual(0.01);
      expect(value!).toBeGreaterThanOrEqual(low);
      expect(value!).toBeLessThanOrEqual(high);
    }
    const rent = found.find(({ input, strategy }) => input === "rent of cloud" && strategy === "own")!;
    expect(rent.reason).toBe("");
    for (const { value, reason } of all) if (value === null) expect(reason).toMatch(/throughout$/);
  });
});

describe("sensitivity", () => {
  it("knows at least fifteen inputs of what is owned, each with a range and its source", () => {
    const [own] = analysis.sensitivity;
    expect(own!.swings.length).toBeGreaterThanOrEqual(15);
    for (const { source, lowValue, highValue } of own!.swings) {
      expect(source).not.toBe("");
      expect(lowValue).toBeLessThan(highValue);
    }
    // Fewer hang on what is rented or called, but no input of theirs is idle either.
    const least = analysis.sensitivity.map(({ swings }) => swings.length);
    expect(Math.min(...least)).toBeGreaterThanOrEqual(9);
    const swings = own!.swings.map(({ netPresentSwingUsd }) => netPresentSwingUsd);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    // Every input does something, but for those that only weigh what is not cash. Interest is in no present value: it is in what a token costs.
    const idle = own!.swings.filter(
      ({ low, high }) => low.netPresentUsd === high.netPresentUsd && low.costUsd === high.costUsd,
    );
    expect(idle.map(({ input }) => input)).toEqual(["interest", "colocation price"]);
    expect(idle[0]!.high.usdPerMillionTokens).toBeGreaterThan(idle[0]!.low.usdPerMillionTokens!);
  });

  it("leaves the plan as it is at the planned value", () => {
    const [own] = analysis.sensitivity;
    const demand = own!.swings.find(({ input }) => input === "demand")!;
    const lived = analysis.comparison.regrets.find(
      (each) => each.strategy === "own" && each.decidedAtQuantile === 0.5 && each.livedAtQuantile === 0.9,
    )!;
    expect(demand.high.costUsd).toBe(lived.costUsd);
  });
});

describe("demand response", () => {
  it("is the batch work that fits in the trough, and its energy at the peak price", () => {
    const own = analysis.comparison.demandResponse.find(
      (each) => each.strategy === "own" && each.quantile === 0.5,
    )!;
    const { rows } = output.cases.find((each) => each.strategy === "own" && each.quantile === 0.5)!;
    const peaks = rows.filter(({ planClass, month }) => planClass === "work" && month === 23);
    const batch = peaks.reduce((sum, row) => sum + row.peakTokensPerSecond / 1000, 0);
    // The trough of chat, half of its peak, is larger than the batch work: all of it fits. 500 W above idle, 1250 W provisioned.
    expect(own.savedProvisionedWatts).toBeCloseTo(batch * 1250, 3);
    expect(own.sheddableWatts).toBeCloseTo(batch * 500 * 1.25, 3);
    expect(own.electricityUsdPerYear).toBeCloseTo((own.movedJoules * (0.15 / 3.6e6)) / 2, 6);
  });
});
