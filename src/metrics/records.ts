// One record per request that ended, as columns, appended in order of ending and sorted by id once at the end. Beyond a
// million, records are no longer kept (the metrics do not need them); `complete` says so.
import type { RequestTable } from "../serving/request-table.ts";
import type { Status } from "../serving/sink.ts";
import type { RequestRecords } from "./result.ts";
import { MOST_EXACT } from "./value-store.ts";

export class RecordColumns {
  length = 0;
  /** Whether every request that ended is here. */
  complete = true;
  id: Float64Array;
  arrivedSeconds: Float64Array;
  firstTokenSeconds: Float64Array;
  finishedSeconds: Float64Array;
  inputTokens: Int32Array;
  cachedTokens: Int32Array;
  outputTokens: Int32Array;
  preemptions: Uint16Array;
  status: Uint8Array;
  classIndex: Uint8Array;

  /** A known count is allocated at once. */
  constructor(expectedRequests: number) {
    const expected = Math.min(expectedRequests, MOST_EXACT);
    this.id = new Float64Array(expected);
    this.arrivedSeconds = new Float64Array(expected);
    this.firstTokenSeconds = new Float64Array(expected);
    this.finishedSeconds = new Float64Array(expected);
    this.inputTokens = new Int32Array(expected);
    this.cachedTokens = new Int32Array(expected);
    this.outputTokens = new Int32Array(expected);
    this.preemptions = new Uint16Array(expected);
    this.status = new Uint8Array(expected);
    this.classIndex = new Uint8Array(expected);
  }

  append(table: RequestTable, slot: number, finishedSeconds: number, status: Status): void {
    if (this.length >= MOST_EXACT) {
      this.complete = false;
      return;
    }
    if (this.length === this.id.length) this.#grow();
    const i = this.length++;
    this.id[i] = table.id[slot]!;
    this.arrivedSeconds[i] = table.arrivedSeconds[slot]!;
    this.firstTokenSeconds[i] = table.firstTokenSeconds[slot]!;
    this.finishedSeconds[i] = finishedSeconds;
    this.inputTokens[i] = table.inputTokens[slot]!;
    this.cachedTokens[i] = table.cachedTokens[slot]!;
    this.outputTokens[i] = table.generatedTokens[slot]!;
    this.preemptions[i] = table.preemptions[slot]!;
    this.status[i] = status;
    this.classIndex[i] = table.classIndex[slot]!;
  }

  /** The records in order of arrival. */
  sorted(): RequestRecords {
    const { length } = this;
    const rankOf = new Uint32Array(length);
    if (this.complete) for (let i = 0; i < length; i++) rankOf[this.id[i]!] = i;
    else rankOf.set(Uint32Array.from({ length }, (_, i) => i).sort((a, b) => this.id[a]! - this.id[b]!));
    const pick = <T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T => {
      for (let i = 0; i < length; i++) to[i] = from[rankOf[i]!]!;
      return to;
    };
    return {
      length,
      complete: this.complete,
      id: pick(this.id, new Float64Array(length)),
      arrivedSeconds: pick(this.arrivedSeconds, new Float64Array(length)),
      firstTokenSeconds: pick(this.firstTokenSeconds, new Float64Array(length)),
      finishedSeconds: pick(this.finishedSeconds, new Float64Array(length)),
      inputTokens: pick(this.inputTokens, new Int32Array(length)),
      cachedTokens: pick(this.cachedTokens, new Int32Array(length)),
      outputTokens: pick(this.outputTokens, new Int32Array(length)),
      preemptions: pick(this.preemptions, new Uint16Array(length)),
      status: pick(this.status, new Uint8Array(length)),
      classIndex: pick(this.classIndex, new Uint8Array(length)),
    };
  }

  #grow(): void {
    const capacity = Math.min(MOST_EXACT, Math.max(1024, this.id.length * 2));
    const widen = <T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T => {
      to.set(from as never);
      return to;
    };
    this.id = widen(this.id, new Float64Array(capacity));
    this.arrivedSeconds = widen(this.arrivedSeconds, new Float64Array(capacity));
    this.firstTokenSeconds = widen(this.firstTokenSeconds, new Float64Array(capacity));
    this.finishedSeconds = widen(this.finishedSeconds, new Float64Array(capacity));
    this.inputTokens = widen(this.inputTokens, new Int32Array(capacity));
    this.cachedTokens = widen(this.cachedTokens, new Int32Array(capacity));
    this.outputTokens = widen(this.outputTokens, new Int32Array(capacity));
    this.preemptions = widen(this.preemptions, new Uint16Array(capacity));
    this.status = widen(this.status, new Uint8Array(capacity));
    this.classIndex = widen(this.classIndex, new Uint8Array(capacity));
  }
}
