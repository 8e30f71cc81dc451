import { describe, expect, it } from "vitest";
import { withSettings } from "../../src/planner/claims/library.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { claimNamed, claims, narrow, weighed } from "./claim-files.ts";

describe("the files", () => {
  it("hold the claims of the contract", () => {
    const names = claims.map(({ name }) => name);
    for (const name of [
      "rubin-lpx-35x",
      "gb200-30x",
      "rubin-cost-10x",
      "rubin-cpx-7.5x",
      "gb300-15x-hopper",
      "disaggregation-equal-hardware",
      "demand-paging",
    ])
      expect(names).toContain(name);
  });

  it.each(claims.map((claim) => [claim.name, claim] as const))("%s is complete", (_name, claim) => {
    const deployments = Object.keys(claim.scenario.deployments as object);
    for (const side of [claim.subject, claim.baseline, ...claim.others]) expect(deployments).toContain(side);
    for (const side of Object.keys(claim.sides)) expect(deployments).toContain(side);
    expect(claim.levels.length).toBeGreaterThanOrEqual(8);
    expect(claim.conditions.length).toBeGreaterThan(0);
    expect(claim.leavesOut.length).toBeGreaterThan(0);
    expect(new Set(claim.assumptions.map(({ path }) => path)).size).toBe(claim.assumptions.length);
    for (const { low, central, high } of claim.assumptions) {
      expect(low).toBeLessThanOrEqual(central);
      expect(central).toBeLessThanOrEqual(high);
      expect(high).toBeGreaterThan(low);
    }
  });
});

describe("weighing", () => {
  const lpx = claimNamed("rubin-lpx-35x");

  it("tries every combination, keeps the central ratio inside its range, and repeats itself", () => {
    const claim = narrow(lpx, "lpx.rack-power", "vr-nvl72.rack-power");
    const result = weighed(claim);
    expect(result.settingsTried).toBe(9);
    expect(result.curve.length).toBeGreaterThanOrEqual(8);
    for (const { ratio } of result.curve)
      if (ratio.central !== null) {
        expect(ratio.low!).toBeLessThanOrEqual(ratio.central);
        expect(ratio.high!).toBeGreaterThanOrEqual(ratio.central);
      }
    expect(weighed(claim)).toEqual(result);
    expect(result.baselines.map(({ name }) => name)).toEqual(["gb200", "gb300", "rubin-alone"]);
  });

  it("more power for the subject lowers its ratio, in exact proportion of the site's watts", () => {
    const at = (kilowatts: number) =>
      weighed(narrow(withSettings([lpx], [`lpx.rack-power=${kilowatts} kW`], shipped)[0]!)).simulatedRatio
        .central!;
    const [low, high] = [at(60), at(160)];
    expect(low).toBeGreaterThan(high);
    // Ten LPX racks beside sixteen NVL72 racks of 190 kW.
    expect(low / high).toBeCloseTo((16 * 190 + 10 * 160) / (16 * 190 + 10 * 60), 6);
  });

  it("a shorter round trip never lowers the ratio; a dearer subject lowers it in proportion", () => {
    const trip = weighed(narrow(lpx, "afd.round-trip")).assumptions.find(
      ({ path }) => path === "afd.round-trip",
    )!;
    expect(trip.ratioAtLow!).toBeGreaterThanOrEqual(trip.ratioAtHigh!);
    const cost = claimNamed("rubin-cost-10x");
    const rent = weighed(narrow(cost, "vr-nvl72.rent")).assumptions.find(
      ({ path }) => path === "vr-nvl72.rent",
    )!;
    expect(rent.ratioAtLow! / rent.ratioAtHigh!).toBeCloseTo(11 / 6, 9);
    expect(rent.swing).toBeCloseTo(11 / 6, 9);
  });

  // What more of it must do to the ratio; 0 where theory does not tell, because it is both sides' or has an optimum.
  const directions: Record<string, Record<string, 1 | -1 | 0>> = {
    "demand-paging": {
      "paging.resident": 0,
      "paging.misses": -1,
      "paging.selected-tokens": -1,
      "paging.link": 1,
    },
    "disaggregation-equal-hardware": {
      "input-tokens": 0,
      "output-tokens": 0,
      "prefill-devices": 0,
      "gpu-stack.fixed-times": 0,
      "kv-transfer.port": 1,
    },
    "gb200-30x": {
      "gpu-stack.fixed-times": 0,
      "input-tokens": 0,
      "output-tokens": 0,
      "h100.link": -1,
      "h100.pipeline": 0,
    },
    "gb300-15x-hopper": {
      "gb300-nvl72.rack-power": -1,
      "h200.server-power": 1,
      "accepted-tokens": 0,
      "input-tokens": 0,
      "gpu-stack.fixed-times": 0,
    },
    "rubin-cost-10x": {
      "vr-nvl72.rent": -1,
      "gb200-nvl72.rent": 1,
      "vr-nvl72.bandwidth": 1,
      "accepted-tokens": 0,
      "gpu-stack.fixed-times": 0,
    },
    "rubin-cpx-7.5x": {
      "rubin-cpx.fp4": 1,
      "rubin-cpx.bf16": 1,
      "rubin-cpx.link": 1,
      "rubin-cpx.kv-port": 1,
      "input-tokens": 0,
      "output-tokens": 0,
    },
    "rubin-lpx-35x": {
      "lpx.rack-power": -1,
      "vr-nvl72.rack-power": -1,
      "rubin-lpx.nvl72-racks": 0,
      "weight-bits": 0,
      "lpx.arithmetic": 1,
      "active-parameters": 0,
      "baseline.weight-bits": 1,
      "accepted-tokens": 0,
      "gpu-stack.fixed-times": 0,
      "afd.round-trip": -1,
    },
  };

  it("knows of every assumption which way it must move the ratio, or that it may go both ways", () => {
    for (const { name, assumptions } of claims)
      expect(Object.keys(directions[name] ?? {}).sort(), name).toEqual(
        assumptions.map(({ path }) => path).sort(),
      );
  });

  const directed = Object.entries(directions).flatMap(([name, paths]) =>
    Object.entries(paths).flatMap(([path, way]) => (way === 0 ? [] : [[name, path, way] as const])),
  );
  it.each(directed)("%s: more of %s moves the ratio the right way (%i)", (name, path, way) => {
    const alone = { ...narrow(claimNamed(name), path), others: [] };
    const moved = weighed(alone).assumptions.find((each) => each.path === path)!;
    const [low, high] = [moved.ratioAtLow, moved.ratioAtHigh];
    // A baseline that no longer gets there has no ratio: as far the right way as it goes.
    if (low === null || high === null) expect(way > 0 ? low : high).not.toBeNull();
    else if (way > 0) expect(high).toBeGreaterThanOrEqual(low * (1 - 1e-9));
    else expect(high).toBeLessThanOrEqual(low * (1 + 1e-9));
  });

  it("gives the verdict by its ratios: as claimed, in part, or not", () => {
    const claim = narrow(claimNamed("rubin-cost-10x"), "vr-nvl72.rent");
    const central = weighed(claim).simulatedRatio;
    const verdict = (claimedRatio: number | null) => weighed({ ...claim, claimedRatio });

    expect(verdict(0.9 * central.low!).verdict).toBe("reproduced");
    expect(verdict(0.9 * central.low!).fractionOfAssumptionsWhereItHolds).toBe(1);
    expect(verdict(central.high!).verdict).toBe("only under vr-nvl72.rent = 6 USD/h");
    expect(
      verdict(central.high!).assumptions.every(({ swing }) => Number.isFinite(swing) && swing >= 1),
    ).toBe(true);
    expect(verdict(2 * central.high!)).toMatchObject({
      verdict: "not reproduced",
      fractionOfAssumptionsWhereItHolds: 0,
    });
    expect(verdict(null)).toMatchObject({
      verdict: "not testable",
      fractionOfAssumptionsWhereItHolds: null,
    });
  });
});

