// Every figure that a control asks for is in a unit: no plain number without a word for what it counts.
import { describe, expect, it } from "vitest";
import { asJsonSchema } from "../../src/base/json-schema.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import type { Path, Schema } from "../../src/web/form/schema.ts";
import { unitOf } from "../../src/web/form/unit.ts";

const branchesOf = ({ anyOf, oneOf }: Schema) => anyOf ?? oneOf ?? [];

function* leaves(schema: Schema, path: Path): Generator<[Path, Schema]> {
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(([key, each]): [Path, Schema] => [[...path, key], each]),
    ...branchesOf(schema).map((each): [Path, Schema] => [path, each]),
    ...(schema.additionalProperties
      ? [[[...path, "any"], schema.additionalProperties] as [Path, Schema]]
      : []),
    ...(schema.items ? [[[...path, 0], schema.items] as [Path, Schema]] : []),
  ];
  for (const [at, each] of inner) yield* leaves(each, at);
  if (inner.length === 0 && schema.type !== undefined && schema.const === undefined) yield [path, schema];
}

describe("unitOf", () => {
  it("names a unit for every value a scenario may have", () => {
    const all = [...leaves(asJsonSchema(scenarioSchema) as Schema, [])].filter(
      ([path]) => path[0] !== "search",
    );
    expect(all.length).toBeGreaterThan(200);
    const without = all.filter(([path, schema]) => unitOf(schema, undefined, path, schema.enum) === "");
    expect(without.map(([path]) => path.join("."))).toEqual([]);
  });

  it("takes the unit of the figure as it is written", () => {
    const rate: Schema = { type: ["string", "number"], dimension: "perSecond", examples: ["20 /s"] };
    expect(unitOf(rate, "3 /min", ["rate"], undefined)).toBe("/min");
    expect(unitOf(rate, undefined, ["rate"], undefined)).toBe("/s");
    const share: Schema = { type: ["number", "string"], examples: [0.9, "90 %"] };
    expect(unitOf(share, "40 %", ["share"], undefined)).toBe("%");
    expect(unitOf(share, 0.4, ["share"], undefined)).toBe("share");
  });
});
