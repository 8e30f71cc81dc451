// The sourced figures behind an answer, and scenarios in which one of them is different. A figure is a number in a profile
// with a source beside or above it; none is listed by hand, so a new one is asked about as soon as it is in a profile.
import type { Confidence } from "../../profiles/figure.ts";
import type { HardwareProfile } from "../../profiles/hardware.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { type Deployment, hardwareOf } from "../../scenario/schema.ts";

export interface SourcedFigure {
  /** File and place in it: `hardware-profiles/h100-sxm.yaml#memory.bandwidth`. */
  path: string;
  value: number;
  confidence: Confidence;
  source: string;
  /** What it is changed to: its stated range, else 10 % down and up. */
  low: number;
  high: number;
  /** The scenario with the figure at `value`. */
  at(value: number): ResolvedScenario;
}

const STEP = 0.1;

/** Settings and labels that are numbers but no claims about the world. */
const notFigures = new Set([
  "aliases",
  "scheduler",
  "kv",
  "graph",
  "label",
  "serverDevices",
  "domainDevices",
]);

interface Provenanced {
  confidence: Confidence;
  source: string;
}

const isProvenanced = (node: object): node is Provenanced => "source" in node && "confidence" in node;

interface Leaf extends Provenanced {
  keys: string[];
  value: number;
  range?: { low: number; high: number } | undefined;
}

function leavesOf(node: object, keys: string[], above: Provenanced | undefined): Leaf[] {
  const own = isProvenanced(node) ? node : above;
  const { range } = node as { range?: { low: number; high: number } };
  return Object.entries(node).flatMap(([key, child]): Leaf[] => {
    if (notFigures.has(key) || key === "range") return [];
    if (typeof child === "number")
      return own
        ? [{ ...own, keys: [...keys, key], value: child, range: key === "value" ? range : undefined }]
        : [];
    return child !== null && typeof child === "object" && !Array.isArray(child)
      ? leavesOf(child, [...keys, key], own)
      : [];
  });
}

function withLeaf<T extends object>(node: T, [key, ...rest]: readonly string[], value: number): T {
  const child = (node as Record<string, unknown>)[key!];
  return { ...node, [key!]: rest.length === 0 ? value : withLeaf(child as object, rest, value) };
}

function figuresOf(
  file: string,
  profile: object,
  replaced: (changed: (value: number) => object) => (value: number) => ResolvedScenario,
  above?: Provenanced,
): SourcedFigure[] {
  return leavesOf(profile, [], above)
    .filter(({ value }) => value > 0)
    .map(({ keys, value, confidence, source, range }) => {
      const shown = keys.at(-1) === "value" ? keys.slice(0, -1) : keys;
      // Efficiencies end at 1.
      const most = value <= 1 && keys.includes("efficiency") ? 1 : Number.POSITIVE_INFINITY;
      return {
        path: `${file}#${shown.join(".")}`,
        value,
        confidence,
        source,
        low: range?.low ?? value * (1 - STEP),
        high: Math.min(most, range?.high ?? value * (1 + STEP)),
        at: replaced((changed) => withLeaf(profile, keys, changed)),
      };
    });
}

/** Every sourced figure of the profiles a deployment uses. */
export function sourcedFigures(scenario: ResolvedScenario, deployment: Deployment): SourcedFigure[] {
  const { engine } = scenario;
  const used = new Set(hardwareOf(deployment).map((name) => scenario.hardware.get(name)!));
  return [
    ...[...used].flatMap((profile) =>
      figuresOf(
        `hardware-profiles/${profile.id}.yaml`,
        profile,
        (changed) => (value) => withHardware(scenario, profile, changed(value) as HardwareProfile),
      ),
    ),
    ...figuresOf(`engine-profiles/${engine.id}.yaml`, engine, (changed) => (value) => ({
      ...scenario,
      engine: changed(value) as typeof engine,
    })),
  ];
}

/** The scenario with one hardware profile in another's place. */
export function withHardware(
  scenario: ResolvedScenario,
  old: HardwareProfile,
  replacement: HardwareProfile,
): ResolvedScenario {
  const hardware = new Map(
    [...scenario.hardware].map(([name, profile]) => [name, profile === old ? replacement : profile]),
  );
  return { ...scenario, hardware };
}
