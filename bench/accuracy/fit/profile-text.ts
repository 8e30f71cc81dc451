// Constants in the text of a profile, so that comments and layout survive a fit: found by their keys, one after the other, in
// the part of the file that belongs to a version family.
import type { FittedConstant } from "./constants.ts";

/** Where the value of the constant stands in the text. */
function placeOf(text: string, { before, path }: Pick<FittedConstant, "before" | "path">): [number, number] {
  const versions = /^versions:/m.exec(text)?.index ?? text.length;
  let at = 0;
  let end = versions;
  if (before !== undefined) {
    at = text.indexOf(`before: "${before}"`, versions);
    const next = text.indexOf("- before:", at);
    end = next < 0 ? text.length : next;
  }
  for (const key of path) {
    const found = new RegExp(`[\\s{,]${key}:`).exec(text.slice(at, end));
    if (at < 0 || !found) throw new Error(`no ${path.join(".")} in the profile`);
    at += found.index + found[0].length;
  }
  const [space, value] = /^(\s*)[\d.]+(?: ?[mu]?s\b)?/.exec(text.slice(at)) as unknown as [string, string];
  return [at + value.length, at + space.length];
}

export function constantOf(text: string, constant: FittedConstant): number {
  const [from, to] = placeOf(text, constant);
  return toNumber(text.slice(from, to));
}

export function withConstant(text: string, constant: FittedConstant, value: number): string {
  const [from, to] = placeOf(text, constant);
  return text.slice(0, from) + toText(value, constant.prior, 6) + text.slice(to);
}

/** Two digits are what a fit can vouch for. */
export const rounded = (value: number, { prior }: FittedConstant) => toText(value, prior, 2);

const scales: Record<string, number> = { "": 1, s: 1, ms: 1e-3, us: 1e-6 };

/** `0.5 ms` in seconds; plain numbers as they are. */
export function toNumber(text: string): number {
  const [, digits, unit = ""] = /^([\d.]+) ?([mu]?s)?$/.exec(text.trim())!;
  return Number(digits) * scales[unit]!;
}

/** In the unit of another text. */
function toText(value: number, like: string, digits: number): string {
  const unit = /[mu]?s$/.exec(like)?.[0] ?? "";
  const shown = String(Number((value / scales[unit]!).toPrecision(digits)));
  return unit === "" ? shown : `${shown} ${unit}`;
}
