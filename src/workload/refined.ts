// A source whose requests are told more of, or other things, as they are taken; nothing else of it changes.
import type { Arrival, ArrivalSource } from "../serving/request.ts";

export function refined<Source extends ArrivalSource>(
  source: Source,
  refine: (out: Arrival) => void,
  hashBlockTokens = source.hashBlockTokens,
): Source {
  return {
    ...source,
    hashBlockTokens,
    // What it knows of itself may grow.
    get count() {
      return source.count;
    },
    nextSeconds: () => source.nextSeconds(),
    take(out) {
      source.take(out);
      refine(out);
    },
  };
}
