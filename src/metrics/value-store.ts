// Values of one metric, exact up to a million, in a sketch above: memory stays bounded however long the run.
import { placeOf, quantileInPlace } from "../base/order-statistics.ts";
import { mean } from "../base/statistics.ts";
import { QuantileSketch } from "./quantile-sketch.ts";
import type { LatencySummary } from "./result.ts";

/** Values kept exactly; beyond, quantiles are within `SKETCH_RELATIVE_ERROR`. */
export const MOST_EXACT = 1_000_000;

export class ValueStore {
  count = 0;
  #values: Float64Array;
  #sketch: QuantileSketch | undefined;
  /** A copy for quantiles, in the order that finding them has left. */
  #reordered: Float64Array | undefined;

  /** Room for an expected count is made at once. */
  constructor(expected = 1024) {
    this.#values = new Float64Array(Math.max(1, Math.min(expected, MOST_EXACT)));
  }

  add(value: number): void {
    this.count++;
    this.#reordered = undefined;
    if (this.#sketch) {
      this.#sketch.add(value, 1);
      return;
    }
    if (this.count > MOST_EXACT) {
      this.#sketch = new QuantileSketch();
      for (let i = 0; i < MOST_EXACT; i++) this.#sketch.add(this.#values[i]!, 1);
      this.#sketch.add(value, 1);
      this.#values = new Float64Array(0);
      return;
    }
    if (this.count > this.#values.length) {
      const wider = new Float64Array(Math.min(MOST_EXACT, this.#values.length * 2));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.count - 1] = value;
  }

  get exact(): boolean {
    return this.#sketch === undefined;
  }

  /** In the order they were added; only while exact. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.count);
  }

  get mean(): number {
    return this.#sketch ? this.#sketch.mean : mean(this.values);
  }

  /** R-7 quantile; NaN without values. `above`: a smaller one, already asked for. */
  quantile(p: number, above?: number): number {
    if (this.#sketch) return this.#sketch.quantile(p);
    this.#reordered ??= this.values.slice();
    return quantileInPlace(this.#reordered, p, above === undefined ? 0 : placeOf(above, this.count));
  }

  summary(): LatencySummary {
    if (this.count === 0) return { mean: null, p50: null, p90: null, p95: null, p99: null };
    return {
      mean: this.mean,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9, 0.5),
      p95: this.quantile(0.95, 0.9),
      p99: this.quantile(0.99, 0.95),
    };
  }
}
