// In front of the engines: a request is looked up there first, and may get an answer that somebody else's computed. Those who
// asked the same while it is under way end with the one that is computed, one way or the other.
import { type AnswerCache, avoided, isElsewhere } from "./answer-cache.ts";
import type { Arrival } from "./request.ts";
import type { RequestTable } from "./request-table.ts";
import { type Status, status } from "./sink.ts";

export interface FrontEvents {
  /** The look-up is done then; `looked` has to be called. */
  looking(slot: number, untilSeconds: number): void;
  /** Nothing answered it: it is the engines'. */
  unanswered(slot: number, nowSeconds: number): void;
  ended(slot: number, nowSeconds: number, how: Status): void;
}

export class Front {
  readonly #answers: AnswerCache;
  readonly #table: RequestTable;
  readonly #events: FrontEvents;

  constructor(answers: AnswerCache, table: RequestTable, events: FrontEvents) {
    this.#answers = answers;
    this.#table = table;
    this.#events = events;
  }

  /** What stands here may answer; that, or that it cannot, takes the time of a look-up. */
  ask(slot: number, { textId, topicId }: Arrival, nowSeconds: number): void {
    const table = this.#table;
    table.textId[slot] = textId!;
    table.topicId[slot] = topicId!;
    const verdict = this.#answers.ask(slot, textId!, topicId!, nowSeconds);
    table.avoided[slot] = verdict;
    if (verdict === avoided.deduplicated) return;
    const { lookupSeconds, retrySeconds = 0 } = this.#answers.config;
    const delay = lookupSeconds + (verdict === avoided.askedAgain ? retrySeconds : 0);
    this.#events.looking(slot, nowSeconds + delay);
  }

  looked(slot: number, nowSeconds: number): void {
    const how = this.#table.avoided[slot]!;
    if (how === avoided.answered || how === avoided.falselyAnswered) this.#giveAnswer(slot, nowSeconds);
    else this.#events.unanswered(slot, nowSeconds);
  }

  /** A request ends: so do those who asked the same and wait for it. */
  tellFollowers(slot: number, nowSeconds: number, how: Status): void {
    const table = this.#table;
    if (isElsewhere(table.avoided[slot]!) || how === status.rejected) return;
    const textId = table.textId[slot]!;
    const answered = how === status.completed;
    const followers = answered
      ? this.#answers.answered(textId, table.topicId[slot]!, nowSeconds)
      : this.#answers.ended(textId);
    for (const follower of followers) {
      if (answered) this.#giveAnswer(follower, nowSeconds);
      else this.#events.ended(follower, nowSeconds, how);
    }
  }

  #giveAnswer(slot: number, nowSeconds: number): void {
    this.#table.firstTokenSeconds[slot] = nowSeconds;
    this.#table.visibleSeconds[slot] = nowSeconds;
    this.#table.generatedTokens[slot] = this.#table.outputTokens[slot]!;
    this.#events.ended(slot, nowSeconds, status.completed);
  }
}
