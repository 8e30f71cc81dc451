// Work memoised by a whole number (tokens, rows, sequences): a flat Float64Array, filled on first use and grown on demand.
import type { Work } from "./assemble.ts";

const stride = 6;
/** Beyond this index work is computed anew each time: 6 MiB a table are enough. */
const limit = 2 ** 17;

export class WorkTable {
  #values = new Float64Array(0);
  readonly #compute: (index: number) => Work;

  constructor(compute: (index: number) => Work) {
    this.#compute = compute;
  }

  /** Adds the work at `index` to `sum`. */
  addTo(sum: Work, index: number): void {
    if (index >= limit) {
      add(sum, this.#compute(index));
      return;
    }
    const at = index * stride;
    if (at >= this.#values.length || Number.isNaN(this.#values[at]!)) this.#fill(index);
    const values = this.#values;
    sum.computeSeconds += values[at]!;
    sum.memorySeconds += values[at + 1]!;
    sum.latencySeconds += values[at + 2]!;
    sum.networkSeconds += values[at + 3]!;
    sum.networkLatencySeconds += values[at + 4]!;
    sum.joules += values[at + 5]!;
  }

  #fill(index: number): void {
    const at = index * stride;
    if (at >= this.#values.length) {
      const grown = new Float64Array(stride * Math.max(256, 2 ** Math.ceil(Math.log2(index + 1)))).fill(
        Number.NaN,
      );
      grown.set(this.#values);
      this.#values = grown;
    }
    const work = this.#compute(index);
    this.#values[at] = work.computeSeconds;
    this.#values[at + 1] = work.memorySeconds;
    this.#values[at + 2] = work.latencySeconds;
    this.#values[at + 3] = work.networkSeconds;
    this.#values[at + 4] = work.networkLatencySeconds;
    this.#values[at + 5] = work.joules;
  }
}

function add(sum: Work, work: Work): void {
  sum.computeSeconds += work.computeSeconds;
  sum.memorySeconds += work.memorySeconds;
  sum.latencySeconds += work.latencySeconds;
  sum.networkSeconds += work.networkSeconds;
  sum.networkLatencySeconds += work.networkLatencySeconds;
  sum.joules += work.joules;
}
