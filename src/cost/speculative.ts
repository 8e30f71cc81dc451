// Speculative decoding as a step model (physics.md 2.9): a step verifies B (gamma + 1) rows, reading the KV of each sequence once
// and touching the experts of all rows, after gamma drafts were made. By the model's own MTP layer, or a head like it, a draft
// is one layer of a plain decode step and the LM head. Drafting the prompt is left out: one layer of many.
import { emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";
import { weightedModel } from "./weighted-model.ts";

export interface SpeculativeParts {
  /** Steps with gamma + 1 rows per sequence. */
  verify: StepModel;
  /** Steps without drafts, and of them the head alone; neither with host time. */
  plain: StepModel;
  head: StepModel;
  layers: number;
  draftCount: number;
}

export function createSpeculativeModel(parts: SpeculativeParts): StepModel {
  const { verify, plain, head, layers, draftCount } = parts;
  const drafts = weightedModel(
    [
      { model: plain, share: draftCount / layers },
      { model: head, share: draftCount },
    ],
    verify,
  );
  const decoding = weightedModel(
    [
      { model: verify, share: 1 },
      { model: drafts, share: 1 },
    ],
    verify,
  );
  const decodes = emptyBatchShape();
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  return {
    ...decoding,
    step(shape, out) {
      if (shape.prefillTokens === 0) return decoding.step(shape, out);
      verify.step(shape, out);
      if (shape.decodeSequences === 0) return;
      // Only those who decode have drafts.
      decodes.decodeSequences = shape.decodeSequences;
      decodes.decodeContextTokens = shape.decodeContextTokens;
      decodes.decodeWindowTokens = shape.decodeWindowTokens;
      drafts.step(decodes, cost);
      out.seconds += cost.seconds;
      out.joules += cost.joules;
      out.partnerJoules = (out.partnerJoules ?? 0) + (cost.partnerJoules ?? 0);
    },
  };
}
