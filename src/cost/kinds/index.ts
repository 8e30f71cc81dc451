// Kinds of silicon by the `kind:` of a hardware profile. The rest of the program asks here and does not know them apart.
import type { CostInput } from "../costing.ts";
import type { MemoryInput, MemoryPlan } from "../memory-plan.ts";
import type { StepModel } from "../step-model.ts";
import { gpu } from "./gpu.ts";
import type { SiliconKind, SiliconKinds } from "./kind.ts";
import { sramDataflow } from "./sram-dataflow.ts";
import { systolic } from "./systolic.ts";
import { wafer } from "./wafer.ts";

export const kinds: SiliconKinds = { gpu, systolic, "sram-dataflow": sramDataflow, wafer };

export function kindOf({ kind }: CostInput["hardware"]): SiliconKind {
  // A profile and its kind agree by the discriminant.
  return kinds[kind] as SiliconKind;
}

export function createStepModel(input: CostInput): StepModel {
  return kindOf(input.hardware).createStepModel(input);
}

export function planMemory(input: MemoryInput): MemoryPlan {
  return kindOf(input.hardware).planMemory(input);
}