describe("what a verdict names", () => {
  // Whatever it names and is not central is necessary; all of it stated, the claim holds in nearly all of what is left.
  it.each(["gb200-30x", "rubin-cost-10x"])("decides %s", (name) => {
    const claim = { ...claimNamed(name), others: [] };
    const result = weighed(claim);
    expect(result.holdsUnder.length).toBeGreaterThan(0);
    for (const { terms, holdsFraction } of result.holdsUnder) {
      const kept = {
        ...claim,
        assumptions: claim.assumptions.map((each) => {
          const values = terms.find(({ path }) => path === each.path)?.values;
          return values ? { ...each, low: values[0]!, central: values[0]!, high: values.at(-1)! } : each;
        }),
      };
      const inside = weighed(kept).fractionOfAssumptionsWhereItHolds!;
      expect(inside).toBeGreaterThanOrEqual(0.9);
      expect(inside).toBeCloseTo(holdsFraction, 9);
      for (const term of terms.filter(({ values, central }) => !values.includes(central))) {
        const without = new Set(terms.filter((each) => each !== term).map(({ path }) => path));
        const assumptions = kept.assumptions.map((each) =>
          without.has(each.path) ? each : claim.assumptions.find(({ path }) => path === each.path)!,
        );
        expect(weighed({ ...claim, assumptions }).fractionOfAssumptionsWhereItHolds).toBeLessThan(0.9);
      }
      expect(terms.some(({ values, central }) => !values.includes(central))).toBe(true);
      for (const { path, values, central } of terms)
        if (!values.includes(central)) expect(result.verdict).toContain(`${path} = ${values[0]}`);
    }
  });
});
