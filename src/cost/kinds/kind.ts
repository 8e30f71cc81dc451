// A kind of silicon: how an instance may lie over its devices, what fits, what a step costs. One file here and one line in
// `index.ts` add a kind; what its profiles state is a line of `hardwareSchema`.
import type { HardwareKind, HardwareOf, HardwareProfile } from "../../profiles/hardware.ts";
import type { ModelProfile } from "../../profiles/model.ts";
import type { CostInput } from "../costing.ts";
import type { MemoryInput, MemoryPlan } from "../memory-plan.ts";
import type { Parallel } from "../placement.ts";
import type { StepBreakdown } from "../step-breakdown.ts";
import type { BatchShape, StepModel } from "../step-model.ts";

/** The key of `parallel` that cannot stand as it is, and why. */
export type LayoutProblem = [key: keyof Parallel, message: string];

export interface SiliconKind<Hardware extends HardwareProfile = HardwareProfile> {
  layoutProblems(parallel: Parallel, model: ModelProfile): LayoutProblem[];
  createStepModel(input: CostInput<Hardware>): StepModel;
  planMemory(input: MemoryInput<Hardware>): MemoryPlan;
  /** Where the time and energy of a step go. */
  breakDownStep(input: CostInput<Hardware>, shape: BatchShape): StepBreakdown;
}

export type SiliconKinds = { readonly [Kind in HardwareKind]: SiliconKind<HardwareOf<Kind>> };
