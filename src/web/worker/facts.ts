// What a profile states, figure by figure, with source and confidence: read off the file, so that every key is there.
import type { Confidence } from "../../profiles/figure.ts";
import { confidences } from "../../profiles/figure.ts";
import { type ProfileKind, profileFolders } from "../../profiles/library.ts";
import { parseYamlDocument } from "../../profiles/yaml-document.ts";
import { isMapping, type Mapping } from "../../scenario/layers.ts";
import { profiles, shipped } from "./shipped.ts";

export interface Fact {
  name: string;
  value: string;
  range: string;
  confidence: Confidence;
  source: string;
  note: string;
}

export interface ProfileFacts {
  id: string;
  title: string;
  /** What stands on one line below the choice. */
  brief: string;
  facts: Fact[];
}

const inherited = ["source", "confidence", "date", "note"];
const silent = new Set([
  ...inherited,
  "schema",
  "id",
  "title",
  "aliases",
  "value",
  "range",
  "direction",
  "density",
  "decimal",
]);

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Figures with a source of their own, and plain keys under the source of what they stand in. */
function* factsIn(value: Mapping, path: string, above: Mapping): Generator<Fact> {
  const origin = isMapping(value) && typeof value.source === "string" ? value : above;
  const fact = (name: string, shown: string, range = ""): Fact => ({
    name,
    value: shown,
    range,
    confidence: origin.confidence as Confidence,
    source: `${origin.source}${origin.date ? `, ${origin.date}` : ""}`,
    note: typeof origin.note === "string" ? origin.note : "",
  });
  if (value.value !== undefined) {
    const range = isMapping(value.range) ? `${value.range.low} to ${value.range.high}` : "";
    yield fact(path, text(value.value), range);
  }
  for (const [key, inner] of Object.entries(value)) {
    if (silent.has(key)) continue;
    const name = path === "" ? key : `${path}.${key}`;
    if (isMapping(inner)) yield* factsIn(inner, name, origin);
    else if (origin.source !== undefined && !Array.isArray(inner)) yield fact(name, text(inner));
  }
}

const briefKeys: Record<ProfileKind, readonly string[]> = {
  hardware: ["memory.label", "memory.bandwidth", "power.tdp", "price.rent"],
  model: ["parameters.total", "layers", "maxContextTokens"],
  engine: [],
};

const words: Record<string, (value: string) => string> = {
  "parameters.total": (value) => `${value} B parameters`,
  layers: (value) => `${value} layers`,
  maxContextTokens: (value) => `context ${value}`,
};

export function profileFacts({ kind, name }: { kind: ProfileKind; name: string }): ProfileFacts | undefined {
  const found = profiles[kind](name);
  if (!found.found) return undefined;
  const { id } = found.profile;
  const path = `${profileFolders[kind]}/${id}.yaml`;
  const { value } = parseYamlDocument(path, shipped[path]!);
  const facts = [...factsIn(value, "", {})];
  const label = isMapping(value.memory) ? text(value.memory.label) : undefined;
  const brief = briefKeys[kind].flatMap((key) => {
    const shown = key === "memory.label" ? label : facts.find((fact) => fact.name === key)?.value;
    return shown === undefined ? [] : [words[key]?.(shown) ?? shown];
  });
  const weakest = Math.max(0, ...facts.map(({ confidence }) => confidences.indexOf(confidence)));
  return {
    id,
    title: String(value.title ?? id),
    brief: [...brief, kind === "engine" ? `confidence: ${confidences[weakest]}` : ""]
      .filter(Boolean)
      .join(" · "),
    facts,
  };
}
