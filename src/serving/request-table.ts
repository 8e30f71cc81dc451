// Requests in flight as columns (one typed array per field), with slots recycled as requests end: the working set
// stays in cache however long the run. Lists (queues, finish buckets, admission order) are links between slots.
import type { Retention } from "./prefix/prefix-index.ts";

/** What schedulers and routers may read: no true output length, by type. */
export interface RequestColumns {
  readonly arrivedSeconds: Float64Array;
  readonly inputTokens: Int32Array;
  readonly maxOutputTokens: Int32Array;
}

export const NONE = -1;

/** Where a request is. */
export const state = {
  waiting: 0,
  prefilling: 1,
  decoding: 2,
  transferring: 3,
  joining: 4,
  loading: 5,
} as const;

export class RequestTable implements RequestColumns {
  capacity = 0;
  #free = NONE;
  id = new Float64Array(0);
  arrivedSeconds = new Float64Array(0);
  /** When it came to its instance. */
  queuedSeconds = new Float64Array(0);
  inputTokens = new Int32Array(0);
  maxOutputTokens = new Int32Array(0);
  /** True output length: only the engine's own bookkeeping holds this type. */
  outputTokens = new Int32Array(0);
  state = new Uint8Array(0);
  /** Instance that holds its KV, and the one it will decode on after a transfer. */
  instance = new Int32Array(0);
  destination = new Int32Array(0);
  generatedTokens = new Int32Array(0);
  /** Tokens of the prompt (after a preemption: prompt and generated) already in the KV cache. */
  prefilledTokens = new Int32Array(0);
  cachedTokens = new Int32Array(0);
  preemptions = new Uint16Array(0);
  firstTokenSeconds = new Float64Array(0);
  lastTokenSeconds = new Float64Array(0);
  prefillStartSeconds = new Float64Array(0);
  /** What it loads before its prompt goes on, cached blocks of so many tiers and an adapter, and since when. */
  awaited = new Uint8Array(0);
  loadingSinceSeconds = new Float64Array(0);
  /** When its adapter is where it was last admitted. */
  adapterSeconds = new Float64Array(0);
  /** Decode step counts of its instance when it joined and when it will finish; its context at joining. */
  joinStep = new Float64Array(0);
  finishStep = new Float64Array(0);
  /** How many had started to decode before it on its instance: of those that end together the last to start is the first. */
  startOrder = new Float64Array(0);
  joinContextTokens = new Int32Array(0);
  /** When it fills a KV block, as its batch counts. */
  blockPhase = new Int32Array(0);
  /** Tokens it gains per decode step on average: above one where drafts are accepted. */
  tokensPerStep = new Float64Array(0);
  /** Blocks it holds beyond what its context alone explains: reservations and per-sequence state. */
  reservedBlocks = new Int32Array(0);
  /** Blocks still held by the prefill instance until the transfer is done. */
  senderBlocks = new Int32Array(0);
  /** Links: queue or finish bucket, and admission order. */
  next = new Int32Array(0);
  previous = new Int32Array(0);
  orderNext = new Int32Array(0);
  orderPrevious = new Int32Array(0);
  /** Block hashes of the prompt, where the workload has them. */
  blockHashes: (readonly number[] | undefined)[] = [];
  /** Of all whole blocks once the answer is there. */
  answeredHashes: (readonly number[] | undefined)[] = [];
  /** How much its blocks are worth keeping, where the workload says so. */
  retention: (Retention | undefined)[] = [];
  /** What sort of request it is, for reports. */
  kind = new Uint16Array(0);
  /** Of its output, tokens before the first that the user sees, and when that one came; of its prompt, those of images. */
  hiddenTokens = new Int32Array(0);
  visibleSeconds = new Float64Array(0);
  imageTokens = new Int32Array(0);
  /** LoRA adapter it wants; -1 for none. */
  adapter = new Int32Array(0);
  /** Whose request it is, of the classes of the workload, and how urgent: level 0 goes first. */
  classIndex = new Uint8Array(0);
  level = new Uint8Array(0);
  /** What is asked, where something in front of the engines may know the answer, and whether it did. */
  textId = new Float64Array(0);
  topicId = new Float64Array(0);
  avoided = new Uint8Array(0);

  /** A slot for a new request; its fields are the caller's to fill. */
  take(): number {
    if (this.#free === NONE) this.#grow();
    const slot = this.#free;
    this.#free = this.next[slot]!;
    this.next[slot] = NONE;
    this.previous[slot] = NONE;
    this.orderNext[slot] = NONE;
    this.orderPrevious[slot] = NONE;
    return slot;
  }

  release(slot: number): void {
    this.blockHashes[slot] = undefined;
    this.answeredHashes[slot] = undefined;
    this.retention[slot] = undefined;
    this.next[slot] = this.#free;
    this.#free = slot;
  }

  #grow(): void {
    const from = this.capacity;
    const to = Math.max(256, from * 2);
    const f64 = (column: Float64Array<ArrayBuffer>) => widen(column, new Float64Array(to));
    const i32 = (column: Int32Array<ArrayBuffer>) => widen(column, new Int32Array(to));
    this.id = f64(this.id);
    this.arrivedSeconds = f64(this.arrivedSeconds);
    this.queuedSeconds = f64(this.queuedSeconds);
    this.firstTokenSeconds = f64(this.firstTokenSeconds);
    this.lastTokenSeconds = f64(this.lastTokenSeconds);
    this.prefillStartSeconds = f64(this.prefillStartSeconds);
    this.loadingSinceSeconds = f64(this.loadingSinceSeconds);
    this.adapterSeconds = f64(this.adapterSeconds);
    this.awaited = widen(this.awaited, new Uint8Array(to));
    this.joinStep = f64(this.joinStep);
    this.tokensPerStep = f64(this.tokensPerStep);
    this.finishStep = f64(this.finishStep);
    this.startOrder = f64(this.startOrder);
    this.textId = f64(this.textId);
    this.topicId = f64(this.topicId);
    this.avoided = widen(this.avoided, new Uint8Array(to));
    this.inputTokens = i32(this.inputTokens);
    this.maxOutputTokens = i32(this.maxOutputTokens);
    this.outputTokens = i32(this.outputTokens);
    this.instance = i32(this.instance);
    this.destination = i32(this.destination);
    this.generatedTokens = i32(this.generatedTokens);
    this.prefilledTokens = i32(this.prefilledTokens);
    this.cachedTokens = i32(this.cachedTokens);
    this.joinContextTokens = i32(this.joinContextTokens);
    this.blockPhase = i32(this.blockPhase);
    this.reservedBlocks = i32(this.reservedBlocks);
    this.senderBlocks = i32(this.senderBlocks);
    this.next = i32(this.next);
    this.previous = i32(this.previous);
    this.orderNext = i32(this.orderNext);
    this.orderPrevious = i32(this.orderPrevious);
    this.state = widen(this.state, new Uint8Array(to));
    this.preemptions = widen(this.preemptions, new Uint16Array(to));
    this.adapter = i32(this.adapter);
    this.hiddenTokens = i32(this.hiddenTokens);
    this.visibleSeconds = f64(this.visibleSeconds);
    this.imageTokens = i32(this.imageTokens);
    this.classIndex = widen(this.classIndex, new Uint8Array(to));
    this.level = widen(this.level, new Uint8Array(to));
    this.kind = widen(this.kind, new Uint16Array(to));
    for (let slot = to - 1; slot >= from; slot--) {
      this.next[slot] = this.#free;
      this.#free = slot;
    }
    this.capacity = to;
  }
}

function widen<T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
