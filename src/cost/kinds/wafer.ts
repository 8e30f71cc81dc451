// Wafer scale: every layer has a region of its own on the wafer and reads its weights and KV from the SRAM there, so all layers
// work on different micro-batches at once; a model larger than a wafer goes on to the next, `pipeline` wafers in all.
import type { HardwareOf } from "../../profiles/hardware.ts";
import type { CostInput } from "../costing.ts";
import { breakDownDataflowStep, createDataflowModel, type DataflowLayout } from "../dataflow.ts";
import { planDataflowMemory } from "../dataflow-memory.ts";
import type { LayoutProblem, SiliconKind } from "./kind.ts";

function layoutOf({ parallel, model }: Pick<CostInput, "parallel" | "model">): DataflowLayout {
  const { pipeline } = parallel;
  const { layers } = model;
  return { devices: pipeline, layerDevices: pipeline / layers, stages: layers, handOvers: pipeline - 1 };
}

export const wafer: SiliconKind<HardwareOf<"wafer">> = {
  createStepModel: (input) => createDataflowModel(input, layoutOf(input)),
  breakDownStep: (input, shape) => breakDownDataflowStep(input, layoutOf(input), shape),
  planMemory: (input) => planDataflowMemory(input, layoutOf(input).devices),
  layoutProblems({ tensor, pipeline, data, expert }, model) {
    const problems: LayoutProblem[] = [];
    const oneWafer = "a layer lies on one wafer: pipeline is the number of wafers";
    if (tensor > 1) problems.push(["tensor", oneWafer]);
    if (data > 1) problems.push(["data", oneWafer]);
    if (expert !== undefined && expert > 1) problems.push(["expert", oneWafer]);
    if (pipeline > model.layers)
      problems.push(["pipeline", `${pipeline} wafers for the ${model.layers} layers of ${model.id}`]);
    return problems;
  },
};
