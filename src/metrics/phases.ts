// Where requests spent the time to their first token, and in a disaggregated deployment to their second: queue, prefill,
// blocked until the decode side has a place, transfer, waiting for its next step, that step. Means over the same requests as
// those of latencies, told apart by what the run did and not by a model: parts sum to their total.
import type { RequestTable } from "../serving/request-table.ts";
import type { HandOvers } from "./hand-over.ts";

export interface Phases {
  /** Time to first token: until the prompt is in a step; from there on; of requests answered before the engines. */
  queueSeconds: number;
  prefillSeconds: number;
  frontSeconds: number;
  /** Time to the second token, of those that have one. Undefined where one pool does both, or nobody has. */
  handOver: HandOverPhases | undefined;
}

/** In order, but for `stillSeconds`. */
export interface HandOverPhases {
  queueSeconds: number;
  /** Of `queueSeconds`: the prefill instance stood still, its memory full of caches that wait for a place to decode. */
  stillSeconds: number;
  prefillSeconds: number;
  /** Until the decode side has a place. */
  blockedSeconds: number;
  /** What the prefill did not hide of it; waiting for the link included. */
  transferSeconds: number;
  /** Until the step in progress on the decode side ends. */
  joinSeconds: number;
  stepSeconds: number;
  /** What these add to the mean time per output token. */
  blockedSecondsPerToken: number;
  transferSecondsPerToken: number;
  joinSecondsPerToken: number;
}

const none = (): HandOverPhases => ({
  queueSeconds: 0,
  stillSeconds: 0,
  prefillSeconds: 0,
  blockedSeconds: 0,
  transferSeconds: 0,
  joinSeconds: 0,
  stepSeconds: 0,
  blockedSecondsPerToken: 0,
  transferSecondsPerToken: 0,
  joinSecondsPerToken: 0,
});

export class PhaseTotals {
  #requests = 0;
  #queueSeconds = 0;
  #prefillSeconds = 0;
  #frontSeconds = 0;
  #handedOver = 0;
  readonly #handOver = none();

  /** A completed request that was answered before the engines. */
  addFront(ttftSeconds: number): void {
    this.#requests++;
    this.#frontSeconds += ttftSeconds;
  }

  /** A completed request that an engine computed. */
  add(table: RequestTable, slot: number, handOvers: HandOvers | undefined): void {
    const started = table.prefillStartSeconds[slot]!;
    const first = table.firstTokenSeconds[slot]!;
    const queueSeconds = started - table.arrivedSeconds[slot]!;
    this.#requests++;
    this.#queueSeconds += queueSeconds;
    this.#prefillSeconds += first - started;
    const gaps = table.generatedTokens[slot]! - 1;
    if (handOvers === undefined || gaps === 0) return;
    const admitted = handOvers.admittedSeconds[slot]!;
    const there = handOvers.arrivedSeconds[slot]!;
    const joined = handOvers.joinedSeconds[slot]!;
    const sum = this.#handOver;
    this.#handedOver++;
    sum.queueSeconds += queueSeconds;
    sum.stillSeconds += handOvers.stillSeconds[slot]!;
    sum.prefillSeconds += first - started;
    sum.blockedSeconds += admitted - first;
    sum.transferSeconds += there - admitted;
    sum.joinSeconds += joined - there;
    sum.stepSeconds += handOvers.secondTokenSeconds[slot]! - joined;
    sum.blockedSecondsPerToken += (admitted - first) / gaps;
    sum.transferSecondsPerToken += (there - admitted) / gaps;
    sum.joinSecondsPerToken += (joined - there) / gaps;
  }

  /** Undefined where nothing was completed. */
  result(): Phases | undefined {
    if (this.#requests === 0) return undefined;
    const means = Object.entries(this.#handOver).map(([name, sum]) => [name, sum / this.#handedOver]);
    return {
      queueSeconds: this.#queueSeconds / this.#requests,
      prefillSeconds: this.#prefillSeconds / this.#requests,
      frontSeconds: this.#frontSeconds / this.#requests,
      handOver: this.#handedOver === 0 ? undefined : (Object.fromEntries(means) as unknown as HandOverPhases),
    };
  }
}
