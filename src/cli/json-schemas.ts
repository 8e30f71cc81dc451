// JSON Schemas for editors and other tools, by kind. A scenario file may also be a few changes to a `base`.
import { asJsonSchema, type JsonSchema } from "../base/json-schema.ts";
import { planSchema } from "../finance/schema.ts";
import { ceilingsSchema } from "../forecast/ceilings-file.ts";
import { sweepSchema } from "../planner/sweep/schema.ts";
import { engineSchema } from "../profiles/engine.ts";
import { hardwareSchema } from "../profiles/hardware.ts";
import { modelSchema } from "../profiles/model.ts";
import { planResultSchema } from "../report/plan/result-schema.ts";
import { resultSchema } from "../report/result-schema.ts";
import { scenarioSchema } from "../scenario/schema.ts";

function scenario(): JsonSchema {
  const { required, properties, ...rest } = asJsonSchema(scenarioSchema) as {
    required: string[];
    properties: JsonSchema;
  };
  return {
    ...rest,
    properties: {
      ...properties,
      base: {
        type: "string",
        description:
          "scenario file this one builds on: mappings merge, lists and scalars replace, null removes",
      },
    },
    anyOf: [
      { required: [...required, "deployments"] },
      { required: [...required, "search"] },
      { required: ["schema", "base"] },
    ],
  };
}

/** A union by kind; editors want to hear first that it is a mapping, and of what. */
function hardware(): JsonSchema {
  const union = asJsonSchema(hardwareSchema) as { $schema: string; oneOf: { properties: JsonSchema }[] };
  const properties = Object.fromEntries(
    Object.entries(union.oneOf[0]!.properties).filter(([key, value]) =>
      union.oneOf.every((kind) => JSON.stringify(kind.properties[key]) === JSON.stringify(value)),
    ),
  );
  return { ...union, type: "object", properties };
}

export const jsonSchemas: Record<string, () => JsonSchema> = {
  scenario,
  plan: () => asJsonSchema(planSchema),
  ceilings: () => asJsonSchema(ceilingsSchema),
  hardware,
  model: () => asJsonSchema(modelSchema),
  engine: () => asJsonSchema(engineSchema),
  sweep: () => asJsonSchema(sweepSchema),
  result: () => asJsonSchema(resultSchema),
  "plan-result": () => asJsonSchema(planResultSchema),
};
