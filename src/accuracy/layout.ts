// How the devices of a measured endpoint are laid out: tensor x pipeline x data ranks of an instance, and instances side by
// side. Data parallelism of a dense model is replicas; of a mixture of experts it is attention data parallelism, whose
// experts span all ranks.
import { type Parallel, placementProblems } from "../cost/placement.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { Experiment } from "./experiment.ts";

export interface Layout {
  role: "mixed" | "prefill" | "decode";
  parallel: Required<Parallel>;
  instances: number;
}

/** The pools of an endpoint: one, or a prefill and a decode pool; or why the row does not tell them. */
export function poolsOf(experiment: Experiment, model: ModelProfile): Layout[] | string {
  if (!/^disagg/.test(experiment.mode)) {
    const layout = layoutOf(experiment, model);
    return typeof layout === "string" ? layout : [layout];
  }
  const detail = experiment.columns.deploy_detail ?? "";
  const pools: Layout[] = [];
  for (const role of ["prefill", "decode"] as const) {
    // `prefill workers=1 tp=1 dp=4 ep=4; decode workers=5 tp=4 dp=1 ep=4`, in any order
    const part =
      new RegExp(`${role}\\b([^;]*?)(?=;|\\b(?:prefill|decode)\\b|$)`, "i").exec(detail)?.[1] ?? "";
    const count = (name: string) => new RegExp(`\\b${name}=(\\d+)`, "i").exec(part)?.[1];
    if (count("workers") === undefined || count("tp") === undefined)
      return `disaggregated, and the ${role} workers are not recorded`;
    const [instances, tensor, data, expert] = ["workers", "tp", "dp", "ep"].map((name) =>
      Number(count(name) ?? 1),
    ) as [number, number, number, number];
    // Of attention data ranks the source counts the experts' ranks in some rows of a deployment and not in others, with the
    // same measurement: they are spread over all.
    const spread = data > 1 && expert === 1 ? tensor * data : expert;
    const parallel = { tensor, pipeline: 1, data, expert: model.ffn.moe ? spread : 1 };
    const [problem] = placementProblems(parallel, model);
    if (problem !== undefined) return `${role} workers: ${problem}`;
    pools.push({ role, parallel, instances });
  }
  return pools;
}

/** Data ranks that experts spread over more devices than tensor ranks imply, where the row counts none. */
function expertRanks({ gpus = 0, expert = 1 }: Experiment, stage: number): number {
  return gpus === expert && gpus % stage === 0 ? gpus / stage : 1;
}

/** The one pool, or why the row does not tell it. */
function layoutOf(experiment: Experiment, model: ModelProfile): Layout | string {
  const { gpus, tensor: stated, pipeline = 1, data: ranks = 1 } = experiment;
  const moe = model.ffn.moe !== undefined;
  if (stated === undefined && gpus === undefined) return "neither gpus nor tp is stated";
  if (stated === undefined && gpus! > pipeline * ranks)
    return `the parallel layout of the ${gpus} devices is not recorded`;
  const tensor = stated ?? 1;
  const data = moe ? Math.max(ranks, expertRanks(experiment, tensor * pipeline)) : 1;
  const devices = tensor * pipeline * data;
  const total = gpus ?? devices * (moe ? 1 : ranks);
  if (total % devices !== 0)
    return `tp ${tensor} x pp ${pipeline} x dp ${data} does not divide the ${total} devices`;
  const parallel = { tensor, pipeline, data, expert: moe ? (experiment.expert ?? 1) : 1 };
  const [problem] = placementProblems(parallel, model);
  // Engines refuse such a start (vLLM, SGLang and TensorRT-LLM alike), so nobody measured it.
  if (model.attention.heads % tensor !== 0)
    return `tp ${tensor} does not divide the ${model.attention.heads} attention heads of ${model.id}`;
  return problem ?? { role: "mixed", parallel, instances: total / devices };
}
