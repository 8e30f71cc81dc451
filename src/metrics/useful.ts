// What a useful result costs: a session that came to its end, or an answered request, is a result; a share of them is
// accepted. A rejected one may be done over. With acceptance a at first and b when done over, r repetitions at most, each at
// w of what the first attempt cost:
//   useful share P = 1 - (1-a)(1-b)^r      work per result W = 1 + w (1-a) (1 + (1-b) + … + (1-b)^(r-1))
//   cost per useful result = cost / results x W / P;   with b = a and w = 1 that is cost / (results x a), whatever r.
// Attempts are taken as independent; what reviewers' time costs is left out.
import { avoided } from "../serving/answer-cache.ts";
import type { RequestTable } from "../serving/request-table.ts";

/** A share with the range it may lie in. */
export interface Share {
  value: number;
  low: number;
  high: number;
}

export interface AcceptanceModel {
  name: string;
  /** What a result has to pass, one after the other. */
  stages: readonly Share[];
  rework: {
    repeatCount: number;
    /** Of a repetition, in first attempts. */
    costShare: number;
    /** Of a repetition; undefined: as the first time. */
    acceptance: Share | undefined;
  };
}

/** A figure at the stated acceptance, and at both ends of its range; null where nothing is ever accepted. */
export interface UsefulFigure {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface UsefulResult {
  /** What a useful one is called: merged change. */
  name: string;
  unit: "session" | "request";
  /** Delivered in the window. */
  results: number;
  /** Of those: wrong answers of a cache that nobody noticed. They are not useful, whatever is accepted. */
  wrongResults: number;
  /** Accepted at the first attempt. */
  acceptance: Share;
  /** Useful in the end, repetitions included: of all results that are not wrong. */
  usefulShare: number;
  /** First attempts and repetitions per result, in what a first attempt costs. */
  workPerResult: number;
  usdPerResult: number | null;
  joulesPerResult: number | null;
  usdPerUsefulResult: UsefulFigure;
  joulesPerUsefulResult: UsefulFigure;
}

/** Results in the window and over the run. */
export class ResultTotals {
  readonly run = { results: 0, wrongResults: 0 };
  readonly window = { results: 0, wrongResults: 0 };

  /** A completed request that brings a session, or itself, to its end. */
  add(table: RequestTable, slot: number, inWindow: boolean): void {
    const wrong = table.avoided[slot] === avoided.falselyAnswered ? 1 : 0;
    this.run.results++;
    this.run.wrongResults += wrong;
    if (!inWindow) return;
    this.window.results++;
    this.window.wrongResults += wrong;
  }
}

type End = keyof Share;

/** Useful share and work per result, at one end of all ranges. */
export function acceptedAt({ stages, rework }: AcceptanceModel, end: End) {
  const acceptance = stages.reduce((product, stage) => product * stage[end], 1);
  const again = rework.acceptance?.[end] ?? acceptance;
  let rejected = 1 - acceptance;
  let repetitions = 0;
  for (let repeat = 0; repeat < rework.repeatCount; repeat++) {
    repetitions += rejected;
    rejected *= 1 - again;
  }
  return { acceptance, usefulShare: 1 - rejected, workPerResult: 1 + rework.costShare * repetitions };
}

export function usefulResult(
  model: AcceptanceModel,
  unit: UsefulResult["unit"],
  { results, wrongResults }: { results: number; wrongResults: number },
  spent: { usd: number | null; joules: number },
): UsefulResult {
  const at = {
    value: acceptedAt(model, "value"),
    low: acceptedAt(model, "low"),
    high: acceptedAt(model, "high"),
  };
  const each = (total: number | null) => (total !== null && results > 0 ? total / results : null);
  const perUseful = (total: number | null, end: End): number | null => {
    const useful = (results - wrongResults) * at[end].usefulShare;
    return total !== null && useful > 0 ? (total * at[end].workPerResult) / useful : null;
  };
  // The more is accepted, the less one costs.
  const figure = (total: number | null): UsefulFigure => ({
    value: perUseful(total, "value"),
    low: perUseful(total, "high"),
    high: perUseful(total, "low"),
  });
  return {
    name: model.name,
    unit,
    results,
    wrongResults,
    acceptance: { value: at.value.acceptance, low: at.low.acceptance, high: at.high.acceptance },
    usefulShare: at.value.usefulShare,
    workPerResult: at.value.workPerResult,
    usdPerResult: each(spent.usd),
    joulesPerResult: each(spent.joules),
    usdPerUsefulResult: figure(spent.usd),
    joulesPerUsefulResult: figure(spent.joules),
  };
}
