// Requests that something in front of the engines answered, and what that saved. The chain reconciles exactly:
// input = deduplicated + answered by the cache + found in prefix caches + computed.
import { avoided } from "../serving/answer-cache.ts";
import type { RequestTable } from "../serving/request-table.ts";

/** What was answered in front of the engines: completed requests, over the run. */
export interface Avoidance {
  deduplicatedRequests: number;
  answeredRequests: number;
  /** Answered wrongly, taken or asked again. */
  falseHitRequests: number;
  /** The sum of the next four. */
  inputTokens: number;
  deduplicatedInputTokens: number;
  answeredInputTokens: number;
  cachedInputTokens: number;
  computedInputTokens: number;
  avoidedOutputTokens: number;
}

export class AvoidanceTotals {
  #deduplicatedRequests = 0;
  #deduplicatedInputTokens = 0;
  #answeredRequests = 0;
  #answeredInputTokens = 0;
  #avoidedOutputTokens = 0;
  #falseHitRequests = 0;

  add(table: RequestTable, slot: number): void {
    const how = table.avoided[slot]!;
    if (how === avoided.falselyAnswered || how === avoided.askedAgain) this.#falseHitRequests++;
    if (how === avoided.askedAgain) return;
    this.#avoidedOutputTokens += table.generatedTokens[slot]!;
    if (how === avoided.deduplicated) {
      this.#deduplicatedRequests++;
      this.#deduplicatedInputTokens += table.inputTokens[slot]!;
    } else {
      this.#answeredRequests++;
      this.#answeredInputTokens += table.inputTokens[slot]!;
    }
  }

  result({ input, cachedInput }: { input: number; cachedInput: number }): Avoidance {
    return {
      deduplicatedRequests: this.#deduplicatedRequests,
      answeredRequests: this.#answeredRequests,
      falseHitRequests: this.#falseHitRequests,
      inputTokens: input,
      deduplicatedInputTokens: this.#deduplicatedInputTokens,
      answeredInputTokens: this.#answeredInputTokens,
      cachedInputTokens: cachedInput,
      computedInputTokens: input - this.#deduplicatedInputTokens - this.#answeredInputTokens - cachedInput,
      avoidedOutputTokens: this.#avoidedOutputTokens,
    };
  }
}
