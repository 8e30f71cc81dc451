// A fixed number of users, each with at most one request at a time: think (exponential, mean `think`), ask, wait
// for the end, think again. Every user starts by thinking, so with think 0 all ask at time 0. Ends with the number
// of requests or at `duration`, whichever comes first. More load is more users, rounded up.
import { randomExponential } from "d3-random";
import { InputError } from "../../base/errors.ts";
import type { RandomStream } from "../../base/random.ts";
import type { ArrivalSource } from "../../serving/request.ts";
import { draw, type Lengths } from "../lengths/request-lengths.ts";
import type { Arrivals } from "../schema.ts";
import { timeHeap } from "./time-heap.ts";

export function closedLoop(
  { users, think, duration }: Extract<Arrivals, { process: "closed-loop" }>,
  streamOf: (name: string) => RandomStream,
  lengths: Lengths,
  requests: number | undefined,
  loadScale: number,
): ArrivalSource {
  // The small allowance keeps 10 users x 1.1 at 11: the product is 11.000000000000002.
  const scaledUsers = Math.max(1, Math.ceil(users * loadScale * (1 - 1e-12)));
  const thinkSeconds = think > 0 ? randomExponential.source(streamOf("think times"))(1 / think) : () => 0;
  const endSeconds = duration ?? Number.POSITIVE_INFINITY;
  const pending = timeHeap(scaledUsers);
  let left = requests ?? Number.POSITIVE_INFINITY;
  let inFlight = 0;

  // Requests all rejected on arrival would ask again at the same moment for ever: time has to move on.
  const mostAtOnce = requests === undefined ? 10_000 + 100 * scaledUsers : Number.POSITIVE_INFINITY;
  let askedSeconds = 0;
  let askedAtOnce = 0;

  function ask(atSeconds: number): void {
    askedAtOnce = atSeconds > askedSeconds ? 1 : askedAtOnce + 1;
    askedSeconds = atSeconds;
    if (askedAtOnce > mostAtOnce) {
      const message = `every request ends at once (rejected?), so time stands at ${atSeconds} s: give think time or \`requests\``;
      throw InputError.of("", "workload.arrivals", message);
    }
    if (atSeconds < endSeconds) pending.push(atSeconds);
  }
  for (let user = 0; user < scaledUsers; user++) ask(thinkSeconds());

  return {
    count: duration === undefined ? requests : undefined,
    hashBlockTokens: 0,
    nextSeconds: () => (left > 0 ? pending.peek() : Number.POSITIVE_INFINITY),
    take(out) {
      out.atSeconds = pending.pop();
      draw(lengths, out);
      out.blockHashes = undefined;
      left--;
      inFlight++;
    },
    finished(atSeconds) {
      if (inFlight === 0) throw new Error("closed loop: a request ended that never started");
      inFlight--;
      ask(atSeconds + thinkSeconds());
    },
  };
}
