// The one place where text with a unit becomes a number in SI, and back (docs/decisions/0001-units.md).
// We read the number ourselves; mathjs gives the factor of the unit (the usual ones from a table that a test holds
// against it), because it would take "1024" as a unit without
// dimension, 1e400 as Infinity, and "Gb" silently as bits.
import { create, createUnitDependencies, unitDependencies } from "mathjs";
import { didYouMean } from "./nearest.ts";

/** Built when the first unit outside the table below is met: most runs never pay for it. */
let mathjs: ReturnType<typeof createMath> | undefined;

function createMath() {
  const math = create({
    unitDependencies: unitDependencies!,
    createUnitDependencies: createUnitDependencies!,
  });
  math.createUnit({
    USD: { prefixes: "none" },
    token: { prefixes: "none", aliases: ["tokens"] },
    FLOP: { prefixes: "short" },
    OP: { prefixes: "short" },
  });
  return math;
}

/** The factor to SI as mathjs knows it. Throws where it does not. */
export function mathjsFactor(unitText: string, dimension: Dimension): number {
  mathjs ??= createMath();
  return mathjs.unit(1, canonicalUnit(unitText)).toNumber(dimensions[dimension].unit);
}

const KIBI = 1024;
const YEAR_SECONDS = 365.25 * 86_400;

/**
 * What a figure measures: its SI unit, what to call it, an example, and the units people write with their factors
 * (a test holds each against mathjs).
 */
export const dimensions = {
  seconds: {
    unit: "s",
    noun: "a time",
    example: "500 ms",
    units: { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600, day: 86_400, years: YEAR_SECONDS },
  },
  bytes: {
    unit: "B",
    noun: "a size in bytes",
    example: "140.4 GiB",
    units: {
      B: 1,
      kB: 1e3,
      MB: 1e6,
      GB: 1e9,
      TB: 1e12,
      KiB: KIBI,
      MiB: KIBI ** 2,
      GiB: KIBI ** 3,
      TiB: KIBI ** 4,
    },
  },
  bytesPerSecond: {
    unit: "B/s",
    noun: "a bandwidth",
    example: "4.8 TB/s",
    units: { "B/s": 1, "MB/s": 1e6, "GB/s": 1e9, "TB/s": 1e12, "GiB/s": KIBI ** 3 },
  },
  flopsPerSecond: {
    unit: "FLOP/s",
    noun: "a compute rate",
    example: "989 TFLOP/s",
    units: { "GFLOP/s": 1e9, "TFLOP/s": 1e12, "PFLOP/s": 1e15, TOPS: 1e12 },
  },
  watts: { unit: "W", noun: "a power", example: "700 W", units: { W: 1, kW: 1e3, MW: 1e6 } },
  joules: {
    unit: "J",
    noun: "an energy",
    example: "3 J",
    units: { J: 1, kJ: 1e3, Wh: 3600, kWh: 3.6e6, MWh: 3.6e9 },
  },
  perSecond: {
    unit: "s^-1",
    noun: "a rate",
    example: "20 /s",
    units: { "/s": 1, "/min": 1 / 60, "/h": 1 / 3600, "/day": 1 / 86_400 },
  },
  usd: { unit: "USD", noun: "an amount of money", example: "25000 USD", units: { USD: 1 } },
  usdPerHour: { unit: "USD/h", noun: "a price per hour", example: "2.90 USD/h", units: { "USD/h": 1 } },
  usdPerJoule: {
    unit: "USD/J",
    noun: "a price of energy",
    example: "0.0929 USD/kWh",
    units: { "USD/kWh": 1 / 3.6e6, "USD/MWh": 1 / 3.6e9 },
  },
  usdPerWattSecond: {
    unit: "USD/(W s)",
    noun: "a price of power",
    example: "140 USD/kW/month",
    units: { "USD/kW/month": 12 / (1e3 * YEAR_SECONDS), "USD/kW/year": 1 / (1e3 * YEAR_SECONDS) },
  },
  tokensPerSecond: {
    unit: "token/s",
    noun: "a rate of tokens",
    example: "40e9 tokens/day",
    units: {
      "tokens/s": 1,
      "tokens/min": 1 / 60,
      "tokens/day": 1 / 86_400,
      "tokens/week": 1 / (7 * 86_400),
      "tokens/month": 12 / YEAR_SECONDS,
      "tokens/year": 1 / YEAR_SECONDS,
    },
  },
  tokens: { unit: "token", noun: "a number of tokens", example: "1024 tokens", units: { tokens: 1 } },
} as const;

export type Dimension = keyof typeof dimensions;

