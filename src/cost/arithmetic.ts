// Which number format each part of the model is stored and computed in. Activations follow the weights; four-bit
// integers, and formats the chip has no units for, are stored as asked and computed in bf16 (weight-only kernels).
import type { HardwareProfile, Precision } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { bytesPerElement, weightBytesPerParameter } from "../profiles/model-shape.ts";

export interface PrecisionChoice {
  weights?: Precision | undefined;
  activations?: Precision | undefined;
  kv?: Precision | undefined;
}

export interface Format {
  /** Arithmetic of the matrix units. */
  compute: Precision;
  weightBytes: number;
  activationBytes: number;
  /** Stored narrower than computed: kernels dequantise on the way. */
  weightOnly: boolean;
  /** fp8 with a scale per block of weights, as checkpoints trained in fp8 have them, instead of one per tensor. */
  blockScaled: boolean;
}

export interface Arithmetic {
  weights: Precision;
  kv: Precision;
  kvBytes: number;
  /** Attention projections, dense and shared FFNs, routed experts; head, router and embedding. */
  attention: Format;
  ffn: Format;
  experts: Format;
  head: Format;
  /** What was substituted, for people: belongs among the assumptions of a result. */
  notes: string[];
}

const bits: Record<Precision, number> = { bf16: 16, fp8: 8, int8: 8, fp4: 4, int4: 4 };

/** Whether the chip has matrix units for the format. */
export function supports(hardware: HardwareProfile, precision: Precision): boolean {
  return precision !== "int4" && hardware.compute[precision] !== undefined;
}

/** What multiplies weights of this format unless somebody says otherwise. */
function activationsOf(model: ModelProfile, hardware: HardwareProfile, precision: Precision): Precision {
  if (precision === "int4") return "bf16";
  return precision === "fp4" && supports(hardware, "fp4") ? model.fourBit.activations : precision;
}

/** Matrix units that take four-bit floats take them against eight-bit ones too, at the eight-bit rate. */
function mixed(hardware: HardwareProfile, precision: Precision, compute: Precision): boolean {
  return precision === "fp4" && compute === "fp8" && supports(hardware, "fp4");
}

export function resolveArithmetic(
  hardware: HardwareProfile,
  model: ModelProfile,
  choice: PrecisionChoice,
): Arithmetic {
  const weights = choice.weights ?? model.nativeWeights;
  const kv = choice.kv ?? "bf16";
  const stored = weightBytesPerParameter(model, weights);
  const publishedInFp8 = model.nativeWeights === "fp8" || model.alsoPublished.includes("fp8");
  const notes = new Set<string>();
  const format = (part: "attention" | "ffn" | "experts"): Format => {
    const quantised = stored[part] === stored.experts;
    const precision = quantised ? weights : model.fourBit.rest;
    const activations =
      (quantised ? choice.activations : undefined) ?? activationsOf(model, hardware, precision);
    let compute = bits[activations] >= bits[precision] ? activations : precision;
    if (!supports(hardware, compute)) {
      if (compute !== "int4")
        notes.add(`${hardware.id} has no ${compute} matrix units: ${precision} weights are computed in bf16`);
      compute = "bf16";
    }
    return {
      compute,
      weightBytes: stored[part],
      activationBytes: bytesPerElement(compute),
      weightOnly: bits[precision] < bits[compute] && !mixed(hardware, precision, compute),
      blockScaled: precision === "fp8" && compute === "fp8" && publishedInFp8 && model.fp8Scales === "block",
    };
  };
  return {
    weights,
    kv,
    kvBytes: bytesPerElement(kv),
    attention: format("attention"),
    ffn: format("ffn"),
    experts: format("experts"),
    head: {
      compute: "bf16",
      weightBytes: stored.kept,
      activationBytes: 2,
      weightOnly: false,
      blockScaled: false,
    },
    notes: [...notes],
  };
}
