// How one instance lies over its devices: tensor x pipeline x data ranks, experts spread over the tensor and data ranks
// of a stage. Attention runs once per data rank (attention data parallelism); experts see the tokens of all of them.
import type { ModelProfile } from "../profiles/model.ts";

export interface Parallel {
  tensor: number;
  pipeline: number;
  data: number;
  /** Ranks the experts are spread over; the rest of tensor x data cuts each expert's width. Default: 1. */
  expert?: number | undefined;
}

export interface Placement {
  tensor: number;
  pipeline: number;
  data: number;
  expert: number;
  /** Ranks that share one expert's width. */
  expertTensor: number;
  devices: number;
  /** Data ranks are independent replicas where there are no experts to share. */
  attentionData: boolean;
}

/** What is wrong with a parallel layout, in the order found; empty if it can be built. */
export function placementProblems(parallel: Parallel, model: ModelProfile): string[] {
  const { tensor, pipeline, data } = parallel;
  const expert = parallel.expert ?? 1;
  const problems: string[] = [];
  if ((tensor * data) % expert !== 0)
    problems.push(`expert ${expert} must divide tensor x data = ${tensor * data}`);
  if (expert > 1 && model.ffn.moe === undefined)
    problems.push(`expert ${expert}: ${model.id} has no experts`);
  if (expert > (model.ffn.moe?.experts ?? Infinity))
    problems.push(`expert ${expert}: ${model.id} has only ${model.ffn.moe?.experts} experts`);
  if (pipeline > model.layers)
    problems.push(`pipeline ${pipeline} exceeds the ${model.layers} layers of ${model.id}`);
  if (tensor > model.attention.heads)
    problems.push(`tensor ${tensor} exceeds the ${model.attention.heads} heads of ${model.id}`);
  return problems;
}

export function createPlacement(parallel: Parallel, model: ModelProfile): Placement {
  const problems = placementProblems(parallel, model);
  if (problems.length > 0) throw new RangeError(problems.join("; "));
  const { tensor, pipeline, data } = parallel;
  const expert = parallel.expert ?? 1;
  return {
    tensor,
    pipeline,
    data,
    expert,
    expertTensor: (tensor * data) / expert,
    devices: tensor * pipeline * data,
    attentionData: data > 1 && model.ffn.moe !== undefined,
  };
}
