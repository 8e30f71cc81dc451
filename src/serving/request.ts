// What an arriving request is to the engine, and what policies may see of it.
import type { Retention } from "./prefix/prefix-index.ts";

/** One arrival. Sources fill a reused object: nothing is allocated per request. */
export interface Arrival {
  atSeconds: number;
  inputTokens: number;
  outputTokens: number;
  /** Hashes of the prompt's blocks, where a trace carries them; equal hash = equal prefix up to there. */
  blockHashes: readonly number[] | undefined;
  /** Hashes of all whole blocks once the answer is there: a next turn may begin with them. */
  answeredHashes?: readonly number[] | undefined;
  /** How much its blocks are worth keeping, where a cache goes by that. */
  retention?: Retention | undefined;
  /** What sort of request it is, for reports: an index whose meaning is the source's. */
  kindIndex?: number;
  /** Whose it is, of the classes of the workload. */
  classIndex?: number;
  /** Its number among the arrivals that the workload's own process paces, -1 for others; left out where that is all of them. */
  primaryIndex?: number | undefined;
  /** Of `outputTokens`, those before the first that the user sees; of `inputTokens`, those that an encoder makes of images. */
  hiddenTokens?: number;
  imageTokens?: number;
  /** LoRA adapter it wants; -1 for none. */
  adapterIndex?: number;
  /** What is asked: equal texts have one answer, texts of one topic may have. */
  textId?: number;
  topicId?: number;
}

/** Where requests come from. Times never decrease. */
export interface ArrivalSource {
  /** How many requests there will be in all, or undefined when the source cannot know. */
  readonly count: number | undefined;
  /** Of `count`, those that the workload's own process paces; left out where that is all of them. */
  readonly primaryCount?: number | undefined;
  /** Tokens per entry of `blockHashes`; 0 where the source has none. */
  readonly hashBlockTokens: number;
  /** Time of the next arrival; Infinity when none is known now. */
  nextSeconds(): number;
  /** Removes the next arrival into `out`. Only after a finite `nextSeconds()`. Requests are numbered from 0 as they are taken. */
  take(out: Arrival): void;
  /** Request number `id` ended (completed, rejected or failed): a closed loop answers with its user's next one. */
  finished(atSeconds: number, id: number, completed: boolean): void;
}

/** What routers and schedulers may know of a request. The true output length is not here, by type. */
export interface RequestView {
  readonly arrivedSeconds: number;
  readonly inputTokens: number;
  /** The limit the client stated. */
  readonly maxOutputTokens: number;
  readonly routedSeconds: number;
  readonly blockHashes: readonly number[] | undefined;
}
