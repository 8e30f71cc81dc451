// How many pure decode steps make one run: as many as nothing changes in but the contexts. A sequence finishes or fills its window,
// memory runs short, somebody is let in: each ends it. The times of its steps are an arithmetic sequence (Run).
import type { Admission } from "./admission.ts";
import type { DecodeBatch } from "./decode-batch.ts";
import type { DecodeMemory } from "./decode-memory.ts";
import type { InstanceConfig } from "./instance-config.ts";
import type { Intake } from "./intake.ts";
import type { KvCache } from "./kv-cache.ts";
import type { Residents } from "./residents.ts";
import type { Run } from "./run.ts";
import type { SchedulerView } from "./schedulers/policy.ts";
import type { Urgency } from "./urgency.ts";

export interface DecodeRunParts {
  batch: DecodeBatch;
  kv: KvCache;
  memory: DecodeMemory;
  residents: Residents;
  intake: Intake;
  admission: Admission;
  urgency: Urgency;
}

export class DecodeRuns {
  readonly #config: InstanceConfig;
  readonly #parts: DecodeRunParts;

  constructor(config: InstanceConfig, parts: DecodeRunParts) {
    this.#config = config;
    this.#parts = parts;
  }

  plan(run: Run, view: SchedulerView): void {
    const { batch, kv, memory, residents, intake, admission, urgency } = this.#parts;
    const { model, policy, fastForward, reserveAll } = this.#config;
    const levelled = urgency.levelCount > 1;
    run.planDecode(model.decode(batch.size), batch);
    // What was preempted now may come back after the very next step.
    if (!fastForward || memory.preempted) return;
    if (levelled && !admission.isSettled(policy.prefillBudgetTokens(view))) return;
    const most = batch.stepsToNextChange();
    run.steps = reserveAll ? most : batch.stepsWithinBlocks(kv.blocksForRun + memory.growth(1), most);
    if (!residents.full || levelled) run.steps = Math.min(run.steps, intake.stepsUntilNews());
  }
}
