// What a deployment at work is made of, and where its requests come from and are told of.
import type { AnswerCache } from "./answer-cache.ts";
import type { ArrivalSource } from "./request.ts";
import type { PoolConfig } from "./routed-pool.ts";
import type { SharingConfig } from "./shared/sharing-config.ts";
import type { ServingSink } from "./sink.ts";
import type { LinkConfig } from "./transfer.ts";

export interface SystemConfig {
  source: ArrivalSource;
  /** Where requests enter: the mixed or the prefill pool, or pools of several models. */
  entry: PoolConfig | SharingConfig;
  /** Where they generate, in a disaggregated deployment. */
  decode: PoolConfig | undefined;
  link: LinkConfig | undefined;
  /** From arrival until the server has the request: HTTP. */
  requestLatencySeconds: number;
  /** Longer for each prompt token, until it can be scheduled: the tokeniser. Every entry instance has one; they take turns. */
  requestSecondsPerToken?: number | undefined;
  /** Longer requests (input plus stated output) are rejected. */
  maxContextTokens: number;
  /** How urgent the classes of the source's requests are; default: all alike. */
  levelOfClass?: readonly number[] | undefined;
  /** Answers before the engines do. */
  answers?: AnswerCache | undefined;
  sink: ServingSink;
}
