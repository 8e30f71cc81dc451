// Laws of reused plans: a request takes the place of planning, and what that spares is known to the token.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, agentOf, serve, shape, sum, workload } from "./served-sessions.ts";

describe("reused plans", () => {
  it("a reused plan takes the place of planning: one request, then n - m turns behind the adapted plan", () => {
    const planning = fc.record({
      spares: fc.integer({ min: 1, max: 12 }),
      plan: fc.integer({ min: 1, max: 900 }),
      misleading: fc.boolean(),
    });
    fc.assert(
      fc.property(shape, planning, ({ turns, ...rest }, { spares, plan, misleading }) => {
        const agent = { ...rest, turns: turns + 1 };
        const { asked, kinds } = serve(
          workload({
            count: 3,
            agents: {
              solo: {
                ...agentOf(agent),
                planCache: { hits: 1, spares, plan, falseHits: misleading ? 1 : 0 },
              },
            },
          }),
        );
        const { system, context, message, output } = agent;
        const closedForm = (n: number, begin: number) => n * begin + ((message + output) * n * (n - 1)) / 2;
        const left = Math.max(1, agent.turns - spares);
        const planned = system + context + plan + closedForm(left, system + context + 2 * plan);
        const inputs = (wasted: boolean) =>
          sum(
            asked
              .filter(({ kindIndex: kind }) => (kinds[kind!]!.purpose === "retried") === wasted)
              .map(({ inputTokens }) => inputTokens),
          );
        expect(inputs(misleading)).toBe(3 * planned);
        expect(inputs(!misleading)).toBe(misleading ? 3 * closedForm(agent.turns, system + context) : 0);
      }),
      { numRuns: 60 },
    );
  });

  it("what reused plans spare is the difference of the closed forms, to the token", () => {
    const drawn = (planCache?: object) =>
      workload({
        count: 12,
        agents: {
          solo: {
            ...agentOf({ system: 64, context: 1, turns: 1, output: 1, message: 1 }),
            turns: { uniform: { low: 1, high: 9 } },
            context: { uniform: { low: 1, high: 900 } },
            output: { uniform: { low: 1, high: 90 } },
            message: { uniform: { low: 1, high: 900 } },
            retries: { probability: 0.2 },
            planCache,
          },
        },
      });
    const billed = ({ asked }: { asked: Asked[] }) =>
      sum(asked.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens));
    for (const falseHits of [0, 0.5, 1]) {
      const planned = serve(drawn({ hits: 0.6, spares: 4, plan: 100, falseHits }));
      expect(planned.plans[0]!.avoidedTokens).not.toBe(0);
      expect(planned.plans[0]!.avoidedTokens).toBe(billed(serve(drawn())) - billed(planned));
    }
  });

  it("as many tasks reuse a plan as are said to, and the others are what they were", () => {
    const block = (planCache?: object) =>
      workload({
        count: 400,
        agents: {
          solo: { ...agentOf({ system: 0, context: 100, turns: 3, output: 5, message: 5 }), planCache },
        },
      });
    const [without, with_] = [serve(block()), serve(block({ hits: 0.3, spares: 2, plan: 7 }))];
    const plans = with_.asked.filter(({ kindIndex: kind }) => with_.kinds[kind!]!.purpose === "plan").length;
    expect(plans / 400).toBeCloseTo(0.3, 1);
    expect(with_.asked.length).toBe(without.asked.length - 2 * plans + plans);
    const first = serve(block({ hits: 0, spares: 2 })).asked;
    expect(first.map(({ inputTokens }) => inputTokens)).toEqual(
      without.asked.map(({ inputTokens }) => inputTokens),
    );
  });
});
