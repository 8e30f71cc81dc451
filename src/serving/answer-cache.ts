// What stands in front of the engines and answers without them: the same text asked again while its answer is under way
// waits for that one (deduplication); the same text, or one about the same topic that is recognised as such, gets the
// answer that is kept (exact and semantic cache). A recognised text may still want another answer: a false hit.

export interface AnswerCacheConfig {
  deduplicate: boolean;
  /** Answers kept, the least recently used goes first; 0 keeps none. */
  answerCount: number;
  ttlSeconds: number;
  /** Of every request that is looked up. */
  lookupSeconds: number;
  /** Share of texts about a kept topic that are recognised. */
  recallFraction: number;
  /** Share of those whose answer is wrong. */
  falseHitFraction: number;
  /** A wrong answer is asked again so much later, past the cache; undefined: it is taken. */
  retrySeconds: number | undefined;
}

export const avoided = { no: 0, deduplicated: 1, answered: 2, falselyAnswered: 3, askedAgain: 4 } as const;
export type Avoided = (typeof avoided)[keyof typeof avoided];

/** The engines did not answer it. */
export const isElsewhere = (how: number): boolean => how !== avoided.no && how !== avoided.askedAgain;

interface Entry {
  topicId: number;
  atSeconds: number;
}

export class AnswerCache {
  readonly config: AnswerCacheConfig;
  readonly #random: () => number;
  /** By text, in order of use. */
  readonly #entries = new Map<number, Entry>();
  /** Some kept text of each topic. */
  readonly #topics = new Map<number, number>();
  /** Slots that wait for the answer to the text being computed. */
  readonly #followers = new Map<number, number[]>();

  constructor(config: AnswerCacheConfig, random: () => number) {
    this.config = config;
    this.#random = random;
  }

  /** What becomes of a request; one that is computed leads those who ask the same. */
  ask(slot: number, textId: number, topicId: number, nowSeconds: number): Avoided {
    const followers = this.#followers.get(textId);
    if (followers) {
      followers.push(slot);
      return avoided.deduplicated;
    }
    const verdict = this.#lookUp(textId, topicId, nowSeconds);
    if (this.config.deduplicate && (verdict === avoided.no || verdict === avoided.askedAgain))
      this.#followers.set(textId, []);
    return verdict;
  }

  /** An answer is there: it is kept, and those who waited for it are returned. */
  answered(textId: number, topicId: number, nowSeconds: number): readonly number[] {
    const { answerCount } = this.config;
    if (answerCount > 0) {
      this.#forget(textId);
      this.#entries.set(textId, { topicId, atSeconds: nowSeconds });
      this.#topics.set(topicId, textId);
      if (this.#entries.size > answerCount) this.#forget(this.#entries.keys().next().value!);
    }
    return this.ended(textId);
  }

  /** It ended without an answer. */
  ended(textId: number): readonly number[] {
    const followers = this.#followers.get(textId) ?? [];
    this.#followers.delete(textId);
    return followers;
  }

  #lookUp(textId: number, topicId: number, nowSeconds: number): Avoided {
    if (this.#touch(textId, nowSeconds)) return avoided.answered;
    const similar = this.#topics.get(topicId);
    if (similar === undefined || !this.#touch(similar, nowSeconds)) return avoided.no;
    if (this.#random() >= this.config.recallFraction) return avoided.no;
    if (this.#random() >= this.config.falseHitFraction) return avoided.answered;
    return this.config.retrySeconds === undefined ? avoided.falselyAnswered : avoided.askedAgain;
  }

  /** Whether the answer is kept; it is the most recently used then. */
  #touch(textId: number, nowSeconds: number): boolean {
    const entry = this.#entries.get(textId);
    if (entry === undefined) return false;
    if (nowSeconds - entry.atSeconds > this.config.ttlSeconds) {
      this.#forget(textId);
      return false;
    }
    this.#entries.delete(textId);
    this.#entries.set(textId, entry);
    return true;
  }

  #forget(textId: number): void {
    const entry = this.#entries.get(textId);
    if (entry === undefined) return;
    this.#entries.delete(textId);
    if (this.#topics.get(entry.topicId) === textId) this.#topics.delete(entry.topicId);
  }
}
