// JSON Schemas for editors and other tools, by kind. A scenario file may also be a few changes to a `base`.
import { z } from "zod";
import { type Dimension, formatQuantity } from "../base/units.ts";
import { planSchema } from "../finance/schema.ts";
import { ceilingsSchema } from "../forecast/ceilings-file.ts";
import { sweepSchema } from "../planner/sweep/schema.ts";
import { engineSchema } from "../profiles/engine.ts";
import { hardwareSchema } from "../profiles/hardware.ts";
import { modelSchema } from "../profiles/model.ts";
import { resultSchema } from "../report/result-schema.ts";
import { scenarioSchema } from "../scenario/schema.ts";

type JsonSchema = Record<string, unknown>;

const asJson = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: asWritten }) as JsonSchema;

/** zod drops defaults and examples of what is transformed, because they are the value read: here as one writes them. */
function asWritten({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples !== undefined) jsonSchema.examples = examples;
  const { def } = zodSchema._zod;
  if (def.type !== "default" || typeof def.defaultValue !== "number") return;
  const dimension = jsonSchema.dimension as Dimension | undefined;
  jsonSchema.default =
    dimension === undefined ? def.defaultValue : formatQuantity(def.defaultValue, dimension);
}

function scenario(): JsonSchema {
  const { required, properties, ...rest } = asJson(scenarioSchema) as {
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
  const union = asJson(hardwareSchema) as { $schema: string; oneOf: { properties: JsonSchema }[] };
  const properties = Object.fromEntries(
    Object.entries(union.oneOf[0]!.properties).filter(([key, value]) =>
      union.oneOf.every((kind) => JSON.stringify(kind.properties[key]) === JSON.stringify(value)),
    ),
  );
  return { ...union, type: "object", properties };
}

export const jsonSchemas: Record<string, () => JsonSchema> = {
  scenario,
  plan: () => asJson(planSchema),
  ceilings: () => asJson(ceilingsSchema),
  hardware,
  model: () => asJson(modelSchema),
  engine: () => asJson(engineSchema),
  sweep: () => asJson(sweepSchema),
  result: () => asJson(resultSchema),
};
