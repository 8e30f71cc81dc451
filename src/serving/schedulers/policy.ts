// A scheduler policy decides three things about the next step; the instance does the rest. It sees counts, never
// output lengths.

/** What a policy may know of its instance. */
export interface SchedulerView {
  /** Tokens that decodes take of the next step: one per sequence, more where drafts are verified. */
  readonly decoding: number;
  readonly maxBatchedTokens: number;
}

export interface SchedulerPolicy {
  readonly name: string;
  /** Do running decodes take part in a step that prefills? */
  readonly mixes: boolean;
  /** May a prompt be split over several steps? */
  readonly chunks: boolean;
  /** Prompt tokens the next step may process; 0 for none. */
  prefillBudgetTokens(view: SchedulerView): number;
}
