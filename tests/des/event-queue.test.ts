import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "../../src/des/event-queue.ts";

function drain(queue: EventQueue) {
  const popped = [];
  while (queue.size > 0) {
    const next = queue.peekSeconds();
    queue.pop();
    expect(queue.timeSeconds).toBe(next);
    popped.push({
      time: queue.timeSeconds,
      order: queue.order,
      target: queue.target,
      version: queue.version,
    });
  }
  return popped;
}

describe("event queue", () => {
  it("serves by time, then order, then sequence: as a stable sort would", () => {
    // Few times and orders, so that ties abound.
    const event = fc.record({ time: fc.integer({ min: 0, max: 5 }), order: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const queue = new EventQueue();
        for (const [i, { time, order }] of events.entries()) queue.push(time, order, i, i * 7);
        const sorted = events
          .map(({ time, order }, i) => ({ time, order, target: i, version: i * 7 }))
          .sort((a, b) => a.time - b.time || a.order - b.order || a.target - b.target);
        expect(drain(queue)).toEqual(sorted);
        expect(queue.peekSeconds()).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  it("stays in order while pushes and pops alternate", () => {
    const action = fc.oneof(fc.constant("pop" as const), fc.double({ min: 0, max: 10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const queue = new EventQueue();
        const naive: { time: number; target: number }[] = [];
        for (const [i, next] of actions.entries()) {
          if (next === "pop") {
            if (naive.length === 0) continue;
            naive.sort((a, b) => a.time - b.time || a.target - b.target);
            queue.pop();
            expect({ time: queue.timeSeconds, target: queue.target }).toEqual(naive.shift());
          } else {
            queue.push(next, 1, i, 0);
            naive.push({ time: next, target: i });
          }
          expect(queue.size).toBe(naive.length);
        }
      }),
    );
  });
});
