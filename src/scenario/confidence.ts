// The confidence of one deployment: what its own calibration left, else the held-out error of its regime, or, where a device
// is not out yet or nobody has measured kernels or serving on it, the range its assumed figures span. That range is no
// error claim: it says how far the prediction moves when bandwidth, peaks, kernel efficiency and power take the ends of what
// is stated for them, on top of the error of the regime: a chip nobody measured cannot be surer than one somebody did.
import { type Bands, bandedMetrics, everMeasured, heldOutBandsOf, regimeOf } from "../metrics/confidence.ts";
import type { Band, DeploymentMetrics } from "../metrics/result.ts";
import { calibratedDeployment } from "../profiles/calibration.ts";
import { engineFamilyOf } from "../profiles/engine.ts";
import type { Figure } from "../profiles/figure.ts";
import type { DataflowHardware, HardwareProfile, KernelHardware } from "../profiles/hardware.ts";
import { calibrationKey } from "./calibration-key.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { PlacedPool } from "./schema.ts";

/** What bf16 kernels reach on the chips they were measured on: the lowest and the highest (hardware-profiles/, 2026-11). */
const kernelsReach = { compute: { low: 0.59, high: 0.8 }, memory: { low: 0.77, high: 0.95 } };

export function confidenceOf(
  scenario: Pick<ResolvedScenario, "model" | "engine" | "file" | "hardware">,
  pools: readonly PlacedPool[],
  latency: DeploymentMetrics["latency"],
): DeploymentMetrics["confidence"] {
  const { model, engine } = scenario;
  const regime = regimeOf(model.ffn.moe !== undefined, engineFamilyOf(engine), latency);
  const own = pools.map((pool) => calibratedDeployment(engine.calibration, calibrationKey(scenario, pool)));
  if (own[0] !== undefined && own.every((each) => each === own[0]))
    return { basis: "calibrated", regime, ...heldOutBandsOf(regime), ...own[0].bands };
  const devices = new Set(pools.map(({ hardware }) => scenario.hardware.get(hardware)!));
  const unmeasured = [...devices].filter((device) => isUnmeasured(device));
  const basis = unmeasured.length > 0 ? "assumed" : "first-principles";
  const spans = unmeasured.map((device) => assumedSpan(device));
  const bands = spans.reduce((sofar, span) => widened(sofar, span), heldOutBandsOf(regime));
  return { basis, regime, ...bands };
}

/** Announced, or sold with kernels that nobody has timed and no serving measurement. */
function isUnmeasured(hardware: HardwareProfile): boolean {
  if (hardware.status !== "shipping") return true;
  if ("dataflow" in hardware) return true;
  return !everMeasured(hardware.id) && hardware.efficiency.gemm.bf16.confidence === "assumed";
}

/** Low and high of a figure as multiples of its value. */
function spanOf({ value, range }: Pick<Figure, "value" | "range">): { low: number; high: number } {
  return range === undefined
    ? { low: 1, high: 1 }
    : { low: Math.min(1, range.low / value), high: Math.max(1, range.high / value) };
}

const timeBand = ({ low, high }: { low: number; high: number }): Band => ({ p10: 1 / high, p90: 1 / low });

/** As measured / predicted: times shrink where the device turns out faster. */
export function assumedSpan(hardware: HardwareProfile): Bands {
  return "dataflow" in hardware ? dataflowSpan(hardware) : kernelSpan(hardware);
}

/** On dataflow silicon a token is its layers' fixed latency; prompts also compute. */
function dataflowSpan({ dataflow, compute, power }: DataflowHardware): Bands {
  const layer = spanOf(dataflow.layerLatency);
  const peaks = Object.values(compute).map(spanOf);
  const tpot: Band = { p10: layer.low, p90: layer.high };
  const ttft = timeBand({
    low: Math.min(1 / layer.high, ...peaks.map((peak) => peak.low)),
    high: Math.max(1 / layer.low, ...peaks.map((peak) => peak.high)),
  });
  const watts = spanOf(power.tdp);
  return {
    ttft,
    tpot,
    throughput: { p10: 1 / layer.high, p90: 1 / layer.low },
    power: { p10: watts.low, p90: watts.high },
  };
}

function kernelSpan(hardware: KernelHardware): Bands {
  const { gemm } = hardware.efficiency;
  const speed = (peaks: { low: number; high: number }[], unit: "compute" | "memory") => {
    const { confidence, [unit]: reached } = gemm.bf16;
    const { low, high } = kernelsReach[unit];
    const kernels =
      confidence === "assumed" ? spanOf({ value: reached, range: { low, high } }) : { low: 1, high: 1 };
    return {
      low: kernels.low * Math.min(...peaks.map((peak) => peak.low)),
      high: kernels.high * Math.max(...peaks.map((peak) => peak.high)),
    };
  };
  const compute = speed(Object.values(hardware.compute).map(spanOf), "compute");
  const memory = speed([spanOf(hardware.memory.bandwidth)], "memory");
  const watts = spanOf(hardware.power.tdp);
  return {
    ttft: timeBand(compute),
    tpot: timeBand(memory),
    throughput: { p10: Math.min(compute.low, memory.low), p90: Math.max(compute.high, memory.high) },
    power: { p10: watts.low, p90: watts.high },
  };
}

function widened(bands: Bands, span: Bands): Bands {
  const product = (metric: (typeof bandedMetrics)[number]): Band => ({
    p10: bands[metric].p10 * span[metric].p10,
    p90: bands[metric].p90 * span[metric].p90,
  });
  return Object.fromEntries(bandedMetrics.map((metric) => [metric, product(metric)])) as Bands;
}
