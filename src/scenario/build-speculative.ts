// From `speculative` of a pool to what steps and what is accepted: the step model of verifying and drafting around the one
// of the pool, and the draws of acceptance from a stream of the pool's own.
import { randomStream } from "../base/random.ts";
import type { ModelPart } from "../cost/costing.ts";
import { createSpeculativeModel } from "../cost/speculative.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import { Speculation } from "../serving/speculation.ts";
import type { Pool } from "./schema.ts";

/** Step model of a pool with this many rows per sequence; by an engine, of a part. */
export type ModelOf = (rowsPerSequence: number, engine: EngineProfile, part?: ModelPart) => StepModel;

/** Acceptance of each position: one for all, or its own. */
function acceptanceOf({ draftTokens, acceptance }: NonNullable<Pool["speculative"]>): number[] {
  return typeof acceptance === "number" ? Array<number>(draftTokens).fill(acceptance) : acceptance;
}

const quietEngines = new WeakMap<EngineProfile, EngineProfile>();

/** The same engine without host time: drafts are launched within the step. */
export function withoutHost(engine: EngineProfile): EngineProfile {
  const known = quietEngines.get(engine);
  if (known) return known;
  const quiet = { ...engine, host: { ...engine.host, stepFixed: 0, stepPerSequence: 0 } };
  quietEngines.set(engine, quiet);
  return quiet;
}

export function speculativeModel(
  { speculative }: Pick<Pool, "speculative">,
  engine: EngineProfile,
  layers: number,
  modelOf: ModelOf,
): StepModel {
  if (!speculative) return modelOf(1, engine);
  if (speculative.draft) return modelOf(1 + speculative.draftTokens, engine);
  const quiet = withoutHost(engine);
  return createSpeculativeModel({
    verify: modelOf(1 + speculative.draftTokens, engine),
    plain: modelOf(1, quiet),
    head: modelOf(1, quiet, "head"),
    layers,
    draftCount: speculative.draftTokens,
  });
}

export function speculationOf({ name, speculative }: Pool, seed: number): Speculation | undefined {
  if (!speculative) return undefined;
  return new Speculation(acceptanceOf(speculative), randomStream(seed, `speculation/${name}`));
}
