// The chips that hold one layer, as one device: their SRAM bandwidth and arithmetic together, at the share a scheduled
// program reaches. No fixed times, no smooth maximum: the program is deterministic (physics.md 2.10). Power rises from the
// waiting floor to TDP with the busier of memory and arithmetic; nobody has published more.
import type { EngineProfile } from "../profiles/engine.ts";
import type { DataflowHardware, Precision } from "../profiles/hardware.ts";
import type { Arithmetic, Format } from "./arithmetic.ts";
import type { Device, MatrixRates } from "./device.ts";
import { type PowerModel, waitingFloor } from "./power.ts";

export function createDataflowPower(hardware: DataflowHardware, devices: number): PowerModel {
  const tdpWatts = devices * hardware.power.tdp.value;
  const idleWatts = devices * hardware.power.idle.value;
  const waitingWatts = Math.max(idleWatts, waitingFloor * tdpWatts);
  return {
    idleWatts,
    waitingWatts,
    watts: (computeFraction, memoryFraction) =>
      waitingWatts + (tdpWatts - waitingWatts) * Math.min(1, Math.max(computeFraction, memoryFraction)),
    // A cap slows the clock of the whole program, not of a phase: dataflow.ts stretches the step.
    slowdown: () => 1,
  };
}

/** `devices` may be a fraction: a layer's region of a wafer. */
export function createDataflowDevice(
  hardware: DataflowHardware,
  engine: EngineProfile,
  arithmetic: Arithmetic,
  devices: number,
): Device {
  const ideal = engine.efficiency === "ideal";
  const { reached } = hardware.dataflow;
  const compute = devices * (ideal ? 1 : reached.compute);
  const peakBytesPerSecond = devices * hardware.memory.bandwidth.value;
  const bytesPerSecond = peakBytesPerSecond * (ideal ? 1 : reached.memory);
  const peak = (precision: Precision) =>
    (precision === "int4" ? undefined : hardware.compute[precision]?.value) ?? hardware.compute.bf16.value;
  const rates = (format: Format): MatrixRates => ({
    ...format,
    peakFlopsPerSecond: devices * peak(format.compute),
    flopsPerSecond: compute * peak(format.compute),
    bytesPerSecond,
    smoothness: Infinity,
    fixedSeconds: 0,
  });
  const attentionFlops = compute * peak("bf16");
  return {
    // An expert is spread over the chips of its layer like everything else: none of them is the fullest.
    ideal: true,
    bytesPerSecond: peakBytesPerSecond,
    elementwiseBytesPerSecond: bytesPerSecond,
    attentionProjection: rates(arithmetic.attention),
    ffn: rates(arithmetic.ffn),
    experts: rates(arithmetic.experts),
    head: rates(arithmetic.head),
    attention: {
      peakFlopsPerSecond: devices * peak("bf16"),
      decodeBytesPerSecond: bytesPerSecond,
      decodeFlopsPerSecond: attentionFlops,
      mlaBytesPerSecond: bytesPerSecond,
      mlaFlopsPerSecond: attentionFlops,
      prefillFlopsPerSecond: attentionFlops,
      prefillExtraKeys: 0,
    },
    power: createDataflowPower(hardware, devices),
  };
}
