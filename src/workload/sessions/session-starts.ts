// When sessions start: by an arrival process, or one after the other per user of a closed loop.
import { randomExponential } from "d3-random";
import { randomStream } from "../../base/random.ts";
import { EventQueue } from "../../des/event-queue.ts";
import { arrivalTimes } from "../arrivals/index.ts";
import type { Arrivals } from "../schema.ts";

/** When sessions start. */
export interface Starts {
  /** The next one; Infinity when none is known now. */
  peek(): number;
  pop(): void;
  /** A session ended: in a closed loop its user begins another. */
  ended(atSeconds: number): void;
}

export interface StartOptions {
  arrivals: Exclude<Arrivals, { process: "trace" }>;
  seed: number;
  loadScale: number;
}

export function sessionStarts({ arrivals, seed, loadScale }: StartOptions): Starts {
  const streamOf = (name: string) => randomStream(seed, name);
  if (arrivals.process === "closed-loop") {
    const { users, think, duration = Number.POSITIVE_INFINITY } = arrivals;
    const thinkSeconds = think > 0 ? randomExponential.source(streamOf("think times"))(1 / think) : () => 0;
    const queue = new EventQueue();
    const begin = (atSeconds: number) => {
      if (atSeconds < duration) queue.push(atSeconds, 0, 0, 0);
    };
    for (let user = 0; user < Math.ceil(users * loadScale * (1 - 1e-12)); user++) begin(thinkSeconds());
    return {
      peek: () => queue.peekSeconds(),
      pop: () => queue.pop(),
      ended: (at) => begin(at + thinkSeconds()),
    };
  }
  const time = arrivals.process === "all-at-once" ? () => 0 : arrivalTimes(arrivals, streamOf, loadScale);
  let nextSeconds = time();
  return {
    peek: () => nextSeconds,
    pop() {
      nextSeconds = time();
    },
    ended() {},
  };
}
