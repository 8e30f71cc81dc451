// What the host needs to launch one pipeline stage of a step with prompts, kernel by kernel: a time per layer, more for what a
// layer holds that launches more, or from Python. A step short enough for an engine's captured pieces launches attention alone,
// which stays outside of them (vLLM's piecewise graphs). Ignores what a GPU that is behind hides: a step is the longer of the two.
import type { EngineProfile } from "../profiles/engine.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { Arithmetic } from "./arithmetic.ts";

export interface LaunchTimes {
  /** All kernels of all layers. */
  eagerSeconds: number;
  /** What captured pieces leave out. */
  piecewiseSeconds: number;
}

/** Of the whole model. */
export function launchTimes(
  model: ModelProfile,
  { host }: EngineProfile,
  arithmetic: Arithmetic,
): LaunchTimes {
  const moeLayers = model.ffn.moe?.layers ?? 0;
  const attending = model.attention.attentionLayers ?? model.layers;
  const attention = model.attention.kind === "mla" ? host.eagerPerMlaLayer * attending : 0;
  const { experts, ffn, attention: projections } = arithmetic;
  const scaled = projections.blockScaled || ffn.blockScaled;
  return {
    eagerSeconds:
      host.eagerPerLayer * (model.layers - moeLayers) +
      host.eagerPerMoeLayer * moeLayers +
      host.eagerPerLinearLayer * (model.layers - attending) +
      (experts.weightOnly ? host.eagerPerWeightOnlyLayer * moeLayers : 0) +
      (scaled ? host.eagerPerBlockScaledLayer * model.layers : 0) +
      attention,
    piecewiseSeconds: attention,
  };
}
