// A zod schema as JSON Schema, for editors, for documentation and for the controls of the web app: what one writes, not what is read.
import { z } from "zod";
import { type Dimension, formatQuantity } from "./units.ts";

export type JsonSchema = Record<string, unknown>;

export const asJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: asWritten }) as JsonSchema;

/** zod drops defaults and examples of what is transformed, because they are the value read: here as one writes them. */
function asWritten({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples !== undefined) jsonSchema.examples = examples;
  const { def } = zodSchema._zod;
  if (def.type !== "default") return;
  const { defaultValue } = def;
  if (Array.isArray(defaultValue) && defaultValue.every((each) => typeof each === "number"))
    jsonSchema.default = defaultValue;
  if (typeof defaultValue !== "number") return;
  const dimension = jsonSchema.dimension as Dimension | undefined;
  if (jsonSchema.calendar === "months") jsonSchema.default = `${defaultValue}mo`;
  else jsonSchema.default = dimension === undefined ? defaultValue : formatQuantity(defaultValue, dimension);
}
