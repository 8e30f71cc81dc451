// One step with prompts in it (or whose decodes are not affine): its shape put together from the prompts and the batch, its
// cost asked of the model, and how much of it the prompts added to what the decodes alone would take.
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "../cost/step-model.ts";
import type { DecodeBatch } from "./decode-batch.ts";
import type { EncoderCost } from "./instance-config.ts";
import type { PrefillStep } from "./prefill-step.ts";
import type { Run } from "./run.ts";

export class MixedStep {
  readonly #model: StepModel;
  readonly #encoder: EncoderCost;
  /** What the step would be without its prompts. */
  readonly #decodeShape: BatchShape = emptyBatchShape();
  readonly #cost: StepCost = { seconds: 0, joules: 0, bound: "host" };

  constructor(model: StepModel, encoder: EncoderCost = { secondsPerImageToken: 0, joulesPerImageToken: 0 }) {
    this.#model = model;
    this.#encoder = encoder;
  }

  /** Plans `run` as one step of the prompts beside its decodes. */
  plan(run: Run, { shape, imageTokens }: PrefillStep, batch: DecodeBatch): void {
    const decodeOnly = this.#decodeShape;
    const decoding = run.batch > 0;
    shape.decodeSequences = decodeOnly.decodeSequences = run.batch;
    shape.decodeContextTokens = decodeOnly.decodeContextTokens = decoding ? batch.contextTokens : 0;
    shape.decodeWindowTokens = decodeOnly.decodeWindowTokens = decoding ? batch.windowTokens : 0;
    let decodeSeconds = 0;
    let decodeStallSeconds = 0;
    if (decoding && shape.prefillTokens > 0) {
      this.#model.step(decodeOnly, this.#cost);
      decodeSeconds = this.#cost.seconds;
      decodeStallSeconds = this.#cost.stallSeconds ?? 0;
    }
    this.#model.step(shape, this.#cost);
    if (imageTokens > 0) {
      this.#cost.seconds += imageTokens * this.#encoder.secondsPerImageToken;
      this.#cost.joules += imageTokens * this.#encoder.joulesPerImageToken;
    }
    run.planStep(this.#cost, decodeSeconds, decodeStallSeconds);
  }
}
