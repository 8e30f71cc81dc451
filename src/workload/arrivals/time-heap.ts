// Binary min-heap of times on a typed array. Capacity is known: one pending time per user.
export interface TimeHeap {
  readonly size: number;
  /** The least time; Infinity when empty. */
  peek(): number;
  push(seconds: number): void;
  pop(): number;
}

export function timeHeap(capacity: number): TimeHeap {
  const times = new Float64Array(capacity);
  let size = 0;
  const peek = () => (size > 0 ? times[0]! : Number.POSITIVE_INFINITY);
  return {
    get size() {
      return size;
    },
    peek,
    push(seconds) {
      let hole = size++;
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (times[parent]! <= seconds) break;
        times[hole] = times[parent]!;
        hole = parent;
      }
      times[hole] = seconds;
    },
    pop() {
      const least = peek();
      const last = times[--size]!;
      let hole = 0;
      for (let child = 1; child < size; child = 2 * hole + 1) {
        if (child + 1 < size && times[child + 1]! < times[child]!) child++;
        if (times[child]! >= last) break;
        times[hole] = times[child]!;
        hole = child;
      }
      times[hole] = last;
      return least;
    },
  };
}
