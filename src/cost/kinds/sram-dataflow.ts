// SRAM dataflow (LPU class): the weights of a layer and the KV cache of its attention are spread over `tensor` chips, the
// layers over `pipeline` groups of them; capacity is had by the chip. Times: ../dataflow.ts.
import type { HardwareOf } from "../../profiles/hardware.ts";
import type { CostInput } from "../costing.ts";
import { breakDownDataflowStep, createDataflowModel, type DataflowLayout } from "../dataflow.ts";
import { planDataflowMemory } from "../dataflow-memory.ts";
import type { LayoutProblem, SiliconKind } from "./kind.ts";

function layoutOf({ parallel: { tensor, pipeline } }: Pick<CostInput, "parallel">): DataflowLayout {
  return { devices: tensor * pipeline, layerDevices: tensor, stages: pipeline, handOvers: pipeline };
}

export const sramDataflow: SiliconKind<HardwareOf<"sram-dataflow">> = {
  createStepModel: (input) => createDataflowModel(input, layoutOf(input)),
  breakDownStep: (input, shape) => breakDownDataflowStep(input, layoutOf(input), shape),
  planMemory: (input) => planDataflowMemory(input, layoutOf(input).devices),
  layoutProblems({ pipeline, data, expert }, model) {
    const problems: LayoutProblem[] = [];
    if (pipeline > model.layers)
      problems.push([
        "pipeline",
        `${pipeline} groups of chips for the ${model.layers} layers of ${model.id}`,
      ]);
    if (data > 1)
      problems.push([
        "data",
        "SRAM dataflow has no data ranks: tensor chips hold a layer, pipeline groups the layers",
      ]);
    if (expert !== undefined && expert > 1)
      problems.push(["expert", "SRAM dataflow spreads every expert over the chips of its layer"]);
    return problems;
  },
};
