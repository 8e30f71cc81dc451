// What generators know of a role's answered requests and no engine sees: what the same sessions would have sent without
// paging of their context, or without the plans of earlier tasks. Every other draw is the same without, so this is exact for
// an agent by itself; what it delegates is not in it.

export interface ContextPagingTally {
  role: string;
  evictionCount: number;
  /** Requests that brought a message back. */
  faultCount: number;
  /** Input and output, those of faults included. */
  billedTokens: number;
  billedWithoutTokens: number;
  /** Of the latter, each token of an agent once, the system prompt once for all: what a cache that loses nothing would leave. */
  newWithoutTokens: number;
}

/** Input and output that reused plans spared agents of a role; negative where plans that mislead cost more. */
export interface PlanTally {
  role: string;
  avoidedTokens: number;
}

export const noContextPaging = (role: string): ContextPagingTally => ({
  role,
  evictionCount: 0,
  faultCount: 0,
  billedTokens: 0,
  billedWithoutTokens: 0,
  newWithoutTokens: 0,
});
