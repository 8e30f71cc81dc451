// Prompt blocks in a store below the device, one by one: any block may be there without those before it. The least recently
// stored or used goes first; one that nobody asked for within its time to live is not there any more.
import { RecencyOrder } from "./recency-order.ts";

export interface BlockStoreConfig {
  capacityBlocks: number;
  ttlSeconds: number;
}

export class BlockStore {
  /** Told of blocks evicted for lack of room. */
  onEvict: ((hash: number, nowSeconds: number) => void) | undefined;
  readonly #config: BlockStoreConfig;
  readonly #places = new Map<number, number>();
  readonly #order = new RecencyOrder();
  readonly #hashes: number[] = [];
  readonly #usedSeconds: number[] = [];
  readonly #free: number[] = [];

  constructor(config: BlockStoreConfig) {
    this.#config = config;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Whether the block is there; forgets it if it has expired. */
  has(hash: number, nowSeconds: number): boolean {
    const place = this.#places.get(hash);
    if (place === undefined) return false;
    if (nowSeconds - this.#usedSeconds[place]! <= this.#config.ttlSeconds) return true;
    this.take(hash);
    return false;
  }

  /** Takes a block in, or notes that it was used; returns whether it is new. */
  insert(hash: number, nowSeconds: number): boolean {
    const known = this.#places.get(hash);
    const place = known ?? this.#free.pop() ?? this.#hashes.length;
    if (known === undefined) {
      this.#places.set(hash, place);
      this.#hashes[place] = hash;
    } else this.#order.remove(place);
    this.#usedSeconds[place] = nowSeconds;
    this.#order.push(place);
    while (this.size > this.#config.capacityBlocks) {
      const evicted = this.#hashes[this.#order.first()]!;
      this.onEvict?.(evicted, nowSeconds);
      this.take(evicted);
    }
    return known === undefined;
  }

  /** Gives a block up that is there. */
  take(hash: number): void {
    const place = this.#places.get(hash)!;
    this.#places.delete(hash);
    this.#order.remove(place);
    this.#free.push(place);
  }
}
