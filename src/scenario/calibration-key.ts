// What a calibrated engine knows a pool by.
import type { DeploymentKey } from "../profiles/calibration.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { PlacedPool } from "./schema.ts";

export function calibrationKey(
  { model, file, hardware }: Pick<ResolvedScenario, "model" | "file" | "hardware">,
  { hardware: name, parallel }: PlacedPool,
): DeploymentKey {
  const { tensor, pipeline, data, expert = 1 } = parallel;
  return {
    model: model.id,
    hardware: hardware.get(name)!.id,
    weights: file.precision.weights ?? model.nativeWeights,
    tensor,
    pipeline,
    data,
    expert,
  };
}
