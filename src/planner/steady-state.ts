// A closed loop in the steady state, without simulating it: B users per instance each go through
//   cycle = output t_decode(B) + B x (what one prompt adds to the steps it is in),
// which conserves the instance's time; p prompts that arrive together share a step's token budget. With a prefill pool
// a user is in either pool: N users keep a decode batch b busy with N = n b (1 + t_prompt / (output t_decode(b))) (Little),
// and what the prefill pool or the link between them can do at most binds where that is less; the others queue. Every request is
// the mean one: queues, bursts and the spread of lengths are left to the simulator, which tests hold this against
// (tests/planner/curve.test.ts).
import { WorkTotals } from "../metrics/recorder.ts";
import type { BuiltPool } from "../scenario/build-pool.ts";
import { holdsRequests } from "../scenario/schema.ts";
import { sequenceBlocks } from "../serving/kv-cache.ts";
import type { LinkConfig } from "../serving/transfer.ts";
import {
  decodeStep,
  idle,
  lonePrompt,
  type MeanRequest,
  mixedCycle,
  promptWork,
  tokensPerStep,
  type Work,
} from "./mean-steps.ts";

/** One pool of an instance count per second: what `WorkTotals` count in a window of one second. */
export interface SteadyState {
  tpotSeconds: number;
  requestsPerSecond: number;
  /** In the order of the pools. */
  totals: WorkTotals[];
  meanBatch: number;
  /** Of the users, those that do not queue for a prompt to be read. */
  servedUsers: number;
}

/** Users that fit at once: by KV blocks and by slots of the pool that decodes, and those whose prompts are read meanwhile. */
export function mostUsers(pools: readonly BuiltPool[], request: MeanRequest): number {
  const decoding = decodePool(pools);
  const { inputTokens, outputTokens } = request;
  const { config } = decoding;
  const { blocks, blockTokens, maxSequences } = config.instance;
  const longest = inputTokens + outputTokens;
  const each = Math.ceil(longest / blockTokens) + sequenceBlocks(config.instance, longest);
  const batch = Math.min(maxSequences, Math.floor(blocks / each));
  const prefilling = prefillPool(pools);
  if (prefilling === undefined || batch < 1) return config.instances * batch;
  return Math.floor(usersAt(decoding, request, batch, lonePrompt(prefilling, request).seconds));
}

/** Without a link the KV cache moves in no time. */
export function steadyState(
  pools: readonly BuiltPool[],
  request: MeanRequest,
  users: number,
  link?: LinkConfig,
): SteadyState {
  const decoding = decodePool(pools);
  const prefilling = prefillPool(pools);
  const { instances } = decoding.config;
  const batch = Math.max(1, Math.round(users / instances));
  const { outputTokens } = request;
  const acceptedTokens = tokensPerStep(decoding, request);
  const steps = outputTokens / acceptedTokens;
  const decode = decodeStep(decoding, request, batch);
  if (prefilling === undefined) {
    const { prompt, cycleSeconds } = mixedCycle(decoding, request, batch, decode);
    const perSecond = (instances * batch) / cycleSeconds;
    const totals = totalsOf(request, perSecond, instances, {
      decode: {
        seconds: (steps * decode.seconds) / batch,
        joules: (steps * decode.joules) / batch,
      },
      prompt,
    });
    const tpotSeconds = decode.seconds / acceptedTokens + ((batch - 1) * prompt.seconds) / outputTokens;
    // The energy of an ffn pool is in the step it shares.
    const perPool = pools.map((pool) => (pool === decoding ? totals : sharedTotals(totals)));
    return {
      tpotSeconds,
      requestsPerSecond: perSecond,
      totals: perPool,
      meanBatch: batch,
      servedUsers: users,
    };
  }
  // A prefill pool that is near its limit fills its steps: prompts on every data rank. One far from it reads them as they come.
  const full = promptWork(prefilling, request, 0, Number.POSITIVE_INFINITY, idle);
  const lone = lonePrompt(prefilling, request);
  const transfer = link && transferOf(link, request, lone.seconds);
  const exposedSeconds = transfer?.exposedSeconds ?? 0;
  const prefillRate = Math.min(
    prefilling.config.instances / full.seconds,
    transfer ? (prefilling.config.instances * (link!.sendRanks ?? 1)) / transfer.portSeconds : Infinity,
    transfer ? (instances * (link!.receiveRanks ?? 1)) / transfer.portSeconds : Infinity,
  );
  const elsewhereSeconds = lone.seconds + exposedSeconds;
  const busiest = leastBatch(batch, (b) => usersAt(decoding, request, b, elsewhereSeconds) >= users);
  const cycleSeconds = elsewhereSeconds + steps * decodeStep(decoding, request, busiest).seconds;
  const perSecond = Math.min(users / cycleSeconds, prefillRate);
  // Where prefill binds, the decode batch is what keeps up with it.
  const meanBatch = leastBatch(
    busiest,
    (b) => (instances * b) / (steps * decodeStep(decoding, request, b).seconds) >= perSecond,
  );
  const step = decodeStep(decoding, request, meanBatch);
  const prompt = perSecond * lone.seconds < prefilling.config.instances ? lone : full;
  const own = {
    seconds: (steps * step.seconds) / meanBatch,
    joules: (steps * step.joules) / meanBatch,
  };
  return {
    tpotSeconds: step.seconds / acceptedTokens + exposedSeconds / outputTokens,
    requestsPerSecond: perSecond,
    totals: pools.map((pool) => {
      const bare = { ...request, inputTokens: 0, cachedTokens: 0 };
      const serving = totalsOf(bare, perSecond, instances, { decode: own, prompt: idle });
      if (pool === decoding) return serving;
      if (pool !== prefilling) return sharedTotals(serving);
      const prompts = { decode: idle, prompt };
      return totalsOf({ ...request, outputTokens: 0 }, perSecond, prefilling.config.instances, prompts);
    }),
    meanBatch,
    servedUsers: perSecond * (elsewhereSeconds + steps * step.seconds),
  };
}

