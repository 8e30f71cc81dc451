import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrival, ArrivalSource } from "../../../src/serving/request.ts";
import { timeHeap } from "../../../src/workload/arrivals/time-heap.ts";
import { emptyArrival, source, workload } from "../sources.ts";

/** Serves every request with its own delay, in time order; tells how many were in flight at most. */
function serve(
  from: ArrivalSource,
  delaySeconds: (k: number) => number,
): { arrivals: Arrival[]; mostInFlight: number } {
  const ends: number[] = [];
  const arrivals: Arrival[] = [];
  let mostInFlight = 0;
  for (;;) {
    const [next, end] = [from.nextSeconds(), ends[0] ?? Number.POSITIVE_INFINITY];
    if (Math.min(next, end) === Number.POSITIVE_INFINITY) return { arrivals, mostInFlight };
    if (end <= next) from.finished(ends.shift()!, 0, true);
    else {
      const arrival = emptyArrival();
      from.take(arrival);
      ends.push(arrival.atSeconds + delaySeconds(arrivals.length));
      ends.sort((a, b) => a - b);
      arrivals.push(arrival);
      mostInFlight = Math.max(mostInFlight, ends.length);
    }
  }
}

describe("closed loop", () => {
  it("never has more in flight than users, and gives exactly the requests asked for, in order of time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom("0 s", "1 s"),
        fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 1 }),
        (users, requests, think, delays) => {
          const from = source(workload({ process: "closed-loop", users, think }, requests));
          const { arrivals, mostInFlight } = serve(from, (k) => delays[k % delays.length]!);
          expect(mostInFlight).toBeLessThanOrEqual(users);
          expect(arrivals.length).toBe(requests);
          expect(from.count).toBe(requests);
          for (let k = 1; k < arrivals.length; k++)
            expect(arrivals[k]!.atSeconds).toBeGreaterThanOrEqual(arrivals[k - 1]!.atSeconds);
        },
      ),
    );
  });

  it("without think time the next request starts when one ends", () => {
    const { arrivals } = serve(source(workload({ process: "closed-loop", users: 2 }, 6)), () => 3);
    expect(arrivals.map(({ atSeconds }) => atSeconds)).toEqual([0, 0, 3, 3, 6, 6]);
  });

  it("with a duration nothing starts at or after it, and the count is unknown", () => {
    const from = source(workload({ process: "closed-loop", users: 3, duration: "10 s" }));
    const { arrivals } = serve(from, () => 2.5);
    expect(from.count).toBeUndefined();
    expect(arrivals.map(({ atSeconds }) => atSeconds)).toEqual([0, 2.5, 5, 7.5].flatMap((t) => [t, t, t]));
  });

  it("interactive response-time law: throughput = users / (response + think)", () => {
    const { arrivals } = serve(
      source(workload({ process: "closed-loop", users: 50, think: "4 s" }, 50_000)),
      () => 1,
    );
    const throughput = arrivals.length / arrivals.at(-1)!.atSeconds;
    expect(throughput / (50 / 5)).toBeGreaterThan(0.98);
    expect(throughput / (50 / 5)).toBeLessThan(1.02);
  });

  it("scaled users are rounded up, and to no more than that", () => {
    const inFlight = (users: number, loadScale: number) =>
      serve(source(workload({ process: "closed-loop", users }, 100), { loadScale }), () => 1).mostInFlight;
    expect(inFlight(10, 1.1)).toBe(11);
    expect(inFlight(10, 1.11)).toBe(12);
    expect(inFlight(10, 0.01)).toBe(1);
  });

  it("requests that all end the moment they start do not hang a run without a number of requests", () => {
    expect(() =>
      serve(source(workload({ process: "closed-loop", users: 2, duration: "10 s" })), () => 0),
    ).toThrow(/every request ends at once/);
    expect(
      serve(source(workload({ process: "closed-loop", users: 2 }, 50_000)), () => 0).arrivals.length,
    ).toBe(50_000);
  });

  it("a second end of the same request is a bug, not load", () => {
    const from = source(workload({ process: "closed-loop", users: 1 }, 2));
    from.take(emptyArrival());
    from.finished(1, 0, true);
    expect(() => from.finished(1, 0, true)).toThrow(/never started/);
  });
});

describe("time heap", () => {
  it("gives back all times in order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, noDefaultInfinity: true })), (values) => {
        const heap = timeHeap(values.length);
        for (const value of values) heap.push(value);
        expect(values.map(() => heap.pop())).toEqual([...values].sort((a, b) => a - b));
        expect(heap.peek()).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});
