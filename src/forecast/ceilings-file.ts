// Supply ceilings as data: who is limited by what, from when, by which source. Power is a dated path; tools (EUV scanners) add
// power at so many tools per gigawatt; a share takes a part of another ceiling (an actor's wafers, a user's allocation).
// Power becomes tokens by the energy of a token that the file states. Nothing here is built in: a ceiling is a claim to argue with.
import { z } from "zod";
import { attempt, InputError, inReadingOrder, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { fraction, quantity } from "../base/quantity.ts";
import { figure, provenance } from "../profiles/figure.ts";
import { validate } from "../profiles/schema-problems.ts";
import { parseYamlDocument } from "../profiles/yaml-document.ts";
import { readDate, YEAR_SECONDS } from "./calendar.ts";
import { conversion, periodSeconds, type RateUnit, readRateUnit, unitless } from "./rate-unit.ts";
import { type Ceiling, type CeilingPoint, valueAt } from "./supply.ts";

export const CEILINGS_SCHEMA = "forewatt.ceilings/1";

const GIGAWATT = 1e9;

const day = z.string().transform((given, context) => {
  const read = readDate(given);
  if (read.ok) return read.timeSeconds;
  context.addIssue({ code: "custom", message: read.message });
  return z.NEVER;
});

const dated = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .array(z.strictObject({ date: day, ...shape }))
    .min(1)
    .refine(
      (points) =>
        points.every(
          (each, k) => k === 0 || (each as { date: number }).date > (points[k - 1] as { date: number }).date,
        ),
      "dates must ascend",
    );

const common = {
  actor: z.string().min(1).meta({ description: "whose ceiling it is" }),
  ...provenance,
};

export const ceilingSchema = z.union([
  z.strictObject({
    power: dated({ value: quantity("watts") }),
    startPower: quantity("watts")
      .optional()
      .meta({ description: "added to every value, where these are additions to what stands already" }),
    ...common,
  }),
  z.strictObject({
    /** Installed per year, on top of `startPower`. */
    tools: dated({ perYear: z.number().nonnegative() }),
    toolsPerGigawatt: z.number().positive(),
    startPower: quantity("watts").meta({ description: "what stands at the first date" }),
    ...common,
  }),
  z.strictObject({ of: z.string(), share: dated({ value: fraction() }), ...common }),
  z.strictObject({ tokens: dated({ value: z.number().positive() }), unit: z.string(), ...common }),
]);

export const ceilingsSchema = z.strictObject({
  schema: z.literal(CEILINGS_SCHEMA),
  title: z.string().optional(),
  energyPerToken: figure("joules").meta({
    description: "facility energy of a token, input and output alike",
  }),
  ceilings: z.record(z.string(), ceilingSchema),
  apply: z
    .array(z.string())
    .min(1)
    .meta({ description: "which of them limit this demand; the others are there to take shares of" }),
});

/**
 * Names are of ceilings that are there, and none is a share of itself. Whatever else is wrong is for the schema to say: this reads
 * only names, so that both are told at once.
 */
const namesSchema = z
  .looseObject({
    ceilings: z
      .record(
        z.string(),
        z.looseObject({ of: z.string().optional().catch(undefined) }).catch({ of: undefined }),
      )
      .catch({}),
    apply: z.array(z.string().catch("")).catch([]),
  })
  .superRefine(({ ceilings, apply }, context) => {
    const known = (name: string, path: (string | number)[]) => {
      if (name !== "" && !Object.hasOwn(ceilings, name))
        context.addIssue({
          code: "custom",
          path,
          message: `no ceiling is called "${name}".${didYouMean(name, Object.keys(ceilings))}`,
        });
    };
    for (const [k, name] of apply.entries()) known(name, ["apply", k]);
    for (const [name, { of }] of Object.entries(ceilings)) {
      if (of !== undefined) known(of, ["ceilings", name, "of"]);
      if (isCircular(ceilings, name))
        context.addIssue({ code: "custom", path: ["ceilings", name, "of"], message: "is a share of itself" });
    }
  });

type Entry = z.output<typeof ceilingSchema>;

/** With every problem of its values and of its names. */
export function parseCeilings(file: string, text: string, schema = ceilingsSchema): z.output<typeof schema> {
  const { value, positionOf } = parseYamlDocument(file, text);
  const problems: Problem[] = [];
  const read = attempt(problems, () => validate(schema, value, positionOf));
  attempt(problems, () => validate(namesSchema, value, positionOf));
  if (read === undefined || problems.length > 0) throw new InputError(inReadingOrder(problems));
  return read;
}

/** The ceilings that apply, in the unit of the series. */
export function readCeilings(file: string, text: string, unitText: string): Ceiling[] {
  const unit = readRateUnit(unitText);
  const inUnit = ceilingsSchema.superRefine(({ ceilings, apply }, context) => {
    for (const [k, name] of apply.entries()) {
      const root = isCircular(ceilings, name) ? undefined : rootOf(ceilings, name);
      if (root === undefined || (!("message" in unit) && factorOf(root, unit, 1) !== undefined)) continue;
      const isStated = unitText !== unitless;
      context.addIssue({
        code: "custom",
        path: ["apply", k],
        message: isStated
          ? `cannot be converted to ${unitText}, the unit of the series`
          : "limits tokens over time, or watts, and the series states no unit: give it with --unit tokens/day",
      });
      if (!isStated) return;
    }
  });
  const { ceilings, apply, energyPerToken } = parseCeilings(file, text, inUnit);
  return apply.map((name) => {
    const factor = factorOf(rootOf(ceilings, name)!, unit as RateUnit, energyPerToken.value)!;
    const points = pointsOf(ceilings, name).map(({ timeSeconds, value }) => ({
      timeSeconds,
      value: value * factor,
    }));
    const { actor, source, date } = ceilings[name]!;
    return {
      name: `${name} (${actor})`,
      points,
      source: `${source}, ${date}`,
      notes: notesOf(ceilings, name),
    };
  });
}

function isCircular(ceilings: Record<string, object>, name: string): boolean {
  const seen = new Set<string>();
  for (let at: unknown = name; typeof at === "string"; ) {
    if (seen.has(at)) return true;
    seen.add(at);
    const entry: { of?: unknown } | undefined = ceilings[at];
    at = entry?.of;
  }
  return false;
}

function rootOf(ceilings: Record<string, Entry>, name: string): Entry | undefined {
  const entry = ceilings[name];
  return entry && "of" in entry ? rootOf(ceilings, entry.of) : entry;
}

function notesOf(ceilings: Record<string, Entry>, name: string): string[] {
  const entry = ceilings[name]!;
  const own = entry.note === undefined ? [] : [`${name}: ${entry.note}`];
  return "of" in entry ? [...own, ...notesOf(ceilings, entry.of)] : own;
}

/** What a watt, or a token in the unit of the entry, is in the unit of the series. */
function factorOf(entry: Entry, unit: RateUnit, joulesPerToken: number): number | undefined {
  if ("tokens" in entry) {
    const own = readRateUnit(entry.unit);
    return "message" in own ? undefined : conversion(own, unit);
  }
  const watts = { W: 1, kW: 1e3, MW: 1e6, GW: 1e9 }[unit.noun];
  if (watts !== undefined && unit.period === undefined) return 1 / (watts * unit.scale);
  if (unit.noun !== "tokens" || unit.period === undefined) return undefined;
  return periodSeconds(unit) / (joulesPerToken * unit.scale);
}

const plain = (points: readonly { date: number; value: number }[]): CeilingPoint[] =>
  points.map(({ date, value }) => ({ timeSeconds: date, value }));

/** Watts, or tokens in the unit of the entry, at the dates where the path bends. */
function pointsOf(ceilings: Record<string, Entry>, name: string): CeilingPoint[] {
  const entry = ceilings[name]!;
  if ("power" in entry)
    return plain(entry.power as { date: number; value: number }[]).map(({ timeSeconds, value }) => ({
      timeSeconds,
      value: value + (entry.startPower ?? 0),
    }));
  if ("tokens" in entry) return plain(entry.tokens as { date: number; value: number }[]);
  if ("tools" in entry) return builtBy(entry);
  const whole = pointsOf(ceilings, entry.of);
  const share = plain(entry.share as { date: number; value: number }[]);
  // Neither says anything before its first date.
  const firstSeconds = Math.max(whole[0]!.timeSeconds, share[0]!.timeSeconds);
  const dates = [...new Set([...whole, ...share].map(({ timeSeconds }) => timeSeconds))]
    .filter((timeSeconds) => timeSeconds >= firstSeconds)
    .sort((a, b) => a - b);
  return dates.map((timeSeconds) => ({
    timeSeconds,
    value: valueAt(whole, timeSeconds) * valueAt(share, timeSeconds),
  }));
}

/** Power that a rising number of tools a year adds up to: trapezoids between its dates. */
function builtBy(entry: Extract<Entry, { toolsPerGigawatt: number }>): CeilingPoint[] {
  const tools = entry.tools as { date: number; perYear: number }[];
  let watts = entry.startPower;
  return tools.map(({ date, perYear }, k) => {
    const before = tools[k - 1];
    if (before !== undefined)
      watts +=
        ((((before.perYear + perYear) / 2) * (date - before.date)) / YEAR_SECONDS / entry.toolsPerGigawatt) *
        GIGAWATT;
    return { timeSeconds: date, value: watts };
  });
}
