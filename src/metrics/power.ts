// Power at three boundaries (facts/hardware.md 3.5 and 6): device (steps and idling), IT (plus the share of host, NIC,
// switch and conversion losses), facility (times PUE); at the operating point and provisioned. Analysts' all-in figures
// are never used here: they hold cooling already.
import type { HardwareProfile } from "../profiles/hardware.ts";

export interface PoolPowerInput {
  hardware: HardwareProfile;
  instances: number;
  devicesPerInstance: number;
  idleWattsPerInstance: number;
  /** Joules of the devices while stepping, and the instances' seconds of stepping, within `seconds`. */
  stepJoules: number;
  busySeconds: number;
  seconds: number;
  /** Per device: what a capped device cannot draw need not be set aside. */
  powerCapWatts?: number | undefined;
}

export interface PoolPower {
  deviceMeanWatts: number;
  itMeanWatts: number;
  itProvisionedWatts: number;
}

/** Mean over the window: step energy, idle power in between, and the host share all along. */
export function poolPower(input: PoolPowerInput): PoolPower {
  const { hardware, instances, devicesPerInstance, idleWattsPerInstance, stepJoules, busySeconds, seconds } =
    input;
  const devices = instances * devicesPerInstance;
  const { tdp, hostPerDevice, provisionedPerDevice } = hardware.power;
  const sparedWatts = Math.max(0, tdp.value - (input.powerCapWatts ?? tdp.value));
  const idleSeconds = Math.max(0, instances * seconds - busySeconds);
  const deviceMeanWatts = (stepJoules + idleWattsPerInstance * idleSeconds) / seconds;
  return {
    deviceMeanWatts,
    itMeanWatts: deviceMeanWatts + devices * hostPerDevice.value,
    itProvisionedWatts: devices * (provisionedPerDevice.value - sparedWatts),
  };
}

/** What the share of host and network of a device is made of; one part where its profile does not say. */
export function hostParts({ power }: HardwareProfile): { part: string; watts: number }[] {
  if (power.hostParts === undefined) return [{ part: "host, NIC, switch", watts: power.hostPerDevice.value }];
  const { host, switch: scaleUpSwitch, nic, losses } = power.hostParts;
  const named = { host, "scale-up switch": scaleUpSwitch, nic, "conversion losses": losses };
  return Object.entries(named).flatMap(([part, figure]) => (figure ? [{ part, watts: figure.value }] : []));
}
