// Popularity: of many, number k is drawn with weight (k + 1)^-s.
import { power } from "../base/power.ts";

/** The topic at a fraction of all that is asked; its table is for whoever draws from it. */
export function zipfQuantile(topics: number, zipf: number): (fraction: number) => number {
  const upTo = new Float64Array(topics);
  let total = 0;
  for (let k = 0; k < topics; k++) {
    total += power(k + 1, -zipf);
    upTo[k] = total;
  }
  return (fraction) => {
    const at = fraction * total;
    let low = 0;
    let high = topics - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
