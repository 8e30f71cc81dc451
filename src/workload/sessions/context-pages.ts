// Demand paging at the level of the context: a message is replaced by a stub some turns after it came. If it is needed
// again (a fault) the agent asks for it with a request of its own over the whole context, and it joins at the end, to be
// evicted again. Some messages may never go (`share`). What stands behind an evicted message moves, so caches lose it (Mason, arXiv 2603.09023).
import type { AgentRole } from "./schema.ts";

interface Page {
  /** Where in the context it begins. */
  startTokens: number;
  tokens: number;
  turn: number;
}

export class ContextPages {
  readonly #config: NonNullable<AgentRole["contextPaging"]>;
  readonly #random: () => number;
  readonly #mayGo: () => number;
  /** Messages that are whole, oldest first. */
  #pages: Page[] = [];
  /** Tokens of evicted messages that are needed again. */
  #faults: number[] = [];
  /** Tokens by which the context is shorter than without paging; less than none where faults made it longer. */
  absentTokens = 0;

  /** `random` draws faults, `mayGo` which messages may be evicted: one draw each. */
  constructor(config: NonNullable<AgentRole["contextPaging"]>, random: () => number, mayGo: () => number) {
    this.#config = config;
    this.#random = random;
    this.#mayGo = mayGo;
  }

  /** The next request asks for something back. */
  get faulting(): boolean {
    return this.#faults.length > 0;
  }

  add(startTokens: number, tokens: number, turn: number): void {
    if (this.#mayGo() < this.#config.share && tokens > this.#config.stub)
      this.#pages.push({ startTokens, tokens, turn });
  }

  /** Tokens of what comes back next, asked for in so many. */
  bringBack(askedTokens: number): number {
    const tokens = this.#faults.shift()!;
    this.absentTokens -= askedTokens + tokens;
    return tokens;
  }

  /** Evicts what is old enough; returns how many, by how much the context shrinks, and from where on it changes. */
  evict(turn: number): { messages: number; tokens: number; fromToken: number } {
    const { after, stub, faults } = this.#config;
    let tokens = 0;
    let fromToken = Number.POSITIVE_INFINITY;
    const whole: Page[] = [];
    for (const page of this.#pages) {
      const startTokens = page.startTokens - tokens;
      if (turn - page.turn < after) {
        whole.push({ ...page, startTokens });
        continue;
      }
      fromToken = Math.min(fromToken, startTokens);
      tokens += page.tokens - stub;
      if (this.#random() < faults) this.#faults.push(page.tokens);
    }
    const messages = this.#pages.length - whole.length;
    this.#pages = whole;
    this.absentTokens += tokens;
    return { messages, tokens, fromToken };
  }

  clear(): void {
    this.#pages = [];
    this.#faults = [];
    this.absentTokens = 0;
  }
}
