// What one device reaches under one engine: peaks of the chip times measured efficiencies (chip x arithmetic), plus the
// fixed times of the stack. The engine `ideal` gets the peaks themselves: a bound, not a prediction.
import type { EngineProfile } from "../profiles/engine.ts";
import type { KernelHardware, Precision } from "../profiles/hardware.ts";
import type { Arithmetic, Format } from "./arithmetic.ts";
import { createPowerModel, type PowerModel } from "./power.ts";

/** Rates of one kind of matrix multiplication: what is reached, the peak, and the format of its operands. */
export interface MatrixRates extends Format {
  flopsPerSecond: number;
  peakFlopsPerSecond: number;
  bytesPerSecond: number;
  fixedSeconds: number;
  /** Exponent of the smooth maximum; Infinity: none. */
  smoothness: number;
  /** Rows are computed in tiles of this many; absent: one by one. */
  tileRows?: number;
}

export interface Device {
  /** Peak of memory. */
  bytesPerSecond: number;
  /** Reached by elementwise kernels. */
  elementwiseBytesPerSecond: number;
  attentionProjection: MatrixRates;
  ffn: MatrixRates;
  experts: MatrixRates;
  head: MatrixRates;
  attention: {
    peakFlopsPerSecond: number;
    decodeBytesPerSecond: number;
    decodeFlopsPerSecond: number;
    mlaBytesPerSecond: number;
    mlaFlopsPerSecond: number;
    prefillFlopsPerSecond: number;
    /** Extra keys each prompt token is charged for: half the length at which prefill attention is half as efficient. */
    prefillExtraKeys: number;
  };
  power: PowerModel;
  /** Peaks instead of predictions. */
  ideal: boolean;
}

/** Memory bandwidth falls to this fraction of `gemm.memory` for elementwise kernels; measured alike, so it is one. */
export function createDevice(
  hardware: KernelHardware,
  engine: EngineProfile,
  arithmetic: Arithmetic,
  powerCapWatts?: number,
): Device {
  const ideal = engine.efficiency === "ideal";
  const { efficiency } = hardware;
  const bandwidth = hardware.memory.bandwidth.value;
  const reach = (fraction: number) => (ideal ? 1 : fraction);
  const peak = (precision: Precision) =>
    (precision === "int4" ? undefined : hardware.compute[precision]?.value) ?? hardware.compute.bf16.value;

  const { kernels } = engine;
  const { units, cores } = kernels.blockScaledFixed;
  const quantisesSeconds = hardware.compute.fp4 === undefined ? cores : units;
  const quantiseSeconds = ({ blockScaled }: Format) => (blockScaled ? quantisesSeconds : 0);

  const gemm = (format: Format): MatrixRates => {
    const measured =
      (format.compute === "int4" ? undefined : efficiency.gemm[format.compute]) ?? efficiency.gemm.bf16;
    const scaled = format.blockScaled ? kernels.blockScaledLinear : 1;
    return {
      ...format,
      peakFlopsPerSecond: peak(format.compute),
      flopsPerSecond:
        peak(format.compute) * reach(measured.compute * kernels.gemmCompute[format.compute] * scaled),
      bytesPerSecond: bandwidth * reach(measured.memory),
      smoothness: ideal ? Infinity : measured.smoothness,
      fixedSeconds: kernels.gemmFixed[format.compute] + quantiseSeconds(format),
    };
  };
  const expertGemm = (format: Format): MatrixRates => {
    const compute =
      format.compute === "fp8" || format.compute === "fp4" ? efficiency.moe[format.compute] : undefined;
    const { moeFixed, weightOnlyFixed, weightOnlyRate, weightOnlyCompute, blockScaledCompute } = kernels;
    const slower =
      (format.weightOnly ? weightOnlyCompute : 1) * (format.blockScaled ? blockScaledCompute : 1);
    return {
      ...format,
      peakFlopsPerSecond: peak(format.compute),
      flopsPerSecond: peak(format.compute) * reach((compute ?? efficiency.moe.bf16) * slower),
      bytesPerSecond: Math.min(
        bandwidth * reach(efficiency.moe.memory),
        format.weightOnly && !ideal ? weightOnlyRate : Number.POSITIVE_INFINITY,
      ),
      smoothness: ideal ? Infinity : 2,
      // Activations are quantised before each of the two grouped multiplications.
      fixedSeconds: moeFixed + (format.weightOnly ? weightOnlyFixed : 0) + 2 * quantiseSeconds(format),
    };
  };
  const { attention } = efficiency;
  const bf16 = hardware.compute.bf16.value;
  return {
    ideal,
    bytesPerSecond: bandwidth,
    elementwiseBytesPerSecond: bandwidth * reach(efficiency.gemm.bf16.memory),
    attentionProjection: gemm(arithmetic.attention),
    ffn: gemm(arithmetic.ffn),
    experts: expertGemm(arithmetic.experts),
    head: gemm(arithmetic.head),
    attention: {
      peakFlopsPerSecond: bf16,
      decodeBytesPerSecond:
        bandwidth * reach(arithmetic.kvBytes < 2 ? attention.decodeMemoryFp8 : attention.decodeMemory),
      decodeFlopsPerSecond: bf16 * reach(attention.decodeCompute),
      mlaBytesPerSecond: bandwidth * reach(attention.mlaDecodeMemory),
      mlaFlopsPerSecond: bf16 * reach(attention.mlaDecodeCompute),
      prefillFlopsPerSecond: bf16 * reach(attention.prefillCompute),
      prefillExtraKeys: ideal ? 0 : attention.prefillHalfLengthTokens / 2,
    },
    power: createPowerModel(hardware, powerCapWatts),
  };
}
