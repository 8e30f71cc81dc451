// Step models know nothing of a run but remember costs: those of one engine profile are made once and shared by runs.
import type { CostInput } from "../cost/costing.ts";
import { createStepModel } from "../cost/kinds/index.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { EngineProfile } from "../profiles/engine.ts";

/** A megabyte each, and no search alternates between more. */
const MOST_STEP_MODELS = 256;

const stepModels = new WeakMap<EngineProfile, { input: CostInput; key: string; model: StepModel }[]>();

export function sharedStepModel(input: CostInput): StepModel {
  const known = stepModels.get(input.engine) ?? [];
  stepModels.set(input.engine, known);
  const { hardware, model: shape, engine: _, ...choices } = input;
  const key = JSON.stringify(choices);
  const same = known.find(
    (each) => each.key === key && each.input.hardware === hardware && each.input.model === shape,
  );
  if (same) return same.model;
  const model = createStepModel(input);
  known.push({ input, key, model });
  if (known.length > MOST_STEP_MODELS) known.shift();
  return model;
}
