// Attention-FFN disaggregation: attention and KV on one group of devices, feed-forward weights on another, activations cross
// twice per layer. The two work in turns (in-turns.ts), figures over all layers, which are taken alike; head, sampling and
// host come once per step.
import { createTurnsModel } from "./in-turns.ts";
import type { StepModel } from "./step-model.ts";

export interface AfdParts {
  /** Step models of the parts: `attention` and `head` on the devices that hold the KV cache, `ffn` on the others. */
  attention: StepModel;
  head: StepModel;
  ffn: StepModel;
  layers: number;
  /** Out and back, whatever is sent. */
  roundTripSeconds: number;
  /** Of one token, both ways over the narrower side's links. */
  crossingSecondsPerToken: number;
  /** Tokens each decoding sequence brings. */
  rowsPerSequence?: number | undefined;
  /** Default: the best of up to eight. */
  microBatches?: number | undefined;
}

const MOST_MICRO_BATCHES = 8;

export function createAfdModel(parts: AfdParts): StepModel {
  const { attention, head, ffn, layers, roundTripSeconds, crossingSecondsPerToken, microBatches } = parts;
  return createTurnsModel({
    holder: attention,
    partner: ffn,
    once: head,
    betweenSeconds({ decodeSequences, prefillTokens }) {
      const tokens = decodeSequences * (parts.rowsPerSequence ?? 1) + prefillTokens;
      return layers * (roundTripSeconds + crossingSecondsPerToken * tokens);
    },
    leastMicroBatches: microBatches ?? 1,
    mostMicroBatches: microBatches ?? MOST_MICRO_BATCHES,
  });
}
