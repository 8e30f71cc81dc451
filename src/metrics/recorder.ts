// Listens to the engine and keeps what every metric is made of: one record per request, totals per pool, the sketch of
// token gaps, the timeline. Totals are kept twice, over the whole run and over the window.
import { type Resource, resources } from "../cost/step-model.ts";
import type { Instance } from "../serving/instance.ts";
import type { RequestTable } from "../serving/request-table.ts";
import type { Run } from "../serving/run.ts";
import { type ServingSink, type Status, status } from "../serving/sink.ts";
import { RequestTotals } from "./latency.ts";
import { QuantileSketch } from "./quantile-sketch.ts";
import { RecordColumns } from "./records.ts";
import type { Slo } from "./slo.ts";
import { TimelineRecorder } from "./timeline.ts";
import { type TaxedKind, TokenTaxTotals } from "./token-tax.ts";
import { ResultTotals } from "./useful.ts";
import { MeasurementWindow, type WindowConfig } from "./window.ts";

/** What steps amount to: of one pool, over the run or over the window. */
export class WorkTotals {
  busySeconds = 0;
  /** Of `busySeconds`: what prompts added to steps. */
  prefillSeconds = 0;
  joules = 0;
  /** Of `joules`: what the FFN pool of a split instance took. */
  partnerJoules = 0;
  outputTokens = 0;
  promptTokens = 0;
}

export class PoolTotals {
  readonly run = new WorkTotals();
  readonly window = new WorkTotals();
  readonly boundSeconds: Record<Resource, number> = { compute: 0, memory: 0, network: 0, host: 0 };
  steps = 0;
  decodeSteps = 0;
  decodeSequenceSteps = 0;
  peakBlocks = 0;
  /** Where the KV cache is paged. */
  stallSeconds = 0;
  selectedTokens = 0;
  missedTokens = 0;
}

export class Recorder implements ServingSink {
  readonly records: RecordColumns;
  readonly requests: RequestTotals;
  readonly window: MeasurementWindow;
  readonly pools: PoolTotals[];
  readonly gaps = { run: new QuantileSketch(), window: new QuantileSketch() };
  readonly timeline = new TimelineRecorder();
  readonly tax: TokenTaxTotals | undefined;
  readonly results = new ResultTotals();
  arrivals = 0;
  readonly #kinds: readonly TaxedKind[] | undefined;
  #instances: readonly Instance[] = [];

  constructor(
    pools: number,
    expectedRequests: number | undefined,
    window: WindowConfig,
    slo: Slo = {},
    kinds?: readonly TaxedKind[],
  ) {
    this.#kinds = kinds;
    this.tax = kinds && new TokenTaxTotals(kinds);
    this.records = new RecordColumns(expectedRequests ?? 1024);
    this.window = new MeasurementWindow(window);
    this.requests = new RequestTotals(slo, this.window);
    this.pools = Array.from({ length: pools }, () => new PoolTotals());
  }

  /** The instances whose state the timeline samples. */
  watch(instances: readonly Instance[]): void {
    this.#instances = instances;
  }

  arrived(id: number, nowSeconds: number, primary: number, last: boolean): void {
    this.arrivals++;
    this.window.arrived(id, nowSeconds, primary, last);
    this.timeline.addArrival(nowSeconds);
    if (nowSeconds >= this.timeline.nextSampleSeconds) this.#sample(nowSeconds);
  }

