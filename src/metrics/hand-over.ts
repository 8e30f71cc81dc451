// When a request of a disaggregated deployment got from its prefill to its decode instance: admitted there, its KV cache
// there, in a step, its second token. Also when prefill instances stood still while somebody waited for them, which they do
// where their memory holds caches that wait for a place to decode. Nothing of it is kept where one pool does both.
import type { Instance } from "../serving/instance.ts";
import { type RequestTable, state } from "../serving/request-table.ts";
import { SlotList } from "../serving/slot-list.ts";

const PREFILL_POOL = 0;

export class HandOvers {
  /** By slot; valid from the moment itself to the end of the request. */
  admittedSeconds = new Float64Array(0);
  arrivedSeconds = new Float64Array(0);
  joinedSeconds = new Float64Array(0);
  secondTokenSeconds = new Float64Array(0);
  /** By slot: how long its prefill instance stood still while it waited there. */
  stillSeconds = new Float64Array(0);
  #table: RequestTable | undefined;
  /** By instance: whose cache is there, or under way, and who has not been in a step. */
  readonly #joining: SlotList[] = [];
  readonly #pauses: Pauses[] = [];

  transferring(table: RequestTable, slot: number, nowSeconds: number, arrivesSeconds: number): void {
    this.#table = table;
    if (slot >= this.admittedSeconds.length) this.#widen(table.capacity);
    this.admittedSeconds[slot] = nowSeconds;
    this.arrivedSeconds[slot] = arrivesSeconds;
    const pauses = this.#pauses[table.instance[slot]!]!;
    this.stillSeconds[slot] =
      pauses.until(table.prefillStartSeconds[slot]!) - pauses.until(table.queuedSeconds[slot]!);
    const { destination } = table;
    this.#joining[destination[slot]!] ??= new SlotList();
    this.#joining[destination[slot]!]!.push(slot);
  }

  ran({ pool, index, run }: Instance, endSeconds: number): void {
    if (pool === PREFILL_POOL) {
      this.#pauses[index] ??= new Pauses();
      this.#pauses[index].ran(run.startSeconds, endSeconds);
      return;
    }
    const joining = this.#joining[index];
    if (run.batch > 0 && joining !== undefined && joining.length > 0)
      this.#join(joining, run.startSeconds, run.startSeconds + run.seconds(1));
  }

  /** Who decodes at the end of a run did so since its beginning. */
  #join(joining: SlotList, startSeconds: number, tokenSeconds: number): void {
    const { length } = joining;
    joining.clear();
    // Those who stay are written where others have been read.
    for (let i = 0; i < length; i++) {
      const slot = joining.at(i);
      if (this.#table!.state[slot] !== state.decoding) joining.push(slot);
      else {
        this.joinedSeconds[slot] = startSeconds;
        this.secondTokenSeconds[slot] = tokenSeconds;
      }
    }
  }

  #widen(capacity: number): void {
    const widen = (from: Float64Array) => {
      const to = new Float64Array(capacity);
      to.set(from);
      return to;
    };
    this.admittedSeconds = widen(this.admittedSeconds);
    this.arrivedSeconds = widen(this.arrivedSeconds);
    this.joinedSeconds = widen(this.joinedSeconds);
    this.secondTokenSeconds = widen(this.secondTokenSeconds);
    this.stillSeconds = widen(this.stillSeconds);
  }
}

/** Times between the steps of an instance. */
class Pauses {
  /** When each began, when it ended, and how long it and those before it took. */
  readonly #starts: number[] = [0];
  readonly #ends: number[] = [0];
  readonly #sums: number[] = [0];
  #lastEndSeconds = 0;

  ran(startSeconds: number, endSeconds: number): void {
    if (startSeconds > this.#lastEndSeconds) {
      this.#sums.push(this.#sums.at(-1)! + startSeconds - this.#lastEndSeconds);
      this.#starts.push(this.#lastEndSeconds);
      this.#ends.push(startSeconds);
    }
    this.#lastEndSeconds = endSeconds;
  }

  /** How long the instance stood still up to an instant. */
  until(seconds: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= seconds) low = middle;
      else high = middle;
    }
    return this.#sums[low]! - Math.max(0, this.#ends[low]! - seconds);
  }
}
