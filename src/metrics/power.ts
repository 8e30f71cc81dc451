// Power at three boundaries (facts/hardware.md 3.5 and 6): device (steps and idling), IT (plus host, NIC and switch
// share), facility (times PUE); at the operating point and provisioned. Analysts' all-in figures are never used here:
// they hold cooling already.
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
  const idleSeconds = Math.max(0, instances * seconds - busySeconds);
  const deviceMeanWatts = (stepJoules + idleWattsPerInstance * idleSeconds) / seconds;
  return {
    deviceMeanWatts,
    itMeanWatts: deviceMeanWatts + devices * hardware.power.hostPerDevice.value,
    itProvisionedWatts: devices * hardware.power.provisionedPerDevice.value,
  };
}
