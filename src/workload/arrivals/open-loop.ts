// A fixed number of requests whose times do not depend on the deployment: request k has the same time and lengths
// whatever serves it.
import type { ArrivalSource } from "../../serving/request.ts";
import { draw, type Lengths } from "../lengths/request-lengths.ts";

export function openLoop(nextTime: () => number, lengths: Lengths, requests: number): ArrivalSource {
  let left = requests;
  let nextSeconds = left > 0 ? nextTime() : Number.POSITIVE_INFINITY;
  return {
    count: requests,
    hashBlockTokens: 0,
    nextSeconds: () => nextSeconds,
    take(out) {
      out.atSeconds = nextSeconds;
      draw(lengths, out);
      out.blockHashes = undefined;
      left--;
      nextSeconds = left > 0 ? nextTime() : Number.POSITIVE_INFINITY;
    },
    finished() {},
  };
}
