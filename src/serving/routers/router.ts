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

export interface Router {
  /** Index into `instances`. */
  choose(request: RequestView, instances: readonly InstanceLoad[]): number;
}

export interface RouterKind {
  readonly name: string;
  /** One router per pool; `random` is a stream of its own. */
  create(random: () => number): Router;
}
