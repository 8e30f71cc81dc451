// Who lives on an instance: admitted requests with their place, their KV blocks and the order they came in. The last
// admitted is the first to go when memory runs short.
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
  readonly #order: AdmissionOrder;
  readonly #table: RequestTable;
  readonly #kv: KvCache;
  readonly #batch: DecodeBatch;
  readonly #prompts: PrefillStep;
  readonly #gaps: TokenGaps;
  readonly #maxSequences: number;

  constructor(
    table: RequestTable,
    parts: { kv: KvCache; batch: DecodeBatch; prompts: PrefillStep; gaps: TokenGaps; maxSequences: number },
  ) {
    this.#table = table;
    this.#order = new AdmissionOrder(table);
    this.#kv = parts.kv;
    this.#batch = parts.batch;
    this.#prompts = parts.prompts;
    this.#gaps = parts.gaps;
    this.#maxSequences = parts.maxSequences;
  }

  get full(): boolean {
    return this.count >= this.#maxSequences;
  }

  /** Admits the request if a place and its blocks are free, beside `spokenForBlocks` that are not taken yet. */
  admit(slot: number, blocks: number, spokenForBlocks: number, nowSeconds: number): boolean {
    if (this.full) return false;
    const needed = this.#kv.blocksNeeded(slot, blocks) + spokenForBlocks;
    if (!this.#kv.admits(needed, this.count === 0)) return false;
    this.#kv.admit(slot, blocks, nowSeconds);
    this.count++;
    this.promptTokens += this.#table.inputTokens[slot]!;
    this.#order.push(slot);
    return true;
  }

  /** Strikes off one whose blocks are settled elsewhere. */
  leave(slot: number): void {
    this.count--;
    this.promptTokens -= this.#table.inputTokens[slot]!;
    this.#order.remove(slot);
  }

  /** The last admitted whose KV is here. */
  last(): number {
    return this.#order.last();
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
