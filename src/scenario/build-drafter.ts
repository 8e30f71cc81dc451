// The devices of a drafter, `speculative.draft` of a pool: a set beside every instance, stepped with it. It holds weights and KV
// of the draft model, for the same contexts as the pool it drafts for: what it has no room for, that pool cannot hold either.
import { resolveArithmetic } from "../cost/arithmetic.ts";
import type { CostInput } from "../cost/costing.ts";
import { createDraftedModel } from "../cost/drafter.ts";
import { planMemory } from "../cost/kinds/index.ts";
import type { MemoryPlan } from "../cost/memory-plan.ts";
import type { StepModel } from "../cost/step-model.ts";
import type { Assumption } from "../metrics/result.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import type { BuiltPool } from "./build-pool.ts";
import { withoutHost } from "./build-speculative.ts";
import { capWattsOf } from "./power-cap.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Drafter, Pool } from "./schema.ts";
import { sharedStepModel } from "./shared-step-models.ts";

/** Seconds from the last draft to the verifier and from its verdict to the drafter. */
export const assumedRoundTrip = { value: 20e-6, low: 3e-6, high: 100e-6 };

export interface BuiltDrafter {
  input: CostInput;
  model: StepModel;
  memory: MemoryPlan;
  /** Around the model that verifies. */
  drafted(verify: StepModel): StepModel;
  /** Its entry beside that of the pool it drafts for. */
  entry(server: BuiltPool): BuiltPool;
}

export function buildDrafter(
  scenario: ResolvedScenario,
  path: string,
  pool: Pool,
  draftCount: number,
  draft: Drafter,
  sequences: { blockTokens: number; maxSequences: number },
): BuiltDrafter {
  const { file, engine, hardware, draftModels } = scenario;
  const profile = hardware.get(draft.hardware)!;
  const input: CostInput = {
    hardware: profile,
    model: draftModels.get(draft.model)!,
    // Its steps are launched as one.
    engine: withoutHost(engine) satisfies EngineProfile,
    precision: draft.precision ?? file.precision,
    parallel: draft.parallel,
    powerCapWatts: capWattsOf(draft, profile),
  };
  const model = sharedStepModel(input);
  const memory = planMemory({ ...input, ...sequences });
  const { notes } = resolveArithmetic(profile, input.model, input.precision);
  const roundTripSeconds = draft.roundTrip ?? assumedRoundTrip.value;
  return {
    input,
    model,
    memory,
    drafted: (verify) => createDraftedModel({ verify, draft: model, draftCount, roundTripSeconds }),
    entry: ({ config }) => ({
      pool: {
        ...pool,
        name: `${pool.name}-drafter`,
        role: "draft",
        hardware: draft.hardware,
        parallel: draft.parallel,
        powerCap: draft.powerCap,
        cost: draft.cost,
        speculative: undefined,
      },
      hardware: profile,
      model,
      parts: [input],
      besides: undefined,
      paged: undefined,
      memory,
      config,
      devices: model.devices * pool.instances,
      powerCapWatts: input.powerCapWatts,
      concurrencyRatio: 1,
      notes,
      assumptions: draft.roundTrip === undefined ? [roundTripAssumption(path)] : [],
    }),
  };
}

function roundTripAssumption(path: string): Assumption {
  const { value, low, high } = assumedRoundTrip;
  return {
    path: `${path}.speculative.draft.roundTrip`,
    value: `${value} s`,
    confidence: "assumed",
    low: `${low} s`,
    high: `${high} s`,
    source:
      "not published: from device to device in a rack 3-20 us (facts/hardware.md 2.4), through the hosts of both some 100 us",
  };
}
