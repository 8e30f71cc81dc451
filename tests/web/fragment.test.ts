// A link is a state: whatever a room keeps comes back, and what somebody else wrote does no harm.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromFragment, toFragment } from "../../src/web/fragment.ts";

describe("links", () => {
  it("carry any state, and only letters that a link may have", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]+$/), fc.jsonValue(), (room, value) => {
        // JSON has no -0.
        const state = JSON.parse(JSON.stringify(value));
        const fragment = toFragment({ room, state });
        expect(fragment).toMatch(/^#[\w/-]+$/);
        expect(fromFragment(fragment)).toEqual({ room, state });
      }),
    );
  });

  it("are short for a scenario", () => {
    const pool = {
      name: "serve",
      role: "mixed",
      hardware: "b200-sxm",
      instances: 4,
      parallel: { tensor: 2 },
    };
    const state = {
      path: "scenarios/x.yaml",
      seed: 1,
      value: { deployments: { a: { pools: [pool] }, b: { pools: [pool, pool] } } },
    };
    expect(toFragment({ room: "what-if", state }).length).toBeLessThan(300);
  });

  it("do not carry what is too large for a link", () => {
    const state = { text: Array.from({ length: 60_000 }, (_, k) => `${(k * 7919) % 10007},${k}`).join("\n") };
    expect(toFragment({ room: "forecast", state })).toBe("#forecast");
  });

  it("say that they are broken where the state cannot be read", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { state } = fromFragment(`#what-if/${text}`);
        expect(state === undefined || typeof state !== "function").toBe(true);
      }),
    );
    expect(fromFragment("#curve/!!!")).toEqual({ room: "curve", state: undefined, broken: true });
    expect(fromFragment("")).toEqual({ room: "", state: undefined });
  });
});
