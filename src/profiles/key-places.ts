// Where else a schema knows a key: `tensor` written straight into a pool belongs to its `parallel`.
import type { z } from "zod";

type Schema = z.core.$ZodType;

/** Any name of a record, any item of a list. */
const ANY = Symbol("any");
type Place = readonly (string | typeof ANY)[];

/** Deeper than any of our documents. */
const MAX_DEPTH = 10;

/** The path of the same key where it is known nearest to `path`, in the names that `path` has; undefined where it is nowhere. */
export function knownElsewhere(schema: Schema, path: readonly PropertyKey[]): PropertyKey[] | undefined {
  const shared = (place: Place): number => {
    const end = place.findIndex((part, index) => part !== ANY && part !== path[index]);
    return end < 0 ? place.length : end;
  };
  const [found] = placesOf(schema, String(path.at(-1)), [], [])
    // In another list or mapping than the key's own it would be a guess which item is meant.
    .filter((place) => !place.slice(shared(place)).includes(ANY))
    .sort((a, b) => a.length - 2 * shared(a) - (b.length - 2 * shared(b)));
  return found?.map((part, index) => (part === ANY ? path[index]! : part));
}

function placesOf(schema: Schema, key: string, path: Place, above: readonly Schema[]): Place[] {
  if (above.length > MAX_DEPTH * 3 || path.length > MAX_DEPTH || above.includes(schema)) return [];
  const within = (inner: Schema, ...parts: Place) =>
    placesOf(inner, key, [...path, ...parts], [...above, schema]);
  const def = schema._zod.def as unknown as {
    shape?: Record<string, Schema>;
    options?: Schema[];
    element?: Schema;
    valueType?: Schema;
    in?: Schema;
    innerType?: Schema;
  };
  if (def.shape)
    return Object.entries(def.shape).flatMap(([name, inner]) => [
      ...(name === key ? [[...path, name]] : []),
      ...within(inner, name),
    ]);
  if (def.options) return def.options.flatMap((option) => within(option));
  if (def.element) return within(def.element, ANY);
  if (def.valueType) return within(def.valueType, ANY);
  const inner = def.in ?? def.innerType;
  return inner ? within(inner) : [];
}
