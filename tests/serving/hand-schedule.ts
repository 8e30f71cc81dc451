// A system small enough to schedule by hand: a step takes 10 s, plus 1 s per prompt token, plus 2 s per decoding sequence.
import {
  givenArrivals,
  linearStepModel,
  plainInstance,
  runSystem,
  type SystemOptions,
} from "../laws/queueing-system.ts";

const model = linearStepModel({
  fixedSeconds: 10,
  secondsPerPromptToken: 1,
  secondsPerSequence: 2,
  secondsPerContextToken: 0,
});
export const instance = (changes: Partial<SystemOptions["instance"]> = {}) =>
  plainInstance(model, {
    blockTokens: 1,
    blocks: 1000,
    watermarkBlocks: 0,
    maxBatchedTokens: 100,
    ...changes,
  });

/** Requests as [arrival, input, output]; answers [first token, finish] of each, all gaps ascending, preemptions. */
export function serve(requests: [number, number, number][], options: SystemOptions) {
  const gaps: number[] = [];
  const given = requests.map(([atSeconds, inputTokens, outputTokens]) => ({
    atSeconds,
    inputTokens,
    outputTokens,
  }));
  const { records } = runSystem(givenArrivals(given), {
    ...options,
    instance: { ...options.instance, fastForward: false },
    listen: (recorder) => ({
      arrived: (...told) => recorder.arrived(...told),
      ran: (ran, endSeconds) => recorder.ran(ran, endSeconds),
      ended: (table, slot, nowSeconds, how) => recorder.ended(table, slot, nowSeconds, how),
      tokenGap: (_, gapSeconds, count) => gaps.push(...Array<number>(count).fill(gapSeconds)),
    }),
  });
  const times = Array.from(records.id, (_, i) => [records.firstTokenSeconds[i], records.finishedSeconds[i]]);
  return { times, gaps: gaps.sort((a, b) => a - b), preemptions: [...records.preemptions] };
}
