// Loads from tiers of the prefix cache, as events: of each link the time of its next load is known, until somebody starts
// another or writes to it. An event that comes too soon looks again; one that a later one replaced is stale.
import type { Instance } from "./instance.ts";
import type { KvTier } from "./kv-tiers.ts";

export interface TierEvents {
  /** `reached` is to be called then, unless `isStale`. */
  schedule(atSeconds: number, link: number, version: number): void;
  /** What `slot` loads from one tier is there then. */
  loaded(slot: number, atSeconds: number): void;
}

export class TierLoads {
  readonly #tiers: readonly KvTier[];
  readonly #places: ReadonlyMap<KvTier, number>;
  readonly #versions: number[];
  readonly #events: TierEvents;

  constructor(instances: readonly Instance[], events: TierEvents) {
    this.#tiers = [...new Set(instances.flatMap(({ kv }) => kv.tiers?.tiers ?? []))];
    this.#places = new Map(this.#tiers.map((tier, place) => [tier, place]));
    this.#versions = this.#tiers.map(() => 0);
    this.#events = events;
  }

  /** Somebody has started to load. */
  started({ kv }: Instance): void {
    for (const tier of kv.tiers?.tiers ?? []) this.#schedule(this.#places.get(tier)!);
  }

  isStale(place: number, version: number): boolean {
    return this.#versions[place] !== version;
  }

  reached(place: number, nowSeconds: number): void {
    const { link, config } = this.#tiers[place]!;
    for (const slot of link.reached(nowSeconds))
      this.#events.loaded(slot, nowSeconds + config.latencySeconds);
    this.#schedule(place);
  }

  #schedule(place: number): void {
    const atSeconds = this.#tiers[place]!.link.nextSeconds();
    if (atSeconds < Number.POSITIVE_INFINITY)
      this.#events.schedule(atSeconds, place, ++this.#versions[place]!);
  }
}
