// Is an experiment's load at most 80 % of what its deployment could carry? Both rates come from one closed form,
//   requests/s = N / (output t_decode(N) + N/n (t_mixed(n) - t_decode)),
// N sequences side by side and n prompts that share a step's token budget; the capacity takes N from the KV cache and the
// engine's slots. A cap no larger than the users was sized to the load and says nothing of capacity: the engine's default
// counts instead. Ignores ramps and arrivals' randomness: it only sorts points into two groups.
import { meanReachTokens, windowPairs } from "../cost/attention-window.ts";
import { emptyBatchShape, type StepCost } from "../cost/step-model.ts";
import { buildDeployment } from "../scenario/build-deployment.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";

export const UNSATURATED_SHARE = 0.8;

/** Load over capacity; undefined where the lengths are not known beforehand, and for disaggregated deployments. */
export function loadShare(scenario: ResolvedScenario): number | undefined {
  const { arrivals, lengths } = scenario.file.workload;
  const deployment = scenario.file.deployments.measured!;
  const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
  if (!built.feasible || lengths === undefined || built.pools.length > 1) return undefined;
  const input = meanOf(lengths.input);
  const output = meanOf(lengths.output);
  const [{ pool, model, memory, config }] = built.pools as [(typeof built.pools)[number]];
  const { instances } = config;
  const users = arrivals.process === "closed-loop" ? arrivals.users / instances : Number.POSITIVE_INFINITY;
  const ranks = pool.parallel.data;
  const defaultSlots = scenario.engine.scheduler.maxSequences * ranks;
  const slots = config.instance.maxSequences <= users ? defaultSlots : config.instance.maxSequences;
  const kvTokens =
    pool.kv.blocks === undefined ? memory.kvTokens : config.instance.blocks * config.instance.blockTokens;
  const most = Math.max(1, Math.min(slots, Math.floor(kvTokens / (input + output))));

  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const rate = (sequences: number): number => {
    const context = sequences * (input + output / 2);
    const shape = { ...emptyBatchShape(), decodeSequences: sequences, decodeContextTokens: context };
    shape.decodeWindowTokens = sequences * meanReachTokens(input, input + output, model);
    model.step(shape, cost);
    const decodeSeconds = cost.seconds;
    const budget = Math.max(1, config.instance.maxBatchedTokens - sequences);
    const prompts = Math.max(1, Math.min(sequences, Math.floor(budget / input)));
    const pairs = (prompts * input * input) / 2;
    const mixed = {
      ...shape,
      prefillTokens: prompts * input,
      prefillSequences: prompts,
      prefillPairs: pairs,
      prefillSquares: 2 * pairs,
      prefillWindowPairs: prompts * windowPairs(0, input, model),
      prefillCompleted: prompts,
    };
    model.step(mixed, cost);
    const promptSeconds = (cost.seconds - decodeSeconds) / prompts;
    return sequences / (output * decodeSeconds + sequences * promptSeconds);
  };
  const capacity = rate(most);
  if (arrivals.process === "closed-loop")
    return users >= most ? 1 : rate(Math.max(1, Math.round(users))) / capacity;
  return arrivals.process === "poisson" ? arrivals.rate / (instances * capacity) : undefined;
}

function meanOf(distribution: object): number {
  if ("fixed" in distribution) return distribution.fixed as number;
  if ("lognormal" in distribution) return (distribution.lognormal as { mean: number }).mean;
  const { low, high } = (distribution as { uniform: { low: number; high: number } }).uniform;
  return Math.round((low + high) / 2);
}