  ran(instance: Instance, endSeconds: number): void {
    const { run } = instance;
    const pool = this.pools[instance.pool]!;
    const { steps } = run;
    const seconds = run.seconds(steps);
    const joules = run.joules(steps);
    const outputTokens = run.tokensPerStep * steps + run.completedPrompts;
    pool.steps += steps;
    if (run.batch > 0) {
      pool.decodeSteps += steps;
      pool.decodeSequenceSteps += run.batch * steps;
    }
    pool.boundSeconds[run.bound] += seconds;
    if (run.selectedTokens > 0 || run.stallSeconds > 0) {
      pool.stallSeconds += run.stallSeconds;
      pool.selectedTokens += run.selectedTokens;
      pool.missedTokens += run.missedTokens;
    }
    const used = instance.kv.usedBlocks;
    if (used > pool.peakBlocks) pool.peakBlocks = used;
    addWork(pool.run, run, seconds, joules, outputTokens, run.prefillTokens);
    // Above idle, which the timeline adds all along.
    const aboveIdleJoules = joules - instance.config.model.idleWatts * seconds;
    this.timeline.addWork(run.startSeconds, endSeconds, aboveIdleJoules, outputTokens);
    // Tokens count at the end of their step, time and energy where they are spent; most runs lie in the window whole.
    const { startSeconds: from, endSeconds: to } = this.window;
    const skipped = run.startSeconds >= from ? 0 : run.stepsEndingBy(from);
    const until = endSeconds <= to ? steps : run.stepsEndingBy(to);
    if (run.startSeconds >= from && endSeconds <= to)
      addWork(pool.window, run, seconds, joules, outputTokens, run.prefillTokens);
    else if (run.startSeconds < to && endSeconds > from) {
      const last = until === steps && until > skipped;
      addWork(
        pool.window,
        run,
        Math.min(endSeconds, to) - Math.max(run.startSeconds, from),
        run.joulesBy(to) - run.joulesBy(from),
        run.tokensPerStep * (until - skipped) + (last ? run.completedPrompts : 0),
        last ? run.prefillTokens : 0,
      );
    }
    // A step that yields k tokens of a sequence is one gap and k-1 zeros.
    const zerosPerStep = run.tokensPerStep - run.batch;
    if (zerosPerStep > 0) {
      this.gaps.run.add(0, zerosPerStep * steps);
      if (until > skipped) this.gaps.window.add(0, zerosPerStep * (until - skipped));
    }
    if (run.batch > 0 && steps > 1) {
      // The gap of the first step is the engine's to tell: members may have waited before it.
      const { firstSeconds, slopeSeconds, batch } = run;
      this.gaps.run.addRun(firstSeconds + slopeSeconds, slopeSeconds, steps - 1, batch);
      const first = Math.max(1, skipped);
      if (until > first)
        this.gaps.window.addRun(firstSeconds + slopeSeconds * first, slopeSeconds, until - first, batch);
    }
    if (endSeconds >= this.timeline.nextSampleSeconds) this.#sample(endSeconds);
  }

  tokenGap(endSeconds: number, gapSeconds: number, count: number): void {
    this.gaps.run.add(gapSeconds, count);
    if (this.window.holds(endSeconds)) this.gaps.window.add(gapSeconds, count);
  }

  ended(table: RequestTable, slot: number, nowSeconds: number, how: Status): void {
    this.records.append(table, slot, nowSeconds, how);
    this.requests.add(table, slot, nowSeconds, how);
    if (how !== status.completed) return;
    this.tax?.add(table, slot);
    if (this.#kinds === undefined || this.#kinds[table.kind[slot]!]!.concludes)
      this.results.add(table, slot, this.window.holds(nowSeconds));
  }

  #sample(nowSeconds: number): void {
    let queue = 0;
    let running = 0;
    let used = 0;
    let blocks = 0;
    for (const instance of this.#instances) {
      queue += instance.queued;
      running += instance.running;
      used += instance.kv.usedBlocks;
      blocks += instance.config.blocks;
    }
    this.timeline.sample(nowSeconds, queue, running, used / blocks);
  }
}

function addWork(
  totals: WorkTotals,
  { prefillShare, partnerShare }: Run,
  seconds: number,
  joules: number,
  outputTokens: number,
  promptTokens: number,
): void {
  totals.busySeconds += seconds;
  totals.prefillSeconds += seconds * prefillShare;
  totals.joules += joules;
  totals.partnerJoules += partnerShare * joules;
  totals.outputTokens += outputTokens;
  totals.promptTokens += promptTokens;
}

/** Shares of busy time by binding resource; zeros for a pool that never worked. */
export function boundShares(pool: PoolTotals): Record<Resource, number> {
  const shares = { compute: 0, memory: 0, network: 0, host: 0 };
  if (pool.run.busySeconds > 0)
    for (const resource of resources) shares[resource] = pool.boundSeconds[resource] / pool.run.busySeconds;
  return shares;
}
