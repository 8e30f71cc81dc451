// What a strategy hangs on: each input at its low and its high value, and the values at which it costs the same as another
// strategy, or earns nothing. Decisions held: the orders are made, then the world turns out otherwise.
import { power } from "../../base/power.ts";
import { MONTHS_PER_YEAR } from "../calendar.ts";
import type { PlanCase, PlanOutput } from "../plan.ts";
import { certified, crossing } from "./bisect.ts";
import { type Change, demandTimes, electricityTimes, priceTimes, rentTimes } from "./change.ts";
import { inputsOf } from "./inputs.ts";
import { operate } from "./operate.ts";
import { type Operating, operatingOf } from "./operating.ts";
import type { BreakEven, Sensitivity, Swing, SwingOutcome } from "./result.ts";

export function sensitivity({ plan }: PlanOutput, each: PlanCase, others: readonly PlanCase[]): Sensitivity {
  const state = operatingOf(plan.file, each);
  const { outcome } = operate(state);
  return {
    strategy: each.strategy,
    quantile: each.quantile,
    netPresentUsd: outcome.netPresentUsd + outcome.endValueUsd,
    costUsd: outcome.costUsd,
    swings: inputsOf(plan, state, each.quantile)
      .map(({ at, ...input }): Swing => {
        const [low, high] = [swingAt(at(input.lowValue)(state)), swingAt(at(input.highValue)(state))];
        return { ...input, low, high, netPresentSwingUsd: Math.abs(high.netPresentUsd - low.netPresentUsd) };
      })
      .sort((a, b) => b.netPresentSwingUsd - a.netPresentSwingUsd),
    breakEvens: [
      ...others.flatMap((other) => breakEvensBetween(each, other, state, operatingOf(plan.file, other))),
      ...breakEvenAlone(each, state),
    ],
  };
}

function swingAt(state: Operating): SwingOutcome {
  const { costUsd, netPresentUsd, endValueUsd, usdPerMillionTokens, unmetTokens, demandTokens } =
    operate(state).outcome;
  return {
    costUsd,
    netPresentUsd: netPresentUsd + endValueUsd,
    usdPerMillionTokens,
    unmetShare: unmetTokens / demandTokens,
  };
}

interface Question {
  input: string;
  unit: string;
  planned: number;
  low: number;
  high: number;
  at(value: number): Change;
}

/** Electricity price, use of what was planned for, growth and price of a device hour, as one strategy meets them. */
function questionsOf(state: Operating): Question[] {
  const { offers, file, asked } = state;
  const owned = offers.filter(
    (offer, o) => offer.procure === "buy" && state.lots.some((lot) => lot.offer === o),
  );
  const rented = offers.find(({ procure }) => procure === "rent");
  const growth = growthPerYear(asked, file.horizon);
  const electricity = owned[0]?.usdPerJoule ?? 0;
  return [
    ...(electricity > 0
      ? [
          {
            input: "electricity price",
            unit: `USD/kWh at ${owned[0]!.site}, the others in proportion`,
            planned: electricity * 3.6e6,
            low: electricity * 3.6e6 * 0.05,
            high: electricity * 3.6e6 * 100,
            at: (value: number) => electricityTimes(value / (electricity * 3.6e6)),
          },
        ]
      : []),
    {
      input: "utilisation",
      unit: "share of the demand planned for",
      planned: 1,
      low: 0.01,
      high: 1.5,
      at: (value) => demandTimes(() => value),
    },
    ...(file.horizon >= MONTHS_PER_YEAR
      ? [
          {
            input: "growth",
            unit: "times per year, all classes together",
            planned: growth,
            low: growth / 10,
            high: growth * 3,
            at: (value: number) =>
              demandTimes((month) => power(value / growth, (month + 0.5) / MONTHS_PER_YEAR)),
          },
        ]
      : []),
    ...(rented
      ? [
          {
            input: "price of a device hour",
            unit: `USD/h of ${rented.source}, the others in proportion`,
            planned: rented.rentUsdPerHour(0),
            low: rented.rentUsdPerHour(0) / 20,
            high: rented.rentUsdPerHour(0) * 20,
            at: (value: number) => rentTimes(() => value / rented.rentUsdPerHour(0)),
          },
        ]
      : []),
  ];
}

function growthPerYear(asked: Operating["asked"], months: number): number {
  const at = (m: number) => [...asked.values()].reduce((sum, path) => sum + path[m]!, 0);
  return power(at(months - 1) / at(0), MONTHS_PER_YEAR / Math.max(1, months - 1));
}

function breakEvensBetween(a: PlanCase, b: PlanCase, left: Operating, right: Operating): BreakEven[] {
  const questions = new Map([...questionsOf(right), ...questionsOf(left)].map((each) => [each.input, each]));
  return [...questions.values()].map(({ at, ...asked }) => {
    const root = crossing(
      (value) => ({
        leftUsd: operate(at(value)(left)).outcome.costUsd,
        rightUsd: operate(at(value)(right)).outcome.costUsd,
      }),
      asked.planned,
      asked.low,
      asked.high,
    );
    return {
      strategy: a.strategy,
      against: b.strategy,
      ...certified(asked, root, [a.strategy, b.strategy]),
    };
  });
}

/** Where what is sold pays for everything, what is left at the end included. */
function breakEvenAlone(each: PlanCase, state: Operating): BreakEven[] {
  const sells = Object.values(state.file.classes).some(({ price }) => price !== undefined);
  if (!sells) return [];
  const price: Question = {
    input: "price of tokens",
    unit: "x planned",
    planned: 1,
    low: 0.001,
    high: 1000,
    at: priceTimes,
  };
  return [price, ...questionsOf(state)].map(({ at, ...asked }) => {
    const root = crossing(
      (value) => {
        const { netPresentUsd, endValueUsd } = operate(at(value)(state)).outcome;
        return { leftUsd: netPresentUsd + endValueUsd, rightUsd: 0 };
      },
      asked.planned,
      asked.low,
      asked.high,
    );
    const { reason, ...found } = certified(asked, root, ["", ""]);
    return {
      strategy: each.strategy,
      against: "nothing",
      ...found,
      reason: "lower" in root ? `${root.lower === "left" ? "loses" : "earns"} money throughout` : reason,
    };
  });
}
