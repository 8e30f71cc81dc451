// Tokens that nobody sees are tokens: a request that reasons takes the time of one whose answer is as long, and its first visible
// token comes when that many are out. Images take what their encoder takes, and nothing after that.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "./queueing-system.ts";
import { build, randomSystem, requestsOf } from "./random-systems.ts";
import { metricsOf, realScenario } from "./real-scenario.ts";

const model = linearStepModel({
  fixedSeconds: 0.01,
  secondsPerPromptToken: 1e-5,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 1e-7,
});

/** When the first visible token of each request came, by id. */
function visibleTimes(run: ReturnType<typeof build>) {
  const seconds: number[] = [];
  const { records } = runSystem(run.source, {
    ...run.options,
    listen: (recorder) => ({
      arrived: (...told) => recorder.arrived(...told),
      ran: (...told) => recorder.ran(...told),
      tokenGap: (...told) => recorder.tokenGap(...told),
      ended(table, slot, nowSeconds, how) {
        seconds[table.id[slot]!] = table.visibleSeconds[slot]!;
        recorder.ended(table, slot, nowSeconds, how);
      },
    }),
  });
  return { seconds, records };
}

describe("reasoning", () => {
  it("takes as long as an answer of the same length, in 500 random systems without drafts", () => {
    let reasoned = 0;
    fc.assert(
      fc.property(randomSystem, (described) => {
        const plain = { ...described, reasons: false, arrivals: "poisson" as const };
        plain.entry = { ...plain.entry, acceptance: undefined };
        if (plain.decode)
          plain.decode = { ...plain.decode, instance: { ...plain.decode.instance, acceptance: undefined } };
        const thinking = { ...plain, reasons: true };
        const without = visibleTimes(build(plain, true));
        const { seconds, records } = visibleTimes(build(thinking, true));
        const requests = requestsOf(thinking);
        expect([...records.status]).toEqual([...without.records.status]);
        for (let i = 0; i < records.length; i++) {
          const finished = without.records.finishedSeconds[i]!;
          expect(Math.abs(records.finishedSeconds[i]! - finished)).toBeLessThanOrEqual(1e-9 * (1 + finished));
          const first = records.firstTokenSeconds[i]!;
          if (records.status[i] !== 0) continue;
          const { hiddenTokens = 0, outputTokens } = requests[i]!;
          if (hiddenTokens === 0) continue;
          reasoned++;
          expect(seconds[i]!).toBeGreaterThan(first);
          expect(seconds[i]!).toBeLessThanOrEqual(records.finishedSeconds[i]!);
          if (hiddenTokens + 1 === outputTokens) expect(seconds[i]).toBe(records.finishedSeconds[i]);
        }
      }),
      { numRuns: 500, seed: 8 },
    );
    expect(reasoned).toBeGreaterThan(1000);
  });

  it("of one request alone: the first visible token comes after as many steps as tokens are hidden", () => {
    const run = (hiddenTokens: number) =>
      visibleTimes({
        source: givenArrivals([{ atSeconds: 0, inputTokens: 100, outputTokens: 50, hiddenTokens }]),
        options: { instance: plainInstance(model) },
      });
    const at = (context: number) => 0.01 + 1e-4 + 1e-7 * context;
    const { seconds, records } = run(20);
    const steps = Array.from({ length: 20 }, (_, step) => at(101 + step));
    expect(seconds[0]! - records.firstTokenSeconds[0]!).toBeCloseTo(
      steps.reduce((sum, each) => sum + each, 0),
      12,
    );
  });
});

describe("agents that reason", () => {
  const [turns, system, context, output, message, hidden] = [6, 640, 320, 50, 78, 200];
  const served = (reasoning: string) =>
    metricsOf(
      simulate(
        realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  sessions:
    count: 1
    agents:
      thinker:
        system: ${system} tokens
        context: { fixed: ${context} tokens }
        turns: ${turns}
        output: { fixed: ${output} tokens }
        message: { fixed: ${message} tokens }
        ${reasoning}
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm, kv: { prefixCache: true } } ] }
`),
        { seed: 1 },
      ),
    )[0]!;
  const thinks = (rest: string) => served(`reasoning: { tokens: { fixed: ${hidden} tokens }${rest} }`);
  const closedForm = (growth: number) => turns * (system + context) + (growth * turns * (turns - 1)) / 2;
  /** Found by the turns after the first: whole blocks of 64 of so many tokens each. */
  const foundTokens = (known: (turn: number) => number) =>
    Array.from({ length: turns - 1 }, (_, turn) => Math.floor(known(turn) / 64) * 64).reduce(
      (a, b) => a + b,
      0,
    );
  const promptTokens = (turn: number, growth: number) => system + context + growth * turn;

  it("send n (S + C) + g n (n - 1)/2, and what they thought of only if it stays", () => {
    for (const [rest, growth] of [
      ["", output + message],
      [", stays: true", output + message + hidden],
    ] as const) {
      const { tokens, reasoning, tokenTax } = thinks(rest);
      expect(tokens.input).toBe(closedForm(growth));
      expect(tokens.output).toBe(turns * (hidden + output));
      expect(reasoning!.hiddenTokens).toBe(turns * hidden);
      expect(tokenTax!.usefulOutputTokens).toBe(turns * output);
    }
  });

  it("find their prompts again where thoughts are dropped, and their answers too where they stay", () => {
    const growth = output + message;
    expect(thinks("").tokens.cachedInput).toBe(foundTokens((turn) => promptTokens(turn, growth)));
    const staying = growth + hidden;
    expect(thinks(", stays: true").tokens.cachedInput).toBe(
      foundTokens((turn) => promptTokens(turn, staying) + hidden + output - 1),
    );
  });

  it("stop at their budget, and with none to think of are those that do not", () => {
    const capped = thinks(", budget: 30 tokens");
    expect(capped.reasoning!.hiddenTokens).toBe(turns * 30);
    const longer = served("").tokens;
    expect(longer.input).toBe(closedForm(output + message));
    expect(capped.tokens.input).toBe(longer.input);
  });
});

describe("images", () => {
  it("delay the first token by what their encoder takes, and no later one", () => {
    const encoder = { secondsPerImageToken: 1e-4, joulesPerImageToken: 0.05 };
    const run = (imageTokens: number) =>
      runSystem(givenArrivals([{ atSeconds: 0, inputTokens: 400, outputTokens: 30, imageTokens }]), {
        instance: plainInstance(model, { encoder }),
      });
    const [plain, seeing] = [run(0), run(300)];
    const ttft = ({ records }: typeof plain) => records.firstTokenSeconds[0]!;
    expect(ttft(seeing) - ttft(plain)).toBeCloseTo(300 * 1e-4, 12);
    const decode = ({ records }: typeof plain) => records.finishedSeconds[0]! - records.firstTokenSeconds[0]!;
    expect(decode(seeing)).toBeCloseTo(decode(plain), 12);
    const joules = ({ recorder }: typeof plain) => recorder.pools[0]!.run.joules;
    expect(joules(seeing) - joules(plain)).toBeCloseTo(300 * 0.05, 9);
  });
});
