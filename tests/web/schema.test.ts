// Controls from the schema: every key of every shipped scenario has one, and changing a value changes nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { asJsonSchema } from "../../src/base/json-schema.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import {
  isMapping,
  kindOf,
  kindsOf,
  pathText,
  type Schema,
  startOf,
  withValue,
} from "../../src/web/form/schema.ts";
import { root } from "../contracts/cli.ts";

const schema = asJsonSchema(scenarioSchema) as Schema;

/** Keys that no control would be made for. */
function without(of: Schema | undefined, value: unknown, path: (string | number)[]): string[] {
  if (of === undefined) return [pathText(path)];
  const kinds = kindsOf(of);
  if (kinds.length > 0 && isMapping(value)) return without(kindOf(kinds, value).schema, value, path);
  if (of.properties && isMapping(value))
    return Object.entries(value).flatMap(([key, each]) => without(of.properties![key], each, [...path, key]));
  if (of.additionalProperties && isMapping(value))
    return Object.entries(value).flatMap(([key, each]) =>
      without(of.additionalProperties as Schema, each, [...path, key]),
    );
  if (of.items && Array.isArray(value))
    return value.flatMap((each, k) => without(of.items, each, [...path, k]));
  return [];
}

const folder = join(root, "scenarios");
const scenarios = readdirSync(folder).filter(
  (name) =>
    name.endsWith(".yaml") && !readFileSync(join(folder, name), "utf8").includes("schema: forewatt.sweep/"),
);

describe("controls from the schema", () => {
  it.each(scenarios)("has one for every key of %s", (name) => {
    const { base: _, ...value } = parse(readFileSync(join(folder, name), "utf8"));
    expect(without(schema, value, [])).toEqual([]);
  });

  it("starts new values with what the schema asks for", () => {
    const { pools } = (schema.properties!.deployments!.additionalProperties as Schema).properties!;
    expect(Object.keys(startOf(pools!.items!) as object).sort()).toEqual(["hardware", "name"]);
  });

  it("changes one value, and undoes it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 }),
        fc.integer(),
        (path, to) => {
          const value = { model: "m", pools: [{ name: "a" }, { name: "b" }] };
          const changed = withValue(value, path, to);
          expect(path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], changed)).toBe(to);
          if (!(path[0]! in value)) expect(withValue(changed, path, undefined)).toEqual(value);
        },
      ),
    );
    const value = { pools: [{ name: "a" }, { name: "b" }] };
    expect(withValue(value, ["pools", 1, "name"], "c")).toEqual({ pools: [{ name: "a" }, { name: "c" }] });
  });
});
