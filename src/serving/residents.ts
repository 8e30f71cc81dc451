// Who lives on an instance: admitted requests with their place, their KV blocks and the order they came in. The last
// admitted is the first to go when memory runs short.
import { type AdapterConfig, AdapterSlots } from "./adapter-slots.ts";
import { AdmissionOrder } from "./admission-order.ts";
import type { DecodeBatch } from "./decode-batch.ts";
import type { KvCache } from "./kv-cache.ts";
import type { PrefillStep } from "./prefill-step.ts";
import { type RequestTable, state } from "./request-table.ts";
import type { TokenGaps } from "./token-gaps.ts";

export class Residents {
  /** Admitted and not ended: decoding, prefilling, reserved for a transfer. */
  count = 0;
  /** Their prompts. */
  promptTokens = 0;
  /** Of `count`, by level of urgency. */
  readonly #counts: Int32Array;
  readonly adapters: AdapterSlots | undefined;
  readonly #order: AdmissionOrder;
  readonly #table: RequestTable;
  readonly #kv: KvCache;
  readonly #batch: DecodeBatch;
  readonly #prompts: PrefillStep;
  readonly #gaps: TokenGaps;
  readonly #maxSequences: number;

  constructor(
    table: RequestTable,
    parts: {
      kv: KvCache;
      batch: DecodeBatch;
      prompts: PrefillStep;
      gaps: TokenGaps;
      maxSequences: number;
      levels: number;
      adapters: AdapterConfig | undefined;
    },
  ) {
    this.#table = table;
    this.adapters = parts.adapters && new AdapterSlots(parts.adapters);
    this.#order = new AdmissionOrder(table, parts.levels);
    this.#counts = new Int32Array(parts.levels);
    this.#kv = parts.kv;
    this.#batch = parts.batch;
    this.#prompts = parts.prompts;
    this.#gaps = parts.gaps;
    this.#maxSequences = parts.maxSequences;
  }

  get full(): boolean {
    return this.count >= this.#maxSequences;
  }

  admits(slot: number, blocks: number, spokenForBlocks: number): boolean {
    return (
      !this.full && this.#kv.admits(this.#kv.blocksNeeded(slot, blocks) + spokenForBlocks, this.count === 0)
    );
  }

  /** Admits the request if a place and its blocks are free, beside `spokenForBlocks` that are not taken yet. */
  admit(slot: number, blocks: number, spokenForBlocks: number, nowSeconds: number): boolean {
    if (!this.admits(slot, blocks, spokenForBlocks)) return false;
    this.#kv.admit(slot, blocks, nowSeconds);
    this.count++;
    this.#counts[this.#table.level[slot]!]!++;
    this.promptTokens += this.#table.inputTokens[slot]!;
    this.#order.push(slot);
    return true;
  }

  /** Strikes off one whose blocks are settled elsewhere. */
  leave(slot: number): void {
    this.count--;
    this.#counts[this.#table.level[slot]!]!--;
    this.promptTokens -= this.#table.inputTokens[slot]!;
    this.#order.remove(slot);
    this.adapters?.release(this.#table.adapter[slot]!);
  }

  /** Who is preempted next, of those less urgent than `level` (default: of all); NONE where nobody can be. */
  last(level?: number): number {
    return this.#order.last(level);
  }

  countOf(level: number): number {
    return this.#counts[level]!;
  }

  /** Are there any more urgent, or less urgent, than `level`? */
  hasAbove(level: number): boolean {
    for (let l = 0; l < level; l++) if (this.#counts[l]! > 0) return true;
    return false;
  }

  hasBelow(level: number): boolean {
    for (let l = level + 1; l < this.#counts.length; l++) if (this.#counts[l]! > 0) return true;
    return false;
  }

  /** Takes a resident out of wherever it is and frees its blocks; what it generated stays known. */
  evict(slot: number, nowSeconds: number): void {
    const table = this.#table;
    if (table.state[slot] === state.decoding) {
      const contextTokens = this.#batch.contextOf(slot);
      this.#kv.releaseGrown(slot, contextTokens - 1, nowSeconds);
      const generated = contextTokens - table.inputTokens[slot]!;
      if (generated > table.generatedTokens[slot]!)
        table.lastTokenSeconds[slot] = this.#gaps.lastDecodeEndSeconds;
      table.generatedTokens[slot] = generated;
      this.#batch.remove(slot);
      this.#gaps.left(slot);
    } else {
      this.#kv.releaseReserved(slot, table.reservedBlocks[slot]!, nowSeconds);
      this.#prompts.drop(slot);
    }
    this.leave(slot);
  }
}
