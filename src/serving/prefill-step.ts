// The prompts in the step being formed: whose chunks it holds, who will be done with it, who is left over for the next.
import { type BatchShape, emptyBatchShape } from "../cost/step-model.ts";
import { addChunk, clearPrompts } from "./prompt-chunks.ts";
import type { RequestTable } from "./request-table.ts";
import { SlotList } from "./slot-list.ts";

export class PrefillStep {
  /** Shape of the step as the cost model takes it; the decoding part is the instance's to fill. */
  readonly shape: BatchShape = emptyBatchShape();
  /** Prompts whose last chunk is in the step. */
  readonly completing = new SlotList();
  /** Prompts admitted whose prefill is not finished, in order of admission. */
  readonly #unfinished = new SlotList();
  readonly #table: RequestTable;
  readonly #windowTokens: number;
  readonly #maxChunkTokens: number;

  constructor(table: RequestTable, windowTokens: number, maxChunkTokens: number) {
    this.#table = table;
    this.#windowTokens = windowTokens;
    this.#maxChunkTokens = maxChunkTokens;
  }

  /** Starts a step with the next chunks of unfinished prompts, or the `whole` of them; returns what is left of the budget. */
  begin(budgetTokens: number, whole = false): number {
    clearPrompts(this.shape);
    const unfinished = this.#unfinished;
    let budget = budgetTokens;
    for (let i = 0; i < unfinished.length && budget > 0; i++) {
      const slot = unfinished.at(i);
      budget -= this.#takeChunk(slot, whole ? Number.POSITIVE_INFINITY : budget);
      if (this.#prefilled(slot)) {
        unfinished.remove(slot);
        i--;
      }
    }
    return budget;
  }

  /** Adds a newly admitted prompt, at most `budgetTokens` of it; returns the tokens taken. */
  add(slot: number, budgetTokens: number): number {
    const chunk = this.#takeChunk(slot, budgetTokens);
    if (!this.#prefilled(slot)) this.#unfinished.push(slot);
    return chunk;
  }

  /** Whether an admitted prompt is half done. */
  get pending(): boolean {
    return this.#unfinished.length > 0;
  }

  /** A prompt whose cached beginning has been loaded: its first chunk is taken with the next step. */
  resume(slot: number): void {
    this.#unfinished.push(slot);
  }

  /** Forgets a prompt that was preempted. */
  drop(slot: number): void {
    this.#unfinished.remove(slot);
  }

  /** What has to be in the KV cache before the next token: after a preemption the generated tokens too. */
  promptTokens(slot: number): number {
    return this.#table.inputTokens[slot]! + this.#table.generatedTokens[slot]!;
  }

  #prefilled(slot: number): boolean {
    return this.#table.prefilledTokens[slot]! === this.promptTokens(slot);
  }

  #takeChunk(slot: number, budgetTokens: number): number {
    const before = this.#table.prefilledTokens[slot]!;
    const chunk = Math.min(this.promptTokens(slot) - before, budgetTokens, this.#maxChunkTokens);
    this.#table.prefilledTokens[slot] = before + chunk;
    addChunk(this.shape, before, chunk, this.#windowTokens);
    if (this.#prefilled(slot)) {
      this.shape.prefillCompleted++;
      this.completing.push(slot);
    }
    return chunk;
  }
}
