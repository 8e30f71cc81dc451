import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Layer, type Mapping, overlay } from "../../src/scenario/layers.ts";

/** A layer whose positions only say which layer they came from. */
const layer = (file: string, value: Mapping): Layer => ({
  value,
  positionOf: () => ({ file, line: 1, column: 1 }),
});
const merged = (below: Mapping, above: Mapping) => overlay(layer("below", below), layer("above", above));

describe("overlay", () => {
  it("merges mappings, replaces lists and scalars, removes with null", () => {
    const { value } = merged({ a: { x: 1, y: [1, 2], z: 3 }, b: 1 }, { a: { y: [3], z: null }, c: 2 });
    expect(value).toEqual({ a: { x: 1, y: [3] }, b: 1, c: 2 });
  });

  it("replaces a mapping of another kind whole", () => {
    const below = {
      workload: { arrivals: { process: "poisson", rate: "5 /s" }, lengths: { input: { fixed: 1 } } },
    };
    const { value } = merged(below, {
      workload: { arrivals: { process: "closed-loop", users: 2 }, lengths: { input: { uniform: {} } } },
    });
    expect(value).toEqual({
      workload: { arrivals: { process: "closed-loop", users: 2 }, lengths: { input: { uniform: {} } } },
    });
  });

  it("keeps the kind where only other keys change", () => {
    const { value } = merged({ arrivals: { process: "gamma", rate: 1, cv: 2 } }, { arrivals: { rate: 3 } });
    expect(value).toEqual({ arrivals: { process: "gamma", rate: 3, cv: 2 } });
  });

  it("points at the layer that decided", () => {
    const { positionOf } = merged({ a: { x: 1, y: 2 }, l: [{ p: 1 }] }, { a: { y: 3 }, l: [{ q: 1 }] });
    const from = (...path: (string | number)[]) => positionOf(path).file;
    expect([from("a", "x"), from("a", "y"), from("l", 0, "p"), from("missing")]).toEqual([
      "below",
      "above",
      "above",
      "above",
    ]);
  });

  const mapping = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom("x", "y"), fc.integer())),
  );

  it("is the identity against nothing, from either side", () => {
    fc.assert(
      fc.property(mapping, (value) => {
        expect(merged({}, value).value).toEqual(value);
        expect(merged(value, {}).value).toEqual(value);
        expect(merged(value, value).value).toEqual(value);
      }),
    );
  });

  it("is associative where no key changes between mapping and value", () => {
    const steady = fc.record(
      { a: fc.integer(), b: fc.dictionary(fc.constantFrom("x", "y", "z"), fc.integer()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(steady, steady, steady, (a, b, c) => {
        const left = overlay(overlay(layer("a", a), layer("b", b)), layer("c", c));
        const right = overlay(layer("a", a), overlay(layer("b", b), layer("c", c)));
        expect(left.value).toEqual(right.value);
      }),
    );
  });

  it("changes neither layer", () => {
    fc.assert(
      fc.property(mapping, mapping, (a, b) => {
        const before = JSON.stringify([a, b]);
        merged(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });
});
