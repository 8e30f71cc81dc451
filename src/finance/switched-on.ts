// Servers and racks are switched on and off whole: what serves part of one has all of it on. While a fleet is there that is no
// whole number of them, it is switched off by the device.
import type { Offer } from "./offers.ts";
import type { PlanFile } from "./schema.ts";

/** Of the devices in service, those that are on where `used` of them serve or stand by. */
export function switchedOn(
  { policy }: PlanFile,
  { stepDevices }: Pick<Offer, "stepDevices">,
  inService: number,
  used: number,
): number {
  if (policy.fleet === "hold") return inService;
  const atOnce = inService % stepDevices === 0 ? stepDevices : 1;
  return Math.min(inService, Math.ceil(used / atOnce - 1e-6) * atOnce);
}
