// Loads from tiers of the prefix cache, as events: of each link the time of its next load is known, until somebody starts
// another or writes to it. An event that comes too soon looks again; one that a later one replaced is stale.
import type { SharedLink } from "../des/shared-link.ts";
import type { Instance } from "./instance.ts";

export interface TierEvents {
  /** `reached` is to be called then, unless `isStale`. */
  schedule(atSeconds: number, link: number, version: number): void;
  /** What `slot` loads from one tier is there then. */
  loaded(slot: number, atSeconds: number): void;
}

export class TierLoads {
  readonly #links: readonly SharedLink[];
  readonly #places: ReadonlyMap<SharedLink, number>;
  readonly #latencySeconds: readonly number[];
  readonly #versions: number[];
  readonly #events: TierEvents;

  constructor(instances: readonly Instance[], events: TierEvents) {
    const tiers = instances.flatMap(({ kv }) => kv.tiers?.tiers ?? []);
    const latencies = new Map(tiers.map(({ link, config }) => [link, config.latencySeconds]));
    this.#links = [...latencies.keys()];
    this.#latencySeconds = [...latencies.values()];
    this.#places = new Map(this.#links.map((link, place) => [link, place]));
    this.#versions = this.#links.map(() => 0);
    this.#events = events;
  }

  /** Somebody has started to load. */
  started({ kv }: Instance): void {
    for (const { link } of kv.tiers?.tiers ?? []) this.#schedule(this.#places.get(link)!);
  }

  isStale(place: number, version: number): boolean {
    return this.#versions[place] !== version;
  }

  reached(place: number, nowSeconds: number): void {
    const readySeconds = nowSeconds + this.#latencySeconds[place]!;
    for (const slot of this.#links[place]!.reached(nowSeconds)) this.#events.loaded(slot, readySeconds);
    this.#schedule(place);
  }

  #schedule(place: number): void {
    const atSeconds = this.#links[place]!.nextSeconds();
    if (atSeconds < Number.POSITIVE_INFINITY)
      this.#events.schedule(atSeconds, place, ++this.#versions[place]!);
  }
}
