// What plain JavaScript can do, for forewatt to be measured against: an event heap on typed arrays, and continuous
// batching with O(1) work per change of state and closed-form runs of decode steps. Chunked prefill, a cap on the batch,
// linear step cost, times of every request. Not here: KV blocks, preemption, windows, energy, metrics, routers.
import { LONGEST_OUTPUT, maxBatchedTokens, maxSequences, stepCost } from "./workload.js";

/** 4-ary heap ordered by time, then by order of pushing. */
export class BoundHeap {
  constructor(capacity) {
    this.times = new Float64Array(capacity);
    this.sequences = new Float64Array(capacity);
    this.targets = new Int32Array(capacity);
    this.versions = new Int32Array(capacity);
    this.size = 0;
    this.pushed = 0;
    this.time = 0;
    this.target = 0;
    this.version = 0;
  }

  push(time, target, version) {
    const { times, sequences, targets, versions } = this;
    // The newest loses every tie, so only times need comparing on the way up.
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      targets[hole] = targets[parent];
      versions[hole] = versions[parent];
      hole = parent;
    }
    times[hole] = time;
    sequences[hole] = this.pushed++;
    targets[hole] = target;
    versions[hole] = version;
  }

  pop() {
    const { times, sequences, targets, versions } = this;
    this.time = times[0];
    this.target = targets[0];
    this.version = versions[0];
    const size = --this.size;
    if (size === 0) return;
    const time = times[size];
    const sequence = sequences[size];
    let hole = 0;
    for (let child = 1; child < size; child = 4 * hole + 1) {
      let least = child;
      const end = Math.min(child + 4, size);
      for (let other = child + 1; other < end; other++)
        if (
          times[other] < times[least] ||
          (times[other] === times[least] && sequences[other] < sequences[least])
        )
          least = other;
      if (time < times[least] || (time === times[least] && sequence < sequences[least])) break;
      times[hole] = times[least];
      sequences[hole] = sequences[least];
      targets[hole] = targets[least];
      versions[hole] = versions[least];
      hole = least;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    targets[hole] = targets[size];
    versions[hole] = versions[size];
  }
}

const NONE = -1;
/** Buckets of finish steps: more than the longest output, a power of two. */
const BUCKETS = 2 ** Math.ceil(Math.log2(LONGEST_OUTPUT + 1));

class Replica {
  constructor(index) {
    this.index = index;
    this.first = NONE;
    this.last = NONE;
    /** Whether the first of the queue has been admitted already: part of its prompt is done. */
    this.firstAdmitted = false;
    this.running = 0;
    this.batch = 0;
    this.contextTokens = 0;
    this.step = 0;
    this.finishes = new Int32Array(BUCKETS).fill(NONE);
    this.busy = false;
    this.version = 0;
    this.runStart = 0;
    this.runSteps = 0;
    this.runFirstSeconds = 0;
    this.prompts = new Int32Array(maxSequences);
    this.promptsCompleted = 0;
  }
}

/**
 * Runs the workload over `replicas` in turn; disaggregated, over one replica for prompts and one for decoding with a
 * link that takes no time. `cachedTokens` of each prompt need no computing, where given.
 */
