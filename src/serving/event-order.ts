// At equal times events are served in this order (docs/decisions/0003-event-order.md), so that a batch is formed only after
// everything that happens at that instant. Arrivals come before all of them: they are not queued but pulled from the source.

export const order = {
  tokenised: 0,
  looked: 1,
  transferDone: 2,
  /** The link of a tier has given a load what it asked for; `loaded` follows, the latency later. */
  carried: 3,
  loaded: 4,
  /** The adapter of a sequence whose KV was there before it. */
  joinable: 5,
  stepEnd: 6,
  form: 7,
} as const;
