// LoRA adapters on one instance: so many slots, the least recently used goes when another is needed, what is in use stays. Adapters
// come from the host one after the other over one port; a request waits for its own. A step takes longer by
//   overhead + adapters in use x bytes / memory bandwidth + tokens x 2 FLOP per parameter of an adapter / FLOP/s
// at TDP. In use is what requests here have, prompts or decodes, so it changes with them alone.
import type { Run } from "./run.ts";

export interface AdapterConfig {
  slotCount: number;
  /** Of one adapter, from the host, on all devices of the instance together. */
  loadSeconds: number;
  /** Of every step in which an adapter is in use. */
  stepSeconds: number;
  secondsPerAdapter: number;
  secondsPerToken: number;
  /** While adapters are at work. */
  watts: number;
}

interface Held {
  requests: number;
  readySeconds: number;
}

export const NO_ADAPTER = -1;

export class AdapterSlots {
  /** Requests that found their adapter, and adapters loaded for others. */
  hits = 0;
  loads = 0;
  /** In order of use. */
  readonly #held = new Map<number, Held>();
  #inUse = 0;
  #portFreeSeconds = 0;
  readonly #config: AdapterConfig;

  constructor(config: AdapterConfig) {
    this.#config = config;
  }

  /** Is it here, or is there a slot that nobody uses? */
  hasRoomFor(adapter: number): boolean {
    return adapter === NO_ADAPTER || this.#held.has(adapter) || this.#inUse < this.#config.slotCount;
  }

  /** One more request uses it; returns when it is here. */
  take(adapter: number, nowSeconds: number): number {
    if (adapter === NO_ADAPTER) return nowSeconds;
    let held = this.#held.get(adapter);
    if (held) {
      this.hits++;
      this.#held.delete(adapter);
    } else {
      this.loads++;
      this.#portFreeSeconds = Math.max(nowSeconds, this.#portFreeSeconds) + this.#config.loadSeconds;
      held = { requests: 0, readySeconds: this.#portFreeSeconds };
      if (this.#held.size >= this.#config.slotCount) this.#evict();
    }
    if (held.requests++ === 0) this.#inUse++;
    this.#held.set(adapter, held);
    return held.readySeconds;
  }

  release(adapter: number): void {
    if (adapter === NO_ADAPTER) return;
    if (--this.#held.get(adapter)!.requests === 0) this.#inUse--;
  }

  /** What adapters add to each step of a run that has just been planned. */
  slow(run: Run, tokens: number): void {
    if (this.#inUse === 0) return;
    const { stepSeconds, secondsPerAdapter, secondsPerToken, watts } = this.#config;
    const seconds = stepSeconds + this.#inUse * secondsPerAdapter + tokens * secondsPerToken;
    run.firstSeconds += seconds;
    run.firstJoules += seconds * watts;
  }

  #evict(): void {
    for (const [adapter, { requests }] of this.#held) {
      if (requests > 0) continue;
      this.#held.delete(adapter);
      return;
    }
  }
}
