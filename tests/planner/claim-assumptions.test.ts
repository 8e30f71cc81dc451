import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { withSettings } from "../../src/planner/claims/library.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { claimNamed, claims, weighed } from "./claim-files.ts";

describe("demand paging, where it loses and what it waits for", () => {
  const paging = weighed(claimNamed("demand-paging"));
  const named = (name: string) => paging.baselines.find((each) => each.name === name)!;

  it("says where it may lose as far as its ratios go below one", () => {
    const losing = paging.curve.filter(({ ratio }) => ratio.low! < 1);
    expect(losing.length).toBeGreaterThan(0);
    expect(paging.mayLose[0]!.fromTokensPerSecondPerUser).toBe(losing[0]!.tokensPerSecondPerUser);
    expect(paging.mayLose.at(-1)!.toTokensPerSecondPerUser).toBe(losing.at(-1)!.tokensPerSecondPerUser);
    expect(paging.fractionOfAssumptionsWhereItLoses).toBeGreaterThan(0);
    expect(paging.losesUnder.length).toBeGreaterThan(0);
  });

  it("saves by arithmetic what is not resident, less the summaries of pages", () => {
    expect(paging.kvSavedFraction!.central).toBeCloseTo(1 - 0.1 - 1 / 16, 3);
    // "90 % less memory" is not met in any setting: the claim's file says so.
    expect(paging.kvSavedFraction!.high).toBeLessThan(0.9);
    expect(paging.simplified.join()).toContain("88.7 % at most");
  });

  it("thrashes in some setting and not centrally; links are faster than recomputing; bf16 does not fit one card", () => {
    const [slowest] = paging.curve;
    expect(slowest!.stallFraction!.central).toBeLessThan(0.5);
    expect(slowest!.stallFraction!.high).toBeGreaterThan(0.5);
    expect(named("recomputed").ratio).toBeGreaterThan(1);
    expect(named("one-bf16")).toMatchObject({
      ratio: null,
      infeasible: expect.stringContaining("does not fit"),
    });
    expect(named("four-bf16").infeasible).toBeNull();
  });

  it("takes a plain number with the unit that the table prints", () => {
    const stated = (text: string) => withSettings([claimNamed("demand-paging")], [text], shipped);
    expect(stated("paging.misses=0.9 1")).toEqual(stated("paging.misses=0.9"));
  });
});

describe("stated assumptions", () => {
  const refused = (text: string) => {
    try {
      withSettings(claims, [text], shipped);
    } catch (error) {
      if (error instanceof InputError) return error.problems[0]!.message;
    }
    return undefined;
  };

  it("take path and unit exactly as printed", () => {
    for (const claim of claims)
      for (const { path, unit, central } of claim.assumptions) {
        const text = `${path}=${central}${unit === "1" ? "" : ` ${unit}`}`;
        const [stated] = withSettings([claim], [text], shipped);
        expect(stated!.assumptions.find((each) => each.path === path)).toMatchObject({
          low: central,
          high: central,
        });
      }
  });

  it("may be stated in another unit of the same quantity", () => {
    const stated = withSettings(claims, ["lpx.rack-power=60000 W"], shipped).find(
      ({ name }) => name === "rubin-lpx-35x",
    );
    expect(stated!.assumptions.find(({ path }) => path === "lpx.rack-power")!.central).toBe(60);
  });

  it("refuse what they are not", () => {
    expect(refused("lpx.rack-power=80")).toBe('expected a value in kW such as "100 kW", got "80"');
    expect(refused("lpx.rack-pwer=80 kW")).toBe(
      'no assumption of these claims. Did you mean "lpx.rack-power"?',
    );
    expect(refused("weight-bits=6 bits")).toBe("expected one of 4, 8 bits, got 6");
    for (const [text, message] of [
      ["lpx.rack-power=-60 kW", 'must be more than 0, got "-60 kW"'],
      ["lpx.rack-power=0 kW", 'must be more than 0, got "0 kW"'],
      ["accepted-tokens=0.5", 'must be at least 1, got "0.5"'],
    ] as const)
      expect(refused(text)).toBe(message);
    for (const [text, path] of [
      ["afd.round-trip=-3 us", "afd.round-trip"],
      ["h100.pipeline=2.5 stages", "h100.pipeline"],
      ["prefill-devices=8 devices", "prefill-devices"],
    ] as const)
      expect(() => withSettings(claims, [text], shipped)).toThrow(`--set ${text}  ${path}  `);
    expect(refused("nonsense")).toMatch(/^expected PATH=VALUE UNIT/);
  });
});
