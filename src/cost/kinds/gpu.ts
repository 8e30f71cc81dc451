// GPUs, and whatever else is priced kernel by kernel from HBM: the op list with measured efficiencies (docs/concepts/physics.md).
import type { KernelHardware } from "../../profiles/hardware.ts";
import { stepModelOf } from "../analytic-step-model.ts";
import { createCosting } from "../costing.ts";
import { planDeviceMemory } from "../memory-plan.ts";
import { breakDownStep } from "../step-breakdown.ts";
import type { LayoutProblem, SiliconKind } from "./kind.ts";

export const gpu: SiliconKind<KernelHardware> = {
  createStepModel: (input) => stepModelOf(createCosting(input)),
  planMemory: planDeviceMemory,
  breakDownStep: (input, shape) => breakDownStep(createCosting(input), shape),
  layoutProblems({ tensor, pipeline, data, expert }, model) {
    const problems: LayoutProblem[] = [];
    const { attention } = model;
    if (attention.heads % tensor !== 0)
      problems.push([
        "tensor",
        `${tensor} does not divide the ${attention.heads} attention heads of ${model.id}`,
      ]);
    else if (
      attention.kind === "gqa" &&
      attention.kvHeads % tensor !== 0 &&
      tensor % attention.kvHeads !== 0
    ) {
      problems.push([
        "tensor",
        `${tensor} neither divides the ${attention.kvHeads} KV heads of ${model.id} nor is a multiple of them`,
      ]);
    }
    if (pipeline > model.layers)
      problems.push(["pipeline", `${pipeline} stages for the ${model.layers} layers of ${model.id}`]);
    if (expert === undefined || expert === 1) return problems;
    const { moe } = model.ffn;
    if (!moe) problems.push(["expert", `${model.id} is dense: it has no experts to spread`]);
    else if (expert > moe.experts)
      problems.push(["expert", `${expert} ranks for the ${moe.experts} experts of ${model.id}`]);
    if ((tensor * data) % expert !== 0)
      problems.push([
        "expert",
        `experts spread over the tensor x data = ${tensor * data} devices of a pipeline stage, which ${expert} does not divide`,
      ]);
    return problems;
  },
};
