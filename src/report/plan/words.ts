// Amounts of a plan in words.
import { fixed, number } from "../format.ts";

/** "$454M", "$1.68bn", "$12,400". */
export function bigUsd(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "-" : "";
  if (size >= 999.5e6) return `${sign}$${number(size / 1e9)}bn`;
  if (size >= 999_500) return `${sign}$${number(size / 1e6)}M`;
  return `${sign}$${fixed(size, size < 100 ? 2 : 0)}`;
}
