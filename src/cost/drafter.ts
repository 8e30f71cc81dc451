// Speculation with a draft model on devices of its own: gamma steps of the drafter, one after the other, tokens over and verdicts
// back (the round trip), one verifying step. While one half of a batch is verified the drafter drafts for the other, where
// that is the faster (in-turns.ts). A sequence is not drafted ahead of its own verdict: with many in step, one that errs
// holds all. Prompts are read on both sides at once, and only what the drafter takes longer adds time.
import { createTurnsModel } from "./in-turns.ts";
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";

export interface DraftedParts {
  /** Steps with gamma + 1 rows per sequence. */
  verify: StepModel;
  /** Steps of the draft model on the drafter. */
  draft: StepModel;
  draftCount: number;
  roundTripSeconds: number;
}

const HALVES = 2;

export function createDraftedModel({ verify, draft, draftCount, roundTripSeconds }: DraftedParts): StepModel {
  return createTurnsModel({
    holder: verify,
    partner: { ...draft, decodeIsAffine: false, step: draftingStep(verify, draft, draftCount) },
    betweenSeconds: ({ decodeSequences }) => (decodeSequences > 0 ? roundTripSeconds : 0),
    leastMicroBatches: 1,
    mostMicroBatches: HALVES,
  });
}

function draftingStep(verify: StepModel, draft: StepModel, draftCount: number): StepModel["step"] {
  const decodes = emptyBatchShape();
  const prompts = emptyBatchShape();
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  return (shape: BatchShape, out: StepCost) => {
    out.seconds = 0;
    out.joules = 0;
    out.bound = "memory";
    if (shape.decodeSequences > 0) {
      decodes.decodeSequences = shape.decodeSequences;
      decodes.decodeContextTokens = shape.decodeContextTokens;
      decodes.decodeWindowTokens = Math.min(
        shape.decodeContextTokens,
        shape.decodeSequences * draft.windowTokens,
      );
      draft.step(decodes, cost);
      out.seconds = draftCount * cost.seconds;
      out.joules = draftCount * cost.joules;
      out.bound = cost.bound;
    }
    if (shape.prefillTokens === 0) return;
    verify.step(shape, cost);
    const hiddenSeconds = cost.seconds;
    Object.assign(prompts, shape, { decodeSequences: 0, decodeContextTokens: 0, decodeWindowTokens: 0 });
    prompts.prefillWindowPairs = Math.min(shape.prefillPairs, shape.prefillTokens * draft.windowTokens);
    draft.step(prompts, cost);
    out.seconds += Math.max(0, cost.seconds - hiddenSeconds);
    out.joules += cost.joules;
  };
}
