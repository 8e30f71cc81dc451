// What the agents of a role ask, turn by turn, so that what stands in front of the engines can answer it: a share of turns can be
// understood without what came before (`standalone`); those draw a topic by popularity (Zipf) and ask it in its usual words or
// in words of their own, as `workload.queries` does. The usual words have one answer, of one length. Other turns, and
// requests that are no turn (summaries, plans, faults), ask what nobody else does.
import { z } from "zod";
import { fraction } from "../../base/quantity.ts";
import type { RandomStream } from "../../base/random.ts";
import { zipfQuantile } from "../zipf.ts";

export const questionsSchema = z.strictObject({
  topics: z.int().min(1).max(10_000_000).meta({ description: "things agents of this role ask about" }),
  zipf: z.number().min(0).max(5).default(1).meta({ description: "popularity of topic k is k to minus this" }),
  verbatim: fraction()
    .default(0)
    .meta({ description: "share of standalone turns in the usual words of their topic" }),
  standalone: fraction().meta({
    description:
      "share of turns whose answer does not depend on what came before in the session; only these can be answered in front",
  }),
});
export type Questions = z.output<typeof questionsSchema>;

export interface Question {
  textId: number;
  topicId: number;
  /** Of the usual words; undefined where nobody asked in these words before. */
  answerTokens: number | undefined;
}

/** What a role asks: topics are its own, from `firstTopicId` on. */
export class RoleQuestions {
  readonly #spec: Questions;
  readonly #firstTopicId: number;
  readonly #topicAt: (fraction: number) => number;
  readonly #ownText: () => number;
  readonly #drawAnswer: (topic: number) => number;
  readonly #answers = new Map<number, number>();

  /** `ownText` gives a number nobody had before; `drawAnswer` depends on the topic alone, not on who asks first. */
  constructor(
    spec: Questions,
    firstTopicId: number,
    ownText: () => number,
    drawAnswer: (topic: number) => number,
  ) {
    this.#spec = spec;
    this.#firstTopicId = firstTopicId;
    this.#topicAt = zipfQuantile(spec.topics, spec.zipf);
    this.#ownText = ownText;
    this.#drawAnswer = drawAnswer;
  }

  /** Questions of one agent, from a stream of its own. */
  asker(random: RandomStream): () => Question {
    return () => this.#next(random);
  }

  /** Three draws each, whatever becomes of them. */
  #next(random: RandomStream): Question {
    const standalone = random() < this.#spec.standalone;
    const topic = this.#topicAt(random());
    const usual = random() < this.#spec.verbatim;
    if (!standalone) return alone(this.#ownText());
    const topicId = this.#firstTopicId + topic;
    if (!usual) return { textId: this.#ownText(), topicId, answerTokens: undefined };
    return { textId: topicId, topicId, answerTokens: this.#answerTokens(topic) };
  }

  #answerTokens(topic: number): number {
    const known = this.#answers.get(topic) ?? this.#drawAnswer(topic);
    this.#answers.set(topic, known);
    return known;
  }
}

/** A question that nobody else asks, about something nobody else asks about. */
export const alone = (textId: number): Question => ({ textId, topicId: textId, answerTokens: undefined });
