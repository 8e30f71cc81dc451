// Requests that reason before they answer: tokens that nobody sees, and when the first visible one comes. Completed requests; the
// time of those that arrived in the window, the tokens over the run.
import type { RequestTable } from "../serving/request-table.ts";
import type { LatencySummary } from "./result.ts";
import { ValueStore } from "./value-store.ts";

export interface ReasoningResult {
  requests: number;
  /** Generated and hidden: part of the output tokens. */
  hiddenTokens: number;
  /** Arrival to the end of the step that yields the first token the user sees. */
  visibleTtftSeconds: LatencySummary;
  /** Cost over visible output alone; null without a price. */
  usdPerMillionVisibleTokens: number | null;
}

export class ReasoningTotals {
  #requests = 0;
  #hidden = 0;
  #output = 0;
  readonly #visible = new ValueStore();

  add(table: RequestTable, slot: number, counted: boolean): void {
    const hidden = table.hiddenTokens[slot]!;
    this.#output += table.generatedTokens[slot]!;
    if (hidden === 0) return;
    this.#requests++;
    this.#hidden += hidden;
    if (counted) this.#visible.add(table.visibleSeconds[slot]! - table.arrivedSeconds[slot]!);
  }

  /** `usdPerMillionOutputTokens`: over all output, hidden too. */
  result(usdPerMillionOutputTokens: number | null): ReasoningResult | undefined {
    if (this.#requests === 0) return undefined;
    const visibleTokens = this.#output - this.#hidden;
    return {
      requests: this.#requests,
      hiddenTokens: this.#hidden,
      visibleTtftSeconds: this.#visible.summary(),
      usdPerMillionVisibleTokens:
        usdPerMillionOutputTokens === null || visibleTokens === 0
          ? null
          : (usdPerMillionOutputTokens * this.#output) / visibleTokens,
    };
  }
}
