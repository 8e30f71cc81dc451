// A router picks the instance for a request. It sees what is outstanding where and the request without its output.
import type { RequestView } from "../request.ts";

/** What a router may know of an instance. */
export interface InstanceLoad {
  /** Requests routed there and not ended. */
  readonly outstanding: number;
  /** Prompt tokens of requests that wait there. */
  readonly queuedTokens: number;
  /** Prompt tokens of requests that were admitted there and have not ended. */
  readonly residentTokens: number;
  /** Tokens of the prompt that are cached there, as far as is known. */
  knownCachedTokens(blockHashes: readonly number[], nowSeconds: number): number;
}

/** Index of the instance with the fewest outstanding requests, the first of them after `last` in a circle; -1 starts at 0. */
export type FewestAfter = (last: number) => number;

/** By looking at each. */
export const fewestOf =
  (instances: readonly InstanceLoad[]): FewestAfter =>
  (last) => {
    const { length } = instances;
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let offset = 1; offset <= length; offset++) {
      const index = last + offset < length ? last + offset : last + offset - length;
      const { outstanding } = instances[index]!;
      if (outstanding < fewest) {
        fewest = outstanding;
        best = index;
        if (outstanding === 0) break;
      }
    }
    return best;
  };

export interface Router {
  /** Index into `instances`. Whoever keeps count of them tells with `fewestAfter`; default: looks at each. */
  choose(request: RequestView, instances: readonly InstanceLoad[], fewestAfter?: FewestAfter): number;
}

export interface RouterKind {
  readonly name: string;
  /** One router per pool; `random` is a stream of its own. */
  create(random: () => number): Router;
}
