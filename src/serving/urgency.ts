// How urgent classes of requests are, as an instance sees it: levels from 0, the most urgent, and what a level may do to the
// levels behind it.

export interface Urgency {
  levelCount: number;
  /** A newcomer takes place and blocks from the less urgent; else it waits until they are free, as vLLM has it. */
  preempts: boolean;
  /** By level: runs only on an instance where nobody more urgent is, and leaves it at once when somebody comes. */
  onlyIdle: readonly boolean[];
  /** By level: most on an instance, and most of its prompt tokens in a step; Infinity for no such limit. */
  limits: readonly LevelLimits[];
}

export interface LevelLimits {
  maxSequences: number;
  maxStepTokens: number;
}

export const unlimited: LevelLimits = { maxSequences: Infinity, maxStepTokens: Infinity };

export const oneLevel: Urgency = { levelCount: 1, preempts: false, onlyIdle: [false], limits: [unlimited] };
