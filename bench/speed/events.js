// The hold model (Vaucher and Duval 1975): with so many events pending, take the earliest and schedule one later.
import { EventQueue, randomStream } from "../../dist/index.js";
import { BoundHeap } from "./bound.js";
import { mustEqual, race } from "./measure.js";

const GAPS = 2 ** 16;
const random = randomStream(1, "hold");
const gaps = Float64Array.from({ length: GAPS }, () => -Math.log(1 - random()));

export function raceEventQueue(pending, amount = 2_000_000) {
  return race({
    name: `event queue, ${pending.toLocaleString("en")} pending`,
    amount,
    unit: "events",
    forewatt() {
      const queue = new EventQueue();
      for (let i = 0; i < pending; i++) queue.push(gaps[i & (GAPS - 1)], 2, i, 0);
      let sum = 0;
      for (let i = pending; i < pending + amount; i++) {
        queue.pop();
        sum += queue.target;
        queue.push(queue.timeSeconds + gaps[i & (GAPS - 1)], 2, queue.target, 0);
      }
      return { sum, nowSeconds: queue.timeSeconds };
    },
    bound() {
      const heap = new BoundHeap(pending + 1);
      for (let i = 0; i < pending; i++) heap.push(gaps[i & (GAPS - 1)], i, 0);
      let sum = 0;
      for (let i = pending; i < pending + amount; i++) {
        heap.pop();
        sum += heap.target;
        heap.push(heap.time + gaps[i & (GAPS - 1)], heap.target, 0);
      }
      return { sum, nowSeconds: heap.time };
    },
    same(ours, plain) {
      mustEqual("sum of events", ours.sum, plain.sum);
      mustEqual("time of the last event", ours.nowSeconds, plain.nowSeconds);
    },
  });
}
