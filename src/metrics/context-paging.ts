// What paging the context of agents did to what they send, against the same sessions without it: negative savings are said
// as such. It thrashes where more than half of what it evicts comes back (Mason, arXiv 2603.09023: 97 % in one session).
import type { ContextPagingTally } from "../workload/sessions/tally.ts";
import type { TokenTax } from "./result.ts";

/** Paging at the level of the context, of one role: completed requests, over the run, against the same sessions without. */
export interface ContextPagingResult {
  role: string;
  evictionCount: number;
  /** Requests that brought a message back. */
  faultCount: number;
  faultFraction: number;
  /** More than half of what is evicted comes back. */
  thrashing: boolean;
  billedTokens: number;
  billedWithoutTokens: number;
  /** Negative where paging costs more. */
  savedTokens: number;
  computedTokens: number;
  /** By a cache that loses nothing; all that is billed where there is none. */
  computedWithoutTokens: number;
  savedComputedTokens: number;
}

const thrashAbove = 0.5;

/** `cached`: prompts are looked up; else all of them are computed, with paging and without. */
export function contextPagingResult(
  tallies: readonly ContextPagingTally[],
  tax: TokenTax,
  cached: boolean,
): ContextPagingResult[] {
  return tallies.map(({ newWithoutTokens, ...tally }) => {
    const { inputTokens, cachedInputTokens, outputTokens } = tax.roles.find(
      ({ role }) => role === tally.role,
    )!;
    const computedTokens = inputTokens - cachedInputTokens + outputTokens;
    const computedWithoutTokens = cached ? newWithoutTokens : tally.billedWithoutTokens;
    const faultFraction = tally.evictionCount > 0 ? tally.faultCount / tally.evictionCount : 0;
    return {
      ...tally,
      faultFraction,
      thrashing: faultFraction > thrashAbove,
      savedTokens: tally.billedWithoutTokens - tally.billedTokens,
      computedTokens,
      computedWithoutTokens,
      savedComputedTokens: computedWithoutTokens - computedTokens,
    };
  });
}
