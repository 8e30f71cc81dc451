// Who is let in: requests that wait at an instance, in order, and those handed over by a prefill pool. Nobody overtakes a head
// that does not fit; a prompt that could not fit an empty instance fails.
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import type { Intake } from "./intake.ts";
import type { KvCache } from "./kv-cache.ts";
import type { PrefillStep } from "./prefill-step.ts";
import { type RequestTable, state } from "./request-table.ts";
import type { Residents } from "./residents.ts";
import { SlotQueue } from "./slot-queue.ts";

export interface AdmissionParts {
  kv: KvCache;
  residents: Residents;
  intake: Intake;
  prompts: PrefillStep;
  events: InstanceEvents;
  /** What can never be served. */
  fail(slot: number, nowSeconds: number): void;
}

export class Admission {
  readonly waiting: SlotQueue;
  /** Routed here from a prefill pool, waiting for blocks and a place. */
  readonly incoming: SlotQueue;
  /** Prompt tokens of those who wait, seen or not. */
  queuedTokens = 0;
  readonly #table: RequestTable;
  readonly #config: InstanceConfig;
  readonly #parts: AdmissionParts;

  constructor(table: RequestTable, config: InstanceConfig, parts: AdmissionParts) {
    this.#table = table;
    this.#config = config;
    this.#parts = parts;
    this.waiting = new SlotQueue(table);
    this.incoming = new SlotQueue(table);
  }

  /** A preempted request waits again, before all others. */
  putBack(slot: number): void {
    this.waiting.unshift(slot);
    this.queuedTokens += this.#table.inputTokens[slot]!;
  }

  /** Hand-overs get their place and blocks, beside `spokenForBlocks` that are not taken yet; their transfer starts. */
  admitIncoming(spokenForBlocks: number, nowSeconds: number): void {
    const table = this.#table;
    const { kv, residents, events } = this.#parts;
    while (this.incoming.length > 0) {
      const slot = this.incoming.head;
      const blocks = kv.blocksFor(table.inputTokens[slot]!, table.maxOutputTokens[slot]!);
      if (!residents.admit(slot, blocks, spokenForBlocks, nowSeconds)) return;
      this.incoming.shift();
      events.transferAdmitted(slot, nowSeconds);
    }
  }

  /** Fills the step with prompt chunks: unfinished prompts, then new admissions in order. Returns their tokens. */
  gatherPrefill(budgetTokens: number, decoding: number, admitting: boolean, nowSeconds: number): number {
    const table = this.#table;
    const { policy, blocks: allBlocks } = this.#config;
    const { kv, residents, intake, prompts, events, fail } = this.#parts;
    const { waiting } = this;
    let budget = prompts.begin(budgetTokens, !policy.chunks);
    const open = intake.admits(admitting && !residents.full, waiting, decoding);
    while (open && budget > 0 && waiting.length > 0) {
      const slot = waiting.head;
      const promptTokens = prompts.promptTokens(slot);
      if (!policy.chunks && promptTokens > budget && prompts.shape.prefillTokens > 0) break;
      const blocks = kv.blocksFor(promptTokens, table.maxOutputTokens[slot]! - table.generatedTokens[slot]!);
      if (blocks > allBlocks) {
        this.#shift();
        fail(slot, nowSeconds);
        continue;
      }
      if (!residents.admit(slot, blocks, 0, nowSeconds)) break;
      this.#shift();
      intake.admitted();
      table.state[slot] = state.prefilling;
      if (table.generatedTokens[slot] === 0) table.prefillStartSeconds[slot] = nowSeconds;
      if (kv.tiers && table.loadedSeconds[slot]! > nowSeconds) {
        table.state[slot] = state.loading;
        events.loading(slot, table.loadedSeconds[slot]!);
        continue;
      }
      budget -= prompts.add(slot, policy.chunks ? budget : Number.POSITIVE_INFINITY);
    }
    return prompts.shape.prefillTokens;
  }

  /** The head of those who wait leaves them. */
  #shift(): void {
    this.queuedTokens -= this.#table.inputTokens[this.waiting.shift()]!;
  }
}