/** How long a transfer holds its ports, and what of it the prefill does not hide (src/serving/transfer.ts). */
function transferOf(
  { sendBytesPerSecond, receiveBytesPerSecond, setupSeconds, layers, pipelined, ...bytes }: LinkConfig,
  { inputTokens }: MeanRequest,
  prefillSeconds: number,
): { portSeconds: number; exposedSeconds: number } {
  const wire =
    (bytes.bytesPerToken * inputTokens + bytes.bytesPerSequence) /
    Math.min(sendBytesPerSecond, receiveBytesPerSecond);
  // Nothing is set up where the link is infinite.
  if (wire === 0) return { portSeconds: 0, exposedSeconds: 0 };
  const whole = setupSeconds + wire;
  if (!pipelined) return { portSeconds: whole, exposedSeconds: whole };
  return {
    portSeconds: whole,
    exposedSeconds: Math.max(whole - prefillSeconds, setupSeconds + wire / layers),
  };
}

const prefillPool = (pools: readonly BuiltPool[]): BuiltPool | undefined =>
  pools.find(({ pool }) => pool.role === "prefill");

/** Users of a closed loop that keep a decode batch of `batch` on every instance. */
function usersAt(decoding: BuiltPool, request: MeanRequest, batch: number, promptSeconds: number): number {
  const steps = request.outputTokens / tokensPerStep(decoding, request);
  const decodeSeconds = steps * decodeStep(decoding, request, batch).seconds;
  return decoding.config.instances * batch * (1 + promptSeconds / decodeSeconds);
}

/** Where users are served: of pools that step as one, the one with the requests. */
const decodePool = (pools: readonly BuiltPool[]): BuiltPool =>
  pools.find(({ pool }) => pool.role !== "prefill" && holdsRequests(pool))!;

/** Of a pool that steps together with another: as busy, its joules and tokens are counted there. */
function sharedTotals({ busySeconds }: WorkTotals): WorkTotals {
  const totals = new WorkTotals();
  totals.busySeconds = busySeconds;
  return totals;
}

/** Per second of the window, all instances; per request: device time and joules by phase. */
function totalsOf(
  { inputTokens, cachedTokens, outputTokens }: MeanRequest,
  perSecond: number,
  instances: number,
  { decode, prompt }: { decode: Work; prompt: Work },
): WorkTotals {
  const totals = new WorkTotals();
  totals.busySeconds = Math.min(instances, perSecond * (decode.seconds + prompt.seconds));
  totals.prefillSeconds = perSecond * prompt.seconds;
  totals.joules = perSecond * (decode.joules + prompt.joules);
  totals.outputTokens = perSecond * outputTokens;
  totals.promptTokens = perSecond * (inputTokens - cachedTokens);
  return totals;
}

/** Share of a decode step that waits for pages, at a batch. */
export function stallFractionAt(pools: readonly BuiltPool[], request: MeanRequest, batch: number): number {
  const { seconds, stallSeconds } = decodeStep(decodePool(pools), request, batch);
  return stallSeconds / seconds;
}

/** The smallest batch up to `most` that is enough; `most` where none is. */
function leastBatch(most: number, enough: (batch: number) => boolean): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const batch = Math.floor((low + high) / 2);
    if (enough(batch)) high = batch;
    else low = batch + 1;
  }
  return low;
}
