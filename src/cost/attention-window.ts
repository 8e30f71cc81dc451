// How far back the windowed layers of a model read. A window slides: the query at position c reads the last min(c, W) tokens.
// Or it restarts (Llama 4's chunked attention): only those of its own chunk of W tokens, ((c - 1) mod W) + 1, half as many
// on average, and next to nothing just after a boundary.

export interface AttentionWindow {
  /** Tokens a query of a windowed layer attends to at most; Infinity without a window. */
  readonly windowTokens: number;
  /** Whether windows are chunks that start anew at multiples of their size, instead of sliding. Absent: they slide. */
  readonly windowRestarts?: boolean | undefined;
}

/** Tokens read by a query that has `contextTokens`, itself included: of a single one, or where they slide, of a mean. */
export function reachTokens(
  contextTokens: number,
  { windowTokens, windowRestarts }: AttentionWindow,
): number {
  if (contextTokens <= windowTokens) return contextTokens;
  return windowRestarts ? ((contextTokens - 1) % windowTokens) + 1 : windowTokens;
}

/** Query-key pairs of the first `tokens` positions within the window, the integral of what each reads. */
function pairsUpTo(tokens: number, { windowTokens, windowRestarts }: AttentionWindow): number {
  if (tokens <= windowTokens) return tokens * (tokens / 2);
  const full = windowTokens * (windowTokens / 2);
  if (!windowRestarts) return full + (tokens - windowTokens) * windowTokens;
  const rest = tokens % windowTokens;
  return Math.floor(tokens / windowTokens) * full + rest * (rest / 2);
}

/** Pairs of `count` queries that follow on `before` tokens. */
export function windowPairs(before: number, count: number, window: AttentionWindow): number {
  // As a sum of its own, so that short contexts are exact.
  if (before + count <= window.windowTokens) return count * (before + count / 2);
  return pairsUpTo(before + count, window) - pairsUpTo(before, window);
}

/** Tokens that the queries from `fromTokens` to `toTokens` of context read on average. */
export function meanReachTokens(fromTokens: number, toTokens: number, window: AttentionWindow): number {
  if (!window.windowRestarts || toTokens <= fromTokens)
    return reachTokens((fromTokens + toTokens) / 2, window);
  return windowPairs(fromTokens, toTokens - fromTokens, window) / (toTokens - fromTokens);
}
