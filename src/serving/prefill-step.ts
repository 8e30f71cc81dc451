// The prompts in the step being formed: whose chunks it holds, who will be done with it, who is left over for the next.
import type { AttentionWindow } from "../cost/attention-window.ts";
import { type BatchShape, emptyBatchShape } from "../cost/step-model.ts";
import { addChunk, clearPrompts } from "./prompt-chunks.ts";
import type { RequestTable } from "./request-table.ts";
import { SlotList } from "./slot-list.ts";
import type { LevelLimits } from "./urgency.ts";

export class PrefillStep {
  /** Shape of the step as the cost model takes it; the decoding part is the instance's to fill. */
  readonly shape: BatchShape = emptyBatchShape();
  /** Prompts whose last chunk is in the step. */
  readonly completing = new SlotList();
  /** Prompts admitted whose prefill is not finished, the more urgent first and then in order of admission. */
  readonly #unfinished = new SlotList();
  /** Tokens of images of prompts that begin in this step. */
  imageTokens = 0;
  /** The first of those whose turn in this step is still to come. */
  #next = 0;
  readonly #table: RequestTable;
  readonly #window: AttentionWindow;
  readonly #maxChunkTokens: number;

  /** By level of urgency: most prompt tokens in a step, and what is left of them. */
  readonly #limits: readonly LevelLimits[];
  readonly #limited: boolean;
  readonly #left: Float64Array;

  constructor(
    table: RequestTable,
    window: AttentionWindow,
    maxChunkTokens: number,
    limits: readonly LevelLimits[],
  ) {
    this.#limits = limits;
    this.#limited = limits.some(({ maxStepTokens }) => maxStepTokens < Number.POSITIVE_INFINITY);
    this.#left = new Float64Array(limits.length);
    this.#table = table;
    this.#window = window;
    this.#maxChunkTokens = maxChunkTokens;
  }

  /** Starts a step. */
  begin(): void {
    if (this.shape.prefillSequences > 0) clearPrompts(this.shape);
    this.#next = 0;
    this.imageTokens = 0;
    if (!this.#limited) return;
    for (let level = 0; level < this.#left.length; level++)
      this.#left[level] = this.#limits[level]!.maxStepTokens;
  }

  /** Prompt tokens that others as urgent as it have left in this step. */
  leftFor(slot: number): number {
    return this.#limited ? this.#left[this.#table.level[slot]!]! : Number.POSITIVE_INFINITY;
  }

  /**
   * Takes the next chunks of unfinished prompts at least as urgent as `level` into the step, or the `whole` of them; returns
   * what is left of the budget.
   */
  goOn(budgetTokens: number, whole: boolean, level: number): number {
    const unfinished = this.#unfinished;
    let budget = budgetTokens;
    while (this.#next < unfinished.length && budget > 0) {
      const slot = unfinished.at(this.#next);
      if (this.#table.level[slot]! > level) break;
      if (this.leftFor(slot) === 0) {
        this.#next++;
        continue;
      }
      budget -= this.#takeChunk(slot, whole ? Number.POSITIVE_INFINITY : budget);
      if (this.#prefilled(slot)) unfinished.remove(slot);
      else this.#next++;
    }
    return budget;
  }

  /** Adds a newly admitted prompt, at most `budgetTokens` of it; returns the tokens taken. */
  add(slot: number, budgetTokens: number): number {
    const chunk = this.#takeChunk(slot, budgetTokens);
    if (!this.#prefilled(slot)) {
      this.#remember(slot);
      // It had its chunk of this step.
      this.#next++;
    }
    return chunk;
  }

  /** Whether an admitted prompt is half done. */
  get pending(): boolean {
    return this.#unfinished.length > 0;
  }

  /** A prompt whose cached beginning has been loaded: its first chunk is taken with the next step. */
  resume(slot: number): void {
    this.#remember(slot);
  }

  /** Forgets a prompt that was preempted. */
  drop(slot: number): void {
    this.#unfinished.remove(slot);
  }

  /** What has to be in the KV cache before the next token: after a preemption the generated tokens too. */
  promptTokens(slot: number): number {
    return this.#table.inputTokens[slot]! + this.#table.generatedTokens[slot]!;
  }

  /** Behind those as urgent as it is. */
  #remember(slot: number): void {
    const { level } = this.#table;
    let at = this.#unfinished.length;
    while (at > 0 && level[this.#unfinished.at(at - 1)]! > level[slot]!) at--;
    this.#unfinished.insert(at, slot);
  }

  #prefilled(slot: number): boolean {
    return this.#table.prefilledTokens[slot]! === this.promptTokens(slot);
  }

  #takeChunk(slot: number, budgetTokens: number): number {
    const before = this.#table.prefilledTokens[slot]!;
    if (before === 0) this.imageTokens += this.#table.imageTokens[slot]!;
    const prompt = this.promptTokens(slot);
    const most = Math.min(budgetTokens, this.#maxChunkTokens, this.leftFor(slot));
    const chunk = Math.min(prompt - before, most);
    if (this.#limited) this.#left[this.#table.level[slot]!]! -= chunk;
    this.#table.prefilledTokens[slot] = before + chunk;
    addChunk(this.shape, before, chunk, this.#window);
    if (before + chunk === prompt) {
      this.shape.prefillCompleted++;
      this.completing.push(slot);
    }
    return chunk;
  }
}
