import { describe, expect, it } from "vitest";
import type { Layer } from "../../src/scenario/layers.ts";
import { applyOverride, isProblem, parseOverride } from "../../src/scenario/override.ts";

const file: Layer = {
  value: { facility: { pue: 1.2 }, deployments: { one: { pools: [{ name: "a", instances: 1 }] } } },
  positionOf: () => ({ file: "s.yaml", line: 1, column: 1 }),
};

function set(text: string): Layer {
  const override = parseOverride(text);
  if (isProblem(override)) throw new Error(override.message);
  const layer = applyOverride(file, override);
  if (isProblem(layer)) throw new Error(layer.message);
  return layer;
}

describe("--set", () => {
  it("replaces one value and leaves the file's own alone", () => {
    expect(set("deployments.one.pools[0].instances=3").value).toMatchObject({
      deployments: { one: { pools: [{ name: "a", instances: 3 }] } },
    });
    expect(file.value).toMatchObject({ deployments: { one: { pools: [{ instances: 1 }] } } });
  });

  it("reads values as YAML", () => {
    const values = ["5 /s", "{ tensor: 2 }", "true", "[1, 2]"].map(
      (value) => (set(`facility.x=${value}`).value.facility as Record<string, unknown>).x,
    );
    expect(values).toEqual(["5 /s", { tensor: 2 }, true, [1, 2]]);
  });

  it("makes the mappings on the way, and removes with null", () => {
    expect(set("precision.kv=fp8").value.precision).toEqual({ kv: "fp8" });
    expect(set("facility=null").value).not.toHaveProperty("facility");
  });

  it("changes only one of two places that share a YAML anchor", () => {
    const shared = { name: "a", instances: 1 };
    const aliased: Layer = {
      ...file,
      value: { deployments: { one: { pools: [shared] }, two: { pools: [shared] } } },
    };
    const override = parseOverride("deployments.one.pools[0].instances=9");
    const layer = isProblem(override) ? override : applyOverride(aliased, override);
    expect(layer).toMatchObject({
      value: { deployments: { one: { pools: [{ instances: 9 }] }, two: { pools: [{ instances: 1 }] } } },
    });
  });

  it("says that it was the override, for what it set and below", () => {
    const { positionOf } = set("facility={ pue: 0.5 }");
    expect(positionOf(["facility", "pue"])).toEqual({
      file: "--set facility={ pue: 0.5 }",
      line: 0,
      column: 0,
    });
    expect(positionOf(["model"]).file).toBe("s.yaml");
  });

  it("says so of what it made on the way, too, and of nothing that was there", () => {
    const { positionOf } = set("deployments.one.pools[0].vk.blocks=7");
    expect(positionOf(["deployments", "one", "pools", 0, "vk"]).file).toContain("--set");
    expect(positionOf(["deployments", "one", "pools", 0]).file).toBe("s.yaml");
    expect(set("foo.bar=1").positionOf(["foo"]).file).toBe("--set foo.bar=1");
  });

  it.each([
    ["facility", "expected path=value"],
    ["=1", "expected path=value"],
    ["a..b=1", "not a path"],
    ["a=[", "not valid YAML"],
    ["a=*x", "not valid YAML"],
    ["deployments.two.pools=1", "no such deployment"],
    ["deployments.one.pools.x=1", "expected an index"],
    ["deployments.one.pools[1]=1", "there is no 1"],
    ["facility.pue.x=1", "single value"],
  ])("refuses %s", (text, expected) => {
    expect(() => set(text)).toThrow(expected);
  });
});
