// KV blocks for the decodes of an instance: taken before each step, and by preempting the last admitted (of the least
// urgent) where there are too few. Preemption is by recompute: the KV is dropped, the generated tokens become part of the prompt.
import type { Admission } from "./admission.ts";
import type { DecodeBatch } from "./decode-batch.ts";
import type { KvCache } from "./kv-cache.ts";
import type { Residents } from "./residents.ts";
import type { Run } from "./run.ts";

export interface DecodeMemoryParts {
  kv: KvCache;
  batch: DecodeBatch;
  residents: Residents;
  admission: Admission;
  /** A lone sequence has outgrown all memory. */
  fail(slot: number, nowSeconds: number): void;
}

export class DecodeMemory {
  /** Whether somebody was preempted for memory since `begin`. */
  preempted = false;
  readonly #parts: DecodeMemoryParts;
  readonly #reserveAll: boolean;

  constructor(reserveAll: boolean, parts: DecodeMemoryParts) {
    this.#reserveAll = reserveAll;
    this.#parts = parts;
  }

  /** A step is being formed. */
  begin(): void {
    this.preempted = false;
  }

  /**
   * Takes the blocks of the next decode step, preempting the last admitted until it fits; a lone sequence that has
   * outgrown all memory fails. Returns whether prompts may be admitted: not in a step that preempted.
   */
  makeRoom(nowSeconds: number): boolean {
    const { batch, kv, residents, admission, fail } = this.#parts;
    if (batch.size === 0) return true;
    while (batch.size > 0 && this.growth(1) > kv.freeBlocks) {
      const victim = residents.last();
      if (residents.count === 1) {
        residents.evict(victim, nowSeconds);
        fail(victim, nowSeconds);
      } else {
        admission.preempt(victim, nowSeconds);
        this.preempted = true;
      }
    }
    if (batch.size > 0) kv.grow(this.growth(1), nowSeconds);
    return !this.preempted || batch.size === 0;
  }

  /** Takes the blocks of a run that ends now: those of its first step were taken when it was formed. */
  book(run: Run, nowSeconds: number): void {
    if (run.steps === 1) return;
    const { kv, batch } = this.#parts;
    const blocks = this.growthAfterFirst(run);
    if (blocks > 0) kv.grow(blocks, nowSeconds, blocks * run.startSeconds + batch.growthBlockSeconds(run));
  }

  growth(steps: number): number {
    return this.#reserveAll ? 0 : this.#parts.batch.blockGrowth(steps);
  }

  /** Blocks that a run takes when it is booked, beyond those of its first step. */
  growthAfterFirst({ batch, steps }: Run): number {
    return batch > 0 && steps > 1 ? this.growth(steps) - this.growth(1) : 0;
  }
}
