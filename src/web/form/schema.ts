// What a control needs of a JSON Schema: kinds of a union, what a new value starts as, words for keys.

export interface Schema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: string[];
  /** Of a text that may be another: offered while it is written. */
  suggestions?: readonly string[];
  dimension?: string;
  /** Where neither figure nor key says it. */
  unit?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

export type Path = readonly (string | number)[];
export type Mapping = Record<string, unknown>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `deployments.split.pools[0].hardware`, as problems name it. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );

const words: Record<string, string> = {
  ttft: "TTFT",
  tpot: "TPOT",
  slo: "SLO",
  pue: "PUE",
  kv: "KV",
  afd: "attention-FFN split",
  cv: "CV",
};

/** `maxBatchedTokens` as `max batched tokens`, `growth-prior` as `growth prior`. */
export const labelOf = (key: string): string =>
  words[key] ??
  key
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll("-", " ");

/** zod describes a quantity by its dimension where nobody said more: the value shows it already. */
export function hintOf({ description = "", dimension }: Schema): string {
  return description.startsWith(`${dimension}, e.g.`) || description.startsWith("a fraction, e.g.")
    ? ""
    : description;
}

export interface Kind {
  name: string;
  schema: Schema;
}

/** The kinds of a union of mappings, named by the key that tells them apart; none where it is no such union. */
export function kindsOf({ oneOf, anyOf }: Schema): Kind[] {
  const branches = oneOf ?? anyOf ?? [];
  if (branches.length < 2 || branches.some(({ properties, type }) => !properties && type !== "boolean"))
    return [];
  return branches.map((schema) => ({ name: kindName(schema, branches), schema }));
}

function kindName(schema: Schema, all: readonly Schema[]): string {
  if (!schema.properties) return "on or off";
  const constant = Object.values(schema.properties).find((each) => each.const !== undefined)?.const;
  if (constant !== undefined) return String(constant);
  const own = Object.keys(schema.properties).filter((key) =>
    all.every((other) => other === schema || !other.properties || !(key in other.properties)),
  );
  return own.map(labelOf).join(", ");
}

/** The kind that a value is of: the one with its constant, else the one that knows its keys. */
export function kindOf(kinds: readonly Kind[], value: unknown): Kind {
  const fits = ({ schema: { properties } }: Kind) => {
    if (!isMapping(value) || !properties) return !isMapping(value) && !properties;
    return Object.entries(value).every(
      ([key, each]) => properties[key] && (properties[key].const ?? each) === each,
    );
  };
  return kinds.find(fits) ?? kinds[0]!;
}

/** The least that a new value of this schema states. */
export function startOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.examples?.length) return schema.examples[0];
  const [branch] = schema.oneOf ?? schema.anyOf ?? [];
  if (branch) return startOf(branch);
  if (schema.properties) {
    const needed = (schema.required ?? []).map((key): [string, unknown] => [
      key,
      startOf(schema.properties![key]!),
    ]);
    return Object.fromEntries(needed);
  }
  if (schema.items) return [startOf(schema.items)];
  if (schema.type === "boolean") return true;
  if (schema.type === "object") return {};
  return schema.minimum ?? (schema.exclusiveMinimum !== undefined ? 1 : schema.type === "string" ? "" : 0);
}

/** `value` with `changed` at a path; undefined removes it, and mappings that are empty then. */
export function withValue(value: unknown, [key, ...rest]: Path, changed: unknown): unknown {
  if (key === undefined) return changed;
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? withValue(each, rest, changed) : each));
  const before = isMapping(value) ? value : {};
  const inner = withValue(before[key], rest, changed);
  if (inner === undefined || (rest.length > 0 && isMapping(inner) && Object.keys(inner).length === 0)) {
    const { [key]: _, ...others } = before;
    return others;
  }
  return { ...before, [key]: inner };
}
