// Whether what was promised was kept: for everybody at once, or class by class, each by its own limits. A deadline is kept if
// every request of the class ended in time; like the counts it is told of the whole run.
import type { RequestTotals } from "../metrics/latency.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { ClassResult, DeploymentMetrics } from "../metrics/result.ts";
import { type ClassPromise, checkLimits } from "../metrics/slo.ts";
import { promisesOf } from "./build-classes.ts";
import type { ScenarioFile } from "./schema.ts";

export interface MeasuredRates {
  /** The window is the whole run. */
  whole: boolean;
  seconds: number;
  outputTokensPerSecond: number;
  /** Of the whole run, which a class with its own arrivals is measured over. */
  runSeconds: number;
}

export function serviceLevel(
  file: ScenarioFile,
  recorder: Recorder,
  rates: MeasuredRates,
): { slo: DeploymentMetrics["slo"]; classes: ClassResult[] | undefined } {
  const promises = promisesOf(file);
  if (file.workload.classes === undefined)
    return { slo: keptBy(recorder.requests, promises[0]!, rates), classes: undefined };
  const all = keptBy(recorder.requests, { name: "", slo: {}, deadlineSeconds: Infinity }, rates);
  // Of a single class the totals are those of everybody.
  const totals = recorder.classes.length > 0 ? recorder.classes : [recorder.requests];
  const classes = promises.map((promise, i) => classResult(totals[i]!, promise, rates));
  return { slo: { ...all, met: classes.every(({ slo }) => slo.met) }, classes };
}

/** Tokens are counted as they are yielded, requests as they finish: the share of good tokens joins the two. */
function keptBy(
  requests: RequestTotals,
  { slo, deadlineSeconds }: ClassPromise,
  { whole, seconds, outputTokensPerSecond }: MeasuredRates,
): DeploymentMetrics["slo"] {
  const checks = [
    ...checkLimits("ttft", slo.ttft, requests.ttft, requests.missed),
    ...checkLimits("tpot", slo.tpot, requests.tpot, requests.missed),
  ];
  const inTime = deadlineSeconds === Infinity || requests.inTime === arrivedOf(requests);
  const finished = whole ? requests.finished.run : requests.finished.window;
  return {
    // Where nothing was answered nothing is kept, whether or not a limit is stated.
    met: requests.inWindow > 0 && requests.ttft.count > 0 && inTime && checks.every((check) => check.met),
    attainment: requests.inWindow > 0 ? requests.good / requests.inWindow : 0,
    goodputRequestsPerSecond: finished.goodRequests / seconds,
    goodputOutputTokensPerSecond:
      finished.outputTokens > 0
        ? (outputTokensPerSecond * finished.goodOutputTokens) / finished.outputTokens
        : 0,
  };
}

function classResult(requests: RequestTotals, promise: ClassPromise, rates: MeasuredRates): ClassResult {
  const { deadlineSeconds, wholeRun } = promise;
  const whole = rates.whole || wholeRun === true;
  const seconds = wholeRun ? rates.runSeconds : rates.seconds;
  const finished = whole ? requests.finished.run : requests.finished.window;
  const arrived = arrivedOf(requests);
  // Of a class, tokens of requests as they finish: steps do not tell whose they yield.
  const own = { ...rates, whole, seconds, outputTokensPerSecond: finished.outputTokens / seconds };
  return {
    name: promise.name,
    requests: { arrived, ...requests.requests },
    tokens: { ...requests.tokens },
    latency: {
      ttftSeconds: requests.ttft.summary(),
      tpotSeconds: requests.tpot.summary(),
      e2eSeconds: requests.e2e.summary(),
    },
    requestsPerSecond: finished.requests / seconds,
    slo: keptBy(requests, promise, own),
    deadline:
      deadlineSeconds === Infinity
        ? undefined
        : {
            seconds: deadlineSeconds,
            metRequests: requests.inTime,
            missedRequests: arrived - requests.inTime,
          },
  };
}

export function arrivedOf({ requests }: RequestTotals): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
