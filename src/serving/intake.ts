// When a scheduler takes notice of those who arrive. It may decide a step while the one before it runs (overlap scheduling:
// a newcomer misses the step that is queued already), look at its queue only every so many decode steps (SGLang's
// scheduler-recv-interval; a step with prompts makes it look again), and hold prompts back while others decode, until enough
// of them wait together: tokens (TensorRT-LLM's batch_wait_timeout_iters), or one for each attention data rank, which would
// wait for each other's prompts anyway (its attention_dp_config). An idle instance takes everything at once.
import type { WaitingQueue } from "./priority-queue.ts";
import { NONE, type RequestTable } from "./request-table.ts";
import type { Run } from "./run.ts";
import { SlotQueue } from "./slot-queue.ts";

/** Prompts wait until they and the decodes fill `tokens` of a step, or there are `sequences` of them; at most `steps` decode steps. */
export interface BatchWait {
  steps: number;
  tokens: number;
  sequences: number;
}

export interface IntakeConfig {
  /** Steps that are decided before the running one ends: 0 or 1. */
  lookaheadSteps: number;
  /** Decode steps between two looks at the queue. */
  pollSteps: number;
  batchWait: BatchWait | undefined;
}

const everyStep: IntakeConfig = { lookaheadSteps: 0, pollSteps: 1, batchWait: undefined };

export class Intake {
  /** Arrived, and not yet known to the scheduler. */
  readonly unseen: SlotQueue;
  readonly #table: RequestTable;
  readonly #config: IntakeConfig;
  /** Decode steps between the last look and the start of the run in progress. */
  #stepsSinceLook = 0;
  /** Who arrived by then is seen. */
  #seenUntilSeconds = 0;
  #heldSteps = 0;
  #holding = false;

  constructor(table: RequestTable, config: IntakeConfig = everyStep) {
    this.unseen = new SlotQueue(table);
    this.#table = table;
    this.#config = config;
  }

  /** Steps of the run in progress after which a newcomer is seen who comes before its step `covering` ends. */
  stepsUntilSeen(covering: number): number {
    const { lookaheadSteps, pollSteps } = this.#config;
    const steps = Math.max(1, covering + lookaheadSteps);
    const beyond = (this.#stepsSinceLook + steps) % pollSteps;
    return beyond === 0 ? steps : steps + pollSteps - beyond;
  }

  /** Most steps of a run of decodes while somebody waits to be seen, or to be let in. */
  stepsUntilNews(): number {
    const held = this.#holding ? this.#config.batchWait!.steps - this.#heldSteps : Number.POSITIVE_INFINITY;
    return this.unseen.length > 0 ? Math.min(held, this.stepsUntilSeen(0)) : held;
  }

  /** Books a run that ends: at which of its step boundaries did the scheduler look last? */
  ran(run: Run): void {
    const { lookaheadSteps, pollSteps } = this.#config;
    if (this.#holding) this.#heldSteps += run.steps;
    if (pollSteps === 1 && lookaheadSteps === 0) {
      this.#seenUntilSeconds = run.endSeconds;
      return;
    }
    const sinceLook = run.prefillTokens > 0 ? 0 : (this.#stepsSinceLook + run.steps) % pollSteps;
    const look = run.steps - sinceLook;
    if (look >= 1) this.#seenUntilSeconds = run.startSeconds + run.seconds(look - lookaheadSteps);
    this.#stepsSinceLook = sinceLook;
  }

  /** Moves those it has seen to `waiting`; everybody where there is nothing else to do. */
  see(waiting: WaitingQueue, idle: boolean): void {
    const { unseen } = this;
    const seen = idle ? Number.POSITIVE_INFINITY : this.#seenUntilSeconds;
    while (unseen.length > 0 && this.#table.queuedSeconds[unseen.head]! <= seen) waiting.push(unseen.shift());
  }

  /** Whether the step being formed lets prompts in from `waiting`, given that it `could`. */
  admits(could: boolean, waiting: WaitingQueue, decoding: number): boolean {
    this.#holding = could && this.#holds(waiting, decoding);
    return could && !this.#holding;
  }

  /** Do prompts have to wait for more of them? */
  #holds(waiting: WaitingQueue, decoding: number): boolean {
    const { batchWait } = this.#config;
    return (
      batchWait !== undefined &&
      waiting.length > 0 &&
      decoding > 0 &&
      this.#heldSteps < batchWait.steps &&
      waiting.length < batchWait.sequences &&
      !this.#fills(waiting, batchWait.tokens - decoding)
    );
  }

  /** Somebody was let in: the next has to wait anew. */
  admitted(): void {
    this.#heldSteps = 0;
  }

  #fills(waiting: WaitingQueue, tokens: number): boolean {
    const { next, inputTokens } = this.#table;
    let sum = 0;
    for (let slot = waiting.head; slot !== NONE && sum < tokens; slot = next[slot]!)
      sum += inputTokens[slot]!;
    return sum >= tokens;
  }
}