export function simulateBound(
  workload,
  { replicas = 1, disaggregated = false, cachedTokens = undefined } = {},
) {
  const { requests, atSeconds, inputTokens, outputTokens } = workload;
  const { fixedSeconds, secondsPerToken, secondsPerContextToken, secondsPerPair } = stepCost;
  const next = new Int32Array(requests);
  const left = Int32Array.from(inputTokens);
  if (cachedTokens) for (let i = 0; i < requests; i++) left[i] -= cachedTokens[i];
  const firstTokenSeconds = new Float64Array(requests);
  const finishedSeconds = new Float64Array(requests);
  const pool = Array.from({ length: disaggregated ? 2 : replicas }, (_, index) => new Replica(index));
  const decoder = disaggregated ? pool[1] : undefined;
  const entries = disaggregated ? 1 : replicas;
  const heap = new BoundHeap(1024 + 64 * pool.length);
  let steps = 0;
  let finished = 0;
  let endSeconds = 0;

  function enqueue(replica, request) {
    next[request] = NONE;
    if (replica.first === NONE) replica.first = request;
    else next[replica.last] = request;
    replica.last = request;
  }

  function join(replica, request) {
    const bucket = (replica.step + outputTokens[request] - 1) & (BUCKETS - 1);
    next[request] = replica.finishes[bucket];
    replica.finishes[bucket] = request;
    replica.batch++;
    replica.contextTokens += inputTokens[request] + 1;
  }

  function schedule(replica) {
    const { runStart, runSteps, runFirstSeconds, batch } = replica;
    const growth = secondsPerContextToken * batch * ((runSteps * (runSteps - 1)) / 2);
    heap.push(runStart + runSteps * runFirstSeconds + growth, replica.index, ++replica.version);
  }

  function form(replica, now) {
    let budget = maxBatchedTokens - replica.batch;
    let promptTokens = 0;
    let pairs = 0;
    let request = replica.first;
    while (request !== NONE && budget > 0) {
      if (!replica.firstAdmitted) {
        if (replica.running >= maxSequences) break;
        replica.running++;
      }
      if (replica === decoder) {
        const following = next[request];
        join(replica, request);
        request = following;
        continue;
      }
      const before = inputTokens[request] - left[request];
      const chunk = Math.min(left[request], budget);
      left[request] -= chunk;
      budget -= chunk;
      promptTokens += chunk;
      pairs += chunk * (before + chunk / 2);
      replica.firstAdmitted = left[request] > 0;
      if (replica.firstAdmitted) break;
      replica.prompts[replica.promptsCompleted++] = request;
      request = next[request];
    }
    replica.first = request;
    const { batch, step, finishes } = replica;
    replica.busy = batch > 0 || promptTokens > 0;
    if (!replica.busy) return;
    replica.runStart = now;
    replica.runSteps = 1;
    replica.runFirstSeconds =
      fixedSeconds +
      secondsPerToken * (batch + promptTokens) +
      secondsPerContextToken * replica.contextTokens +
      secondsPerPair * pairs;
    if (promptTokens === 0)
      while (finishes[(step + replica.runSteps) & (BUCKETS - 1)] === NONE) replica.runSteps++;
    schedule(replica);
  }

  /** Ends a run of decode steps at the first boundary at or after `now`. */
  function cut(replica, now) {
    if (replica.runSteps <= 1 || replica.running >= maxSequences) return;
    const half = (secondsPerContextToken * replica.batch) / 2;
    const linear = replica.runFirstSeconds - half;
    const root = Math.sqrt(linear * linear + 4 * half * (now - replica.runStart));
    const enough = Math.max(1, Math.ceil((root - linear) / (2 * half)));
    if (enough >= replica.runSteps) return;
    replica.runSteps = enough;
    schedule(replica);
  }

  function complete(replica, now) {
    const { runSteps } = replica;
    steps += runSteps;
    if (replica.batch > 0) {
      replica.step += runSteps;
      replica.contextTokens += replica.batch * runSteps;
      const bucket = replica.step & (BUCKETS - 1);
      let request = replica.finishes[bucket];
      replica.finishes[bucket] = NONE;
      while (request !== NONE) {
        finishedSeconds[request] = now;
        finished++;
        replica.batch--;
        replica.running--;
        replica.contextTokens -= inputTokens[request] + outputTokens[request];
        endSeconds = now;
        request = next[request];
      }
    }
    const { prompts, promptsCompleted } = replica;
    for (let i = 0; i < promptsCompleted; i++) {
      firstTokenSeconds[prompts[i]] = now;
      if (decoder === undefined) join(replica, prompts[i]);
      else {
        replica.running--;
        enqueue(decoder, prompts[i]);
      }
    }
    replica.promptsCompleted = 0;
    if (decoder !== undefined && replica !== decoder && promptsCompleted > 0) wake(decoder, now);
    form(replica, now);
  }

  function wake(replica, now) {
    if (replica.busy) cut(replica, now);
    else form(replica, now);
  }

  for (let arrived = 0; finished < requests; ) {
    if (arrived < requests && (heap.size === 0 || atSeconds[arrived] <= heap.times[0])) {
      const replica = pool[arrived % entries];
      enqueue(replica, arrived);
      wake(replica, atSeconds[arrived++]);
      continue;
    }
    heap.pop();
    const replica = pool[heap.target];
    if (heap.version === replica.version) complete(replica, heap.time);
  }
  return { steps, endSeconds, firstTokenSeconds, finishedSeconds };
}
