// When newcomers are noticed, by hand. A step takes 10 s, plus 1 s per prompt token, plus 2 s per decoding sequence:
// A comes at 0, prefills until 16 and decodes in steps that end at 28, 40, 52 …; B (4 tokens) comes at 30.
import { describe, expect, it } from "vitest";
import type { IntakeConfig } from "../../src/serving/intake.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";

const model = linearStepModel({
  fixedSeconds: 10,
  secondsPerPromptToken: 1,
  secondsPerSequence: 2,
  secondsPerContextToken: 0,
});
const alone = Number.POSITIVE_INFINITY;
const everyStep: IntakeConfig = { lookaheadSteps: 0, pollSteps: 1, batchWait: undefined };

function firstTokens(changes: Partial<IntakeConfig>, ...atSeconds: number[]): number[] {
  const intake = { ...everyStep, ...changes };
  const requests = atSeconds.map((at, i) => ({
    atSeconds: at,
    inputTokens: i === 0 ? 6 : 4,
    outputTokens: i === 0 ? 40 : 1,
  }));
  const { records } = runSystem(givenArrivals(requests), { instance: plainInstance(model, { intake }) });
  return requests.map((_, i) => records.firstTokenSeconds[i]!);
}

describe("a newcomer's first step", () => {
  it("is the next one where the scheduler decides at each boundary", () => {
    expect(firstTokens({}, 0, 30)).toEqual([16, 56]);
  });

  it("comes one later where steps are decided ahead; an idle server starts at once", () => {
    expect(firstTokens({ lookaheadSteps: 1 }, 0, 30)).toEqual([16, 68]);
  });

  it("follows every third decode step where the queue is polled then, counted from the last prefill", () => {
    expect(firstTokens({ pollSteps: 3 }, 0, 17)).toEqual([16, 68]);
    expect(firstTokens({ pollSteps: 3 }, 0, 51)).toEqual([16, 68]);
    expect(firstTokens({ pollSteps: 3 }, 0, 53)).toEqual([16, 104]);
    // Decided ahead besides: whoever comes in the step before the look is not seen by it.
    expect(firstTokens({ pollSteps: 3, lookaheadSteps: 1 }, 0, 39)).toEqual([16, 68]);
    expect(firstTokens({ pollSteps: 3, lookaheadSteps: 1 }, 0, 41)).toEqual([16, 104]);
  });

  it("waits for others, at most the stated steps, unless they fill the stated tokens", () => {
    expect(firstTokens({ batchWait: { steps: 2, tokens: 100, sequences: alone } }, 0, 30)).toEqual([16, 80]);
    expect(firstTokens({ batchWait: { steps: 2, tokens: 5, sequences: alone } }, 0, 30)).toEqual([16, 56]);
    // C comes while B is held: 4 + 4 prompt tokens and a decode are nine.
    expect(firstTokens({ batchWait: { steps: 9, tokens: 9, sequences: alone } }, 0, 30, 53)).toEqual([
      16, 84, 84,
    ]);
  });

  it("waits until there is one for each rank, at most the stated steps", () => {
    const ranks = (prompts: number, steps: number) => ({
      batchWait: { steps, tokens: alone, sequences: prompts },
    });
    expect(firstTokens(ranks(1, 9), 0, 30)).toEqual([16, 56]);
    expect(firstTokens(ranks(2, 2), 0, 30)).toEqual([16, 80]);
    expect(firstTokens(ranks(2, 9), 0, 30, 53)).toEqual([16, 84, 84]);
  });
});
