// A run: consecutive steps of one instance in which nothing changes but the contexts, each one token longer per step.
// Step j (from 0) takes first + j * slope, so k steps take k first + slope k(k-1)/2, in time and in energy.
import type { DecodeCost, Resource, StepCost } from "../cost/step-model.ts";
import type { DecodeBatch } from "./decode-batch.ts";

export class Run {
  startSeconds = 0;
  steps = 0;
  firstSeconds = 0;
  slopeSeconds = 0;
  firstJoules = 0;
  slopeJoules = 0;
  /** Sequences that decode in every step of it, and prompt tokens processed (then it is a single step). */
  batch = 0;
  /** Tokens each step yields for them: `batch`, or more where drafts are accepted. */
  tokensPerStep = 0;
  prefillTokens = 0;
  /** Prompts whose last chunk is in it: each yields a token too. */
  completedPrompts = 0;
  bound: Resource = "host";
  /** Share of its energy that the devices of a partner pool take. */
  partnerShare = 0;
  /** Share of its time that prompts added: a mixed step beyond what its decodes alone would take. */
  prefillShare = 0;
  /** Of a single step whose KV cache is paged. */
  stallSeconds = 0;
  selectedTokens = 0;
  missedTokens = 0;

  /** A run of pure decode steps; one step until `steps` is set. */
  planDecode(cost: DecodeCost, { tokensPerStep, contextTokens, windowTokens, growing }: DecodeBatch): void {
    this.prefillShare = 0;
    this.partnerShare = 0;
    this.firstSeconds =
      cost.seconds + cost.secondsPerContextToken * contextTokens + cost.secondsPerWindowToken * windowTokens;
    this.slopeSeconds = cost.secondsPerContextToken * tokensPerStep + cost.secondsPerWindowToken * growing;
    this.firstJoules =
      cost.joules + cost.joulesPerContextToken * contextTokens + cost.joulesPerWindowToken * windowTokens;
    this.slopeJoules = cost.joulesPerContextToken * tokensPerStep + cost.joulesPerWindowToken * growing;
    this.bound = cost.bound;
    this.steps = 1;
  }

  /** A single step; `decodeSeconds` is what its decodes alone would take, `decodeStallSeconds` of it waiting for pages. */
  planStep(cost: StepCost, decodeSeconds: number, decodeStallSeconds: number): void {
    // A wait that hides behind prompts is shorter for it; the prompts compute no less.
    const hiddenSeconds = Math.max(0, decodeStallSeconds - (cost.stallSeconds ?? 0));
    const promptSeconds = cost.seconds - (decodeSeconds - hiddenSeconds);
    this.prefillShare = this.prefillTokens > 0 ? Math.max(0, promptSeconds / cost.seconds) : 0;
    this.firstSeconds = cost.seconds;
    this.slopeSeconds = 0;
    this.firstJoules = cost.joules;
    this.slopeJoules = 0;
    this.partnerShare = cost.partnerJoules === undefined ? 0 : cost.partnerJoules / cost.joules;
    this.bound = cost.bound;
    this.steps = 1;
    this.stallSeconds = cost.stallSeconds ?? 0;
    this.selectedTokens = cost.selectedTokens ?? 0;
    this.missedTokens = cost.missedTokens ?? 0;
  }

  /** Seconds of its first `steps` steps. */
  seconds(steps: number): number {
    return steps * this.firstSeconds + this.slopeSeconds * ((steps * (steps - 1)) / 2);
  }

  joules(steps: number): number {
    return steps * this.firstJoules + this.slopeJoules * ((steps * (steps - 1)) / 2);
  }

  /** Joules spent by `timeSeconds`; those of a step are spread evenly over it. */
  joulesBy(timeSeconds: number): number {
    if (timeSeconds <= this.startSeconds) return 0;
    if (timeSeconds >= this.endSeconds) return this.joules(this.steps);
    const done = this.stepsEndingBy(timeSeconds);
    const share =
      (timeSeconds - this.startSeconds - this.seconds(done)) / (this.firstSeconds + this.slopeSeconds * done);
    return this.joules(done) + (this.firstJoules + this.slopeJoules * done) * share;
  }

  get endSeconds(): number {
    return this.startSeconds + this.seconds(this.steps);
  }

  /** The fewest steps that take at least `elapsedSeconds`. */
  stepsCovering(elapsedSeconds: number): number {
    const half = this.slopeSeconds / 2;
    const linear = this.firstSeconds - half;
    const estimate =
      half > 0
        ? (Math.sqrt(linear * linear + 4 * half * Math.max(0, elapsedSeconds)) - linear) / (2 * half)
        : elapsedSeconds / this.firstSeconds;
    let steps = Math.max(0, Math.ceil(estimate));
    // Rounding may be one off either way; the exact sum decides.
    while (steps > 0 && this.seconds(steps - 1) >= elapsedSeconds) steps--;
    while (this.seconds(steps) < elapsedSeconds) steps++;
    return steps;
  }

  /** Its steps that end at or before `timeSeconds`. */
  stepsEndingBy(timeSeconds: number): number {
    if (timeSeconds >= this.endSeconds) return this.steps;
    const elapsed = timeSeconds - this.startSeconds;
    if (elapsed < this.firstSeconds) return 0;
    const steps = this.stepsCovering(elapsed);
    return Math.min(this.steps, this.seconds(steps) > elapsed ? steps - 1 : steps);
  }
}
