// `powerCap` in watts: stated so, or as a share of the TDP.
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Pool } from "./schema.ts";

/** Watts a device may draw; undefined without a cap. */
export function capWattsOf(
  { powerCap }: Pick<Pool, "powerCap">,
  { power }: HardwareProfile,
): number | undefined {
  if (powerCap === undefined) return undefined;
  return "watts" in powerCap ? powerCap.watts : powerCap.ofTdp * power.tdp.value;
}
