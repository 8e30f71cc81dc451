// What a step yields: first tokens of prompts that are done, last tokens of sequences that end, and who decodes from here on.
// The token of a recomputed prompt (after a preemption) is its next one, with a gap to the one before.
import type { DecodeBatch } from "./decode-batch.ts";
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import type { KvCache } from "./kv-cache.ts";
import type { PrefillStep } from "./prefill-step.ts";
import { NONE, type RequestTable, state } from "./request-table.ts";
import type { TokenGaps } from "./token-gaps.ts";

export interface GenerationParts {
  kv: KvCache;
  batch: DecodeBatch;
  prompts: PrefillStep;
  gaps: TokenGaps;
  events: InstanceEvents;
  /** A request is no longer this instance's; its blocks are settled. */
  leave(slot: number): void;
}

export class Generation {
  readonly #table: RequestTable;
  readonly #config: InstanceConfig;
  readonly #parts: GenerationParts;
  #started = 0;

  constructor(table: RequestTable, config: InstanceConfig, parts: GenerationParts) {
    this.#table = table;
    this.#config = config;
    this.#parts = parts;
  }

  /** It decodes with the next step. */
  start(slot: number): void {
    const table = this.#table;
    const { gaps } = this.#parts;
    const generated = table.generatedTokens[slot]!;
    table.state[slot] = state.decoding;
    table.startOrder[slot] = this.#started++;
    this.#join(slot, generated);
    gaps.joined(slot);
  }

  /** Up to its first visible token, or from there to its last. */
  #join(slot: number, generated: number): void {
    const table = this.#table;
    const visible = table.hiddenTokens[slot]! + 1;
    const upTo = generated < visible ? visible : table.outputTokens[slot]!;
    const remaining = upTo - generated;
    const steps = this.#config.speculation?.stepsFor(remaining);
    this.#parts.batch.join(slot, table.inputTokens[slot]! + generated, remaining, steps);
  }

  /** Its first visible token is out, and it is not the last: it decodes on as if nothing had been. */
  #goesOn(slot: number, nowSeconds: number): boolean {
    const table = this.#table;
    if (table.hiddenTokens[slot] === 0 || !Number.isNaN(table.visibleSeconds[slot]!)) return false;
    table.visibleSeconds[slot] = nowSeconds;
    const generated = table.hiddenTokens[slot]! + 1;
    if (generated === table.outputTokens[slot]) return false;
    this.#join(slot, generated);
    return true;
  }

  /** Sequences whose last token was in the step that ends now. */
  endSequences(nowSeconds: number): void {
    const table = this.#table;
    const { batch, kv } = this.#parts;
    for (let slot = batch.takeFinished(); slot !== NONE; ) {
      const next = table.next[slot]!;
      if (this.#goesOn(slot, nowSeconds)) {
        slot = next;
        continue;
      }
      kv.keepAnswer(slot, nowSeconds);
      kv.releaseGrown(slot, batch.contextOf(slot) - 1, nowSeconds);
      table.generatedTokens[slot] = table.outputTokens[slot]!;
      this.#end(slot, nowSeconds);
      slot = next;
    }
  }

  /** Prompts whose last chunk was in the step that ends now. */
  endPrompts(nowSeconds: number): void {
    const { completing } = this.#parts.prompts;
    for (let i = 0; i < completing.length; i++) this.#endPrompt(completing.at(i), nowSeconds);
    completing.clear();
  }

  #endPrompt(slot: number, nowSeconds: number): void {
    const table = this.#table;
    const { kv, events, leave } = this.#parts;
    const generated = table.generatedTokens[slot]! + 1;
    if (generated === 1) table.firstTokenSeconds[slot] = nowSeconds;
    else events.tokenGap(nowSeconds, nowSeconds - table.lastTokenSeconds[slot]!, 1);
    if (generated === table.hiddenTokens[slot]! + 1) table.visibleSeconds[slot] = nowSeconds;
    table.lastTokenSeconds[slot] = nowSeconds;
    table.generatedTokens[slot] = generated;
    if (generated >= table.outputTokens[slot]!) {
      kv.releaseReserved(slot, table.reservedBlocks[slot]!, nowSeconds);
      this.#end(slot, nowSeconds);
    } else if (this.#config.handsOver) {
      leave(slot);
      table.state[slot] = state.transferring;
      table.senderBlocks[slot] = table.reservedBlocks[slot]!;
      events.handedOver(slot, nowSeconds);
    } else this.start(slot);
  }

  #end(slot: number, nowSeconds: number): void {
    this.#parts.leave(slot);
    this.#parts.events.finished(slot, nowSeconds);
  }
}
