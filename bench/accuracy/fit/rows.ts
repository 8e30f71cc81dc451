// What the constants are fitted to: measurements of quality A and B that are modelled, apart from those kept apart, at most
// a few experiments of each configuration and no run of more than a few thousand requests, so that a fit takes minutes. A group
// (model, device, metric) counts as at most a handful of rows: large sweeps must not outvote the rest.
import type { Experiment } from "../../../src/accuracy/experiment.ts";
import { engineFamily } from "../../../src/accuracy/names.ts";
import type { Prediction } from "../../../src/accuracy/predict.ts";

const MOST_EXPERIMENTS = 2;
const MOST_REQUESTS = 3000;
const GROUP_WEIGHT = 8;

export function fitExperiments(all: readonly Experiment[]): Experiment[] {
  const groups = new Map<string, Experiment[]>();
  for (const experiment of all) {
    const { model, gpu, engine, weights, nominalInputTokens, nominalOutputTokens, tensor, requests } =
      experiment;
    const usable =
      ["A", "B"].includes(experiment.quality) &&
      experiment.specDecode === "none" &&
      !experiment.mode.startsWith("disagg") &&
      (requests ?? 0) <= MOST_REQUESTS;
    if (!usable) continue;
    // Full servers take long to simulate and tell alike at every length.
    const lengths =
      experiment.loadKind === "max_offline" ? "" : `${nominalInputTokens}/${nominalOutputTokens}`;
    const key = [model, gpu, engine, weights, tensor, lengths].join("|");
    groups.set(key, [...(groups.get(key) ?? []), experiment]);
  }
  return [...groups.values()].flatMap((members) => {
    const many = Math.min(MOST_EXPERIMENTS, members.length);
    return Array.from({ length: many }, (_, k) => members[Math.floor((k * members.length) / many)]!);
  });
}

export const engineOf = ({ engine }: Experiment): string => engineFamily(engine) ?? "";

/** Weight of a kind of row: first tokens scatter twice as much as the rest. */
const weights: Record<string, number> = { tpot: 1, itl: 1, e2e: 1, throughput: 1, ttft: 0.5 };

/** Whether a fit listens to the prediction. */
export function counts({ predicted, metric, unsaturated, apart }: Prediction): boolean {
  if (predicted === null || apart !== undefined || weights[metric] === undefined) return false;
  return metric !== "ttft" || unsaturated === true;
}

export const groupOf = ({ experiment, metric }: Prediction) =>
  `${experiment.model}|${experiment.gpu}|${metric}`;

export function weightsOf(predictions: readonly Prediction[]): number[] {
  const sizes = new Map<string, number>();
  for (const prediction of predictions)
    sizes.set(groupOf(prediction), (sizes.get(groupOf(prediction)) ?? 0) + 1);
  return predictions.map(
    (prediction) => weights[prediction.metric]! * Math.min(1, GROUP_WEIGHT / sizes.get(groupOf(prediction))!),
  );
}
