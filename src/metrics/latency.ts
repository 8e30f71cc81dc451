// What each ended request contributes (design 2): TTFT from arrival to the end of the step that yields the first token;
// TPOT = (E2E - TTFT)/(output tokens - 1); E2E from arrival to the last token; whether it was good. Folded as requests
// end, so that nothing needs all records at once.
import { avoided, isElsewhere } from "../serving/answer-cache.ts";
import type { RequestTable } from "../serving/request-table.ts";
import { type Status, status } from "../serving/sink.ts";
import { AvoidanceTotals } from "./avoidance.ts";
import type { HandOvers } from "./hand-over.ts";
import { PhaseTotals } from "./phases.ts";
import { ReasoningTotals } from "./reasoning.ts";
import { type ClassPromise, requestLimit } from "./slo.ts";
import { ValueStore } from "./value-store.ts";
import type { MeasurementWindow } from "./window.ts";

const names = ["completed", "rejected", "failed", "unfinished"] as const;

export class FinishedTotals {
  requests = 0;
  goodRequests = 0;
  outputTokens = 0;
  goodOutputTokens = 0;

  add(good: boolean, outputTokens: number): void {
    this.requests++;
    this.outputTokens += outputTokens;
    if (!good) return;
    this.goodRequests++;
    this.goodOutputTokens += outputTokens;
  }
}

export class RequestTotals {
  /** Over the whole run. */
  readonly requests = { completed: 0, rejected: 0, failed: 0, unfinished: 0 };
  readonly reasoning = new ReasoningTotals();
  readonly avoidance = new AvoidanceTotals();
  readonly tokens = { input: 0, cachedInput: 0, output: 0 };
  /** Of requests that arrived in the window and completed; TPOT only where there are two tokens. */
  readonly ttft: ValueStore;
  readonly tpot: ValueStore;
  readonly e2e: ValueStore;
  /** Of the same. */
  readonly phases = new PhaseTotals();
  /** Arrived in the window, and of those: good, never completed. */
  inWindow = 0;
  good = 0;
  missed = 0;
  /** Completed, whenever they arrived: over the run, and by a finish inside the window. */
  readonly finished = { run: new FinishedTotals(), window: new FinishedTotals() };
  /** Over the run: completed by their deadline. */
  inTime = 0;
  /** By class; one for all where there are none. */
  readonly #limits: readonly { ttft: number; tpot: number; deadline: number }[];
  readonly #window: MeasurementWindow;
  readonly #wholeRun: boolean;
  readonly #handOvers: HandOvers | undefined;

  constructor(
    promises: readonly ClassPromise[],
    window: MeasurementWindow,
    handOvers?: HandOvers,
    expectedRequests?: number,
  ) {
    this.#handOvers = handOvers;
    this.ttft = new ValueStore(expectedRequests);
    this.tpot = new ValueStore(expectedRequests);
    this.e2e = new ValueStore(expectedRequests);
    this.#limits = promises.map(({ slo, deadlineSeconds }) => ({
      ttft: requestLimit(slo.ttft),
      tpot: requestLimit(slo.tpot),
      deadline: deadlineSeconds,
    }));
    this.#window = window;
    this.#wholeRun = promises.every(({ wholeRun }) => wholeRun);
  }

  add(table: RequestTable, slot: number, nowSeconds: number, how: Status): void {
    const counted = this.#wholeRun || table.id[slot]! >= this.#window.firstId;
    const tokens = table.generatedTokens[slot]!;
    this.requests[names[how]]++;
    const avoidedBy = table.avoided[slot]!;
    const elsewhere = isElsewhere(avoidedBy);
    if (!elsewhere) this.tokens.output += tokens;
    if (counted) this.inWindow++;
    if (how !== status.completed) {
      if (counted) this.missed++;
      return;
    }
    this.reasoning.add(table, slot, counted);
    this.tokens.input += table.inputTokens[slot]!;
    this.tokens.cachedInput += table.cachedTokens[slot]!;
    if (avoidedBy !== avoided.no) this.avoidance.add(table, slot);
    const e2e = nowSeconds - table.arrivedSeconds[slot]!;
    const ttft = table.firstTokenSeconds[slot]! - table.arrivedSeconds[slot]!;
    const tpot = tokens > 1 ? (e2e - ttft) / (tokens - 1) : 0;
    // A one-token answer has no TPOT: it cannot miss that limit and is not in its quantiles.
    const limits = this.#limits[this.#limits.length === 1 ? 0 : table.classIndex[slot]!]!;
    const inTime = e2e <= limits.deadline;
    if (inTime) this.inTime++;
    const good = inTime && ttft <= limits.ttft && tpot <= limits.tpot;
    if (counted) {
      this.ttft.add(ttft);
      this.e2e.add(e2e);
      if (elsewhere) this.phases.addFront(ttft);
      else this.phases.add(table, slot, this.#handOvers);
      if (tokens > 1 && !elsewhere) this.tpot.add(tpot);
      if (good) this.good++;
    }
    const yielded = elsewhere ? 0 : tokens;
    this.finished.run.add(good, yielded);
    if (this.#window.holds(nowSeconds)) this.finished.window.add(good, yielded);
  }
}