export type Parsed = { ok: true; value: number } | { ok: false; message: string };

const NUMBER = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/s;
const UNIT = /^[A-Za-z/()^* 0-9µ-]+$/;
/** Bits: a lower-case b after an optional SI or IEC prefix, or the word. */
const BITS = /(^|[^A-Za-z])(?:[kKMGTPE]i?)?(?:b|bit|bits)(?![A-Za-z])/;
const factors = new Map<string, number>();

/** Spellings people write that mathjs does not know or reads otherwise. */
function canonicalUnit(text: string): string {
  return (
    text
      .replace(/^(?:req|reqs|requests?|jobs?)?\s*\/\s*([A-Za-z]+)$/, "$1^-1")
      .replace(/µ/g, "u")
      .replace(/\b([kMGTP]?)FLOPS\b/g, "$1FLOP/s")
      .replace(/\b([kMGTP]?)(?:T?OPS)\b/g, "$1FLOP/s")
      .replace(/\b([kMGTP]?)OP\/s\b/g, "$1FLOP/s")
      .replace(/\/\s*hr\b/g, "/h")
      .replace(/\bKB\b/g, "kB")
      .replace(/\bmin\b/g, "minute")
      // As calendar durations are written: 5y, 18mo, 26w.
      .replace(/\by\b/g, "year")
      .replace(/\bmo\b/g, "month")
      .replace(/\bw\b/g, "week")
      .trim()
  );
}

function factorOf(unitText: string, dimension: Dimension): number | string {
  const key = `${dimension} ${unitText}`;
  const known = factors.get(key);
  if (known !== undefined) return known;
  const { units } = dimensions[dimension];
  if (Object.hasOwn(units, unitText)) return units[unitText as keyof typeof units];
  if (!UNIT.test(unitText)) return `unknown unit "${unitText}"`;
  let factor: number;
  try {
    factor = mathjsFactor(unitText, dimension);
  } catch {
    return `"${unitText}" is not a unit of this kind`;
  }
  if (!Number.isFinite(factor) || factor <= 0) return `"${unitText}" is not a unit of this kind`;
  factors.set(key, factor);
  return factor;
}

/**
 * Text with a unit to SI.
 * Refuses bare numbers (except counts of tokens), bits for bytes, unknown units and non-finite values.
 * Decimal digits are kept exact where the factor's inverse is an integer: "40 us" is 40/1e6, not 40*1e-6.
 */
export function parseQuantity(given: unknown, dimension: Dimension): Parsed {
  const { example, noun, units } = dimensions[dimension];
  const expected = `expected ${noun} such as "${example}"`;
  if (dimension === "tokens" && typeof given === "number") {
    return Number.isFinite(given)
      ? { ok: true, value: given }
      : { ok: false, message: `${expected}, got ${given}` };
  }
  if (typeof given !== "string")
    return { ok: false, message: `${expected}, got ${JSON.stringify(given) ?? String(given)}` };
  const match = NUMBER.exec(given.trim());
  if (!match) return { ok: false, message: `${expected}, got "${given}"` };
  const number = Number(match[1]);
  const unitText = (match[2] ?? "").trim();
  if (unitText === "" && dimension === "tokens") return { ok: true, value: number };
  if (unitText === "") return { ok: false, message: `${expected}, got "${given}" without a unit` };
  if (BITS.test(unitText) && dimension.startsWith("bytes")) {
    return { ok: false, message: `${expected}, got "${given}": bits where bytes are meant (write B, not b)` };
  }
  const factor = factorOf(unitText, dimension);
  if (typeof factor === "string") {
    return {
      ok: false,
      message: `${expected}, got "${given}": ${factor}.${didYouMean(unitText, Object.keys(units))}`.replace(
        /\.$/,
        "",
      ),
    };
  }
  const inverse = 1 / factor;
  const exactInverse = Math.round(inverse);
  const divides = factor < 1 && Math.abs(inverse - exactInverse) < 1e-9 * inverse;
  const value = divides ? number / exactInverse : number * factor;
  if (!Number.isFinite(value))
    return { ok: false, message: `${expected}, got "${given}": not a finite number` };
  return { ok: true, value };
}

/** SI to text in the unit that needs the fewest characters, the first of the table among equals: 86,400 s is "1 day". */
export function formatQuantity(value: number, dimension: Dimension): string {
  const texts = Object.entries(dimensions[dimension].units).map(
    ([unit, factor]) => `${Number((value / factor).toPrecision(12))} ${unit}`,
  );
  const digits = (text: string) => text.indexOf(" ");
  return texts.reduce((best, text) => (digits(text) < digits(best) ? text : best));
}
