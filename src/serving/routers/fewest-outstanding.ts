// Which instance has the fewest outstanding requests, among equals the next in turn: a tournament over their counts, so
// that a choice among hundreds of instances does not look at each of them. O(log n) a change, O(log n) a choice.

const NOBODY = 0x7fffffff;

export class FewestOutstanding {
  /** Instances, rounded up to a power of two; those beyond never win. */
  readonly #leaves: number;
  /** Node k is the less of 2k and 2k + 1; the root is 1, instance i is `leaves + i`. */
  readonly #least: Int32Array;

  constructor(instances: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(instances));
    this.#least = new Int32Array(2 * this.#leaves).fill(NOBODY);
    for (let place = 0; place < instances; place++) this.set(place, 0);
  }

  set(place: number, outstanding: number): void {
    const least = this.#least;
    let node = this.#leaves + place;
    least[node] = outstanding;
    while (node > 1) {
      const one = least[node]!;
      const other = least[node ^ 1]!;
      node >>= 1;
      const winner = one < other ? one : other;
      if (least[node] === winner) return;
      least[node] = winner;
    }
  }

  /** The first with the fewest after `place`, in a circle; -1 starts at the first. */
  after(place: number): number {
    const next = place + 1 < this.#leaves ? this.#firstFrom(place + 1) : -1;
    return next >= 0 ? next : this.#firstFrom(0);
  }

  /** -1: none from there on. */
  #firstFrom(place: number): number {
    const least = this.#least;
    const fewest = least[1]!;
    let node = this.#leaves + place;
    while (least[node]! > fewest) {
      // A right child's neighbour to the right is its nearest ancestor's that is a left one.
      while (node & 1) node >>= 1;
      if (node === 0) return -1;
      node++;
    }
    while (node < this.#leaves) {
      node *= 2;
      if (least[node]! > fewest) node++;
    }
    return node - this.#leaves;
  }
}
