// What an instance is made of and whom it tells: the types between an instance and the rest of the system.
import type { StepModel } from "../cost/step-model.ts";
import type { AdapterConfig } from "./adapter-slots.ts";
import type { Instance } from "./instance.ts";
import type { IntakeConfig } from "./intake.ts";
import type { KvConfig } from "./kv-cache.ts";
import type { SchedulerPolicy } from "./schedulers/policy.ts";
import type { Speculation } from "./speculation.ts";
import type { Urgency } from "./urgency.ts";

export interface InstanceConfig extends KvConfig {
  model: StepModel;
  policy: SchedulerPolicy;
  maxBatchedTokens: number;
  /** Of one prompt in one step: a sequence lives on one data rank and in one micro-batch. Default: the whole budget. */
  maxChunkTokens?: number | undefined;
  maxSequences: number;
  /** When newcomers are noticed. Default: at every step boundary. */
  intake?: IntakeConfig | undefined;
  /** Drafts verified with every step; then blocks are reserved at admission (`reserveAll`). */
  speculation?: Speculation | undefined;
  /** Of the classes of requests; default: all alike. */
  urgency?: Urgency | undefined;
  /** Makes tokens of images in the step that lets their prompt in. */
  encoder?: EncoderCost | undefined;
  /** LoRA adapters that requests bring. */
  adapters?: AdapterConfig | undefined;
  /** Completed prompts leave for a decode pool. */
  handsOver: boolean;
  /** Advance runs of pure decode steps in closed form. Off only to test that it changes nothing. */
  fastForward: boolean;
}

/** Of images, on the devices of the instance. */
export interface EncoderCost {
  secondsPerImageToken: number;
  joulesPerImageToken: number;
}

/** What the rest of the system does when something happens on an instance. */
export interface InstanceEvents {
  stepScheduled(instance: Instance, endSeconds: number): void;
  /** `instance.run` was executed to its end. */
  ran(instance: Instance, endSeconds: number): void;
  /** `count` sequences got a token `gapSeconds` after their last one. */
  tokenGap(endSeconds: number, gapSeconds: number, count: number): void;
  finished(slot: number, nowSeconds: number): void;
  failed(slot: number, nowSeconds: number): void;
  /** Its KV was dropped; it waits again. */
  preempted(slot: number, nowSeconds: number): void;
  handedOver(slot: number, nowSeconds: number): void;
  /** A prompt waits for cached blocks from lower tiers, or its adapter; `loaded` has to be called when all is there. */
  loading(slot: number): void;
  /** Its adapter is there then. */
  adapterLoading(slot: number, readySeconds: number): void;
  /** A reserved arrival from a prefill pool may now start its transfer. */
  transferAdmitted(slot: number, nowSeconds: number): void;
}
