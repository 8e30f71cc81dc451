// The steps that a mean request takes part in: what a decode step of a batch takes, what a prompt adds to the steps it is in, and
// how many prompts share one. steady-state.ts makes rates of them.
import { meanReachTokens } from "../cost/attention-window.ts";
import { emptyBatchShape, type StepCost } from "../cost/step-model.ts";
import type { BuiltPool } from "../scenario/build-pool.ts";

/** The mean request. */
export interface MeanRequest {
  /** Prompt, `cachedTokens` of it found in the cache. */
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  /**
   * Speculation that is assumed: tokens a step yields per sequence, and rows it takes to check the drafts. Default: what
   * the pool states, whose step has its rows and drafts in it, and one.
   */
  acceptedTokens?: number;
  rowsPerSequence?: number;
}

export interface Work {
  seconds: number;
  joules: number;
}

export const idle: Work = { seconds: 0, joules: 0 };

export const tokensPerStep = ({ config }: BuiltPool, { acceptedTokens }: MeanRequest): number =>
  acceptedTokens ?? config.instance.speculation?.tokensPerStep ?? 1;

/** Checking drafts is `rowsPerSequence` rows that read one context: cost depends on rows and on the sum of contexts. */
export function decodeStep(
  { config }: BuiltPool,
  { inputTokens, outputTokens, rowsPerSequence = 1 }: MeanRequest,
  batch: number,
): Work & { stallSeconds: number } {
  const { model } = config.instance;
  const context = batch * (inputTokens + outputTokens / 2);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  model.step(
    {
      ...emptyBatchShape(),
      decodeSequences: Math.round(batch * rowsPerSequence),
      decodeContextTokens: context,
      decodeWindowTokens: batch * meanReachTokens(inputTokens, inputTokens + outputTokens, model),
    },
    cost,
  );
  return { seconds: cost.seconds, joules: cost.joules, stallSeconds: cost.stallSeconds ?? 0 };
}

/** What reading a prompt takes that no other shares a step with. */
export const lonePrompt = (prefilling: BuiltPool, request: MeanRequest): Work =>
  promptWork(prefilling, request, 0, 1, idle);

/** Prompts that wait for each other: until there is one for each data rank, or as many as come in the steps they wait at most. */
function gathered({ config }: BuiltPool, perStep: number): number {
  const wait = config.instance.intake?.batchWait;
  if (wait === undefined || wait.sequences === Number.POSITIVE_INFINITY) return 1;
  return Math.min(wait.sequences, 1 + Math.floor(wait.steps * perStep));
}

/**
 * Prompts that share a step are those that arrive while one runs: a fixed point. There may be two where a step costs the
 * same for one prompt as for one on each data rank; a loop whose users start at once stays at the upper one.
 */
export function mixedCycle(pool: BuiltPool, request: MeanRequest, batch: number, decode: Work) {
  let together = batch;
  for (let round = 0; ; round++) {
    const prompt = promptWork(pool, request, batch, together, decode);
    const steps = request.outputTokens / tokensPerStep(pool, request);
    const cycleSeconds = steps * decode.seconds + batch * prompt.seconds;
    const perSecond = batch / cycleSeconds;
    const arriving = Math.round(perSecond * (decode.seconds + prompt.seconds * together));
    const next = Math.max(1, Math.min(batch, Math.max(arriving, gathered(pool, perSecond * decode.seconds))));
    if (next === together || round === 30) return { prompt, cycleSeconds };
    together = next;
  }
}

/** What one of `together` prompts adds to the steps of an instance with `batch` users, `decode` being a step without. */
export function promptWork(
  { config }: BuiltPool,
  { inputTokens, cachedTokens, outputTokens }: MeanRequest,
  batch: number,
  together: number,
  decode: Work,
): Work {
  if (cachedTokens >= inputTokens) return { seconds: 0, joules: 0 };
  const { model, maxBatchedTokens, maxChunkTokens = maxBatchedTokens, policy } = config.instance;
  const fresh = Math.max(1, inputTokens - cachedTokens);
  const budget = Math.max(1, maxBatchedTokens - batch);
  const prompts = Math.max(1, Math.min(together, Math.floor(budget / Math.min(fresh, maxChunkTokens))));
  const chunk = policy.chunks ? Math.min(fresh, maxChunkTokens, Math.floor(budget / prompts)) : fresh;
  const steps = Math.ceil(fresh / chunk);
  const tokens = fresh / steps;
  const prior = cachedTokens + (fresh - tokens) / 2;
  const decodes = policy.mixes ? Math.max(0, batch - prompts) : 0;
  const context = inputTokens + outputTokens / 2;
  const pairs = tokens * (prior + tokens / 2);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  model.step(
    {
      ...emptyBatchShape(),
      decodeSequences: decodes,
      decodeContextTokens: decodes * context,
      decodeWindowTokens: decodes * meanReachTokens(inputTokens, inputTokens + outputTokens, model),
      prefillTokens: Math.round(prompts * tokens),
      prefillSequences: prompts,
      prefillPairs: prompts * pairs,
      prefillSquares: prompts * tokens * tokens,
      prefillWindowPairs: prompts * Math.min(pairs, tokens * model.windowTokens),
      prefillPriorTokens: Math.round(prompts * prior),
      prefillCompleted: prompts,
    },
    cost,
  );
  const without = decodes > 0 ? decode : { seconds: 0, joules: 0 };
  return {
    seconds: (steps * Math.max(0, cost.seconds - without.seconds)) / prompts,
    joules: (steps * Math.max(0, cost.joules - without.joules)) / prompts,
  };
}
