// Who was used longest ago: lists of ids in order of last use, one for each level; the lowest level goes first. Linked through
// columns, so that a change costs the same however many there are.

const NONE = -1;
/** Of an id that no list holds. */
const ABSENT = -2;

export class RecencyOrder {
  /** Neighbours in order of last use. */
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  #levelOf = new Uint8Array(0);
  /** Ends of the lists. */
  readonly #oldest: Int32Array;
  readonly #newest: Int32Array;

  constructor(levels = 1) {
    this.#oldest = new Int32Array(levels).fill(NONE);
    this.#newest = new Int32Array(levels).fill(NONE);
  }

  holds(id: number): boolean {
    return id < this.#older.length && this.#older[id] !== ABSENT;
  }

  /** Becomes the most recently used of its level. */
  push(id: number, level = 0): void {
    this.#makeRoom(id);
    this.#levelOf[id] = level;
    this.#link(this.#newest[level]!, id, NONE);
  }

  /** `id` was last used with `other`, and goes right after it. */
  pushAfter(other: number, id: number): void {
    this.#makeRoom(id);
    this.#levelOf[id] = this.#levelOf[other]!;
    this.#link(other, id, this.#newer[other]!);
  }

  remove(id: number): void {
    const older = this.#older[id]!;
    const newer = this.#newer[id]!;
    const level = this.#levelOf[id]!;
    if (older === NONE) this.#oldest[level] = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest[level] = older;
    else this.#older[newer] = older;
    this.#older[id] = ABSENT;
  }

  /** Only where there is one. */
  first(): number {
    let level = 0;
    while (this.#oldest[level] === NONE) level++;
    return this.#oldest[level]!;
  }

  #link(older: number, id: number, newer: number): void {
    const level = this.#levelOf[id]!;
    this.#older[id] = older;
    this.#newer[id] = newer;
    if (older === NONE) this.#oldest[level] = id;
    else this.#newer[older] = id;
    if (newer === NONE) this.#newest[level] = id;
    else this.#older[newer] = id;
  }

  #makeRoom(id: number): void {
    const from = this.#older.length;
    if (id < from) return;
    const to = Math.max(256, 2 * from, id + 1);
    const older = new Int32Array(to).fill(ABSENT);
    older.set(this.#older);
    this.#older = older;
    const newer = new Int32Array(to);
    newer.set(this.#newer);
    this.#newer = newer;
    const levelOf = new Uint8Array(to);
    levelOf.set(this.#levelOf);
    this.#levelOf = levelOf;
  }
}
