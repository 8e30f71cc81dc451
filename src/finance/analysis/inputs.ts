// What a plan hangs on: every input with the range it may have, where that range comes from, and the world in which it has another
// value. One at a time for the tornado; orders stay as decided.
import { demandAt } from "../demand.ts";
import type { ResolvedPlan } from "../resolved.ts";
import {
  apiChangeBy,
  apiTimes,
  asking,
  askingFor,
  avoidedTimes,
  type Change,
  capexChangeBy,
  capexTimes,
  coloTimes,
  deliveriesLate,
  drawTimes,
  electricityTimes,
  headroom,
  interrupted,
  lifeOf,
  moneyOf,
  peakTimes,
  policyOf,
  priceTimes,
  priceTimesOf,
  pueOf,
  rentChangeBy,
  rentTimes,
  residualOf,
  throughputTimes,
} from "./change.ts";
import type { Operating } from "./operating.ts";
import type { InputRange } from "./result.ts";

export interface Input extends InputRange {
  at(value: number): Change;
}

const HELD_OUT = "measured over predicted, held out (docs/concepts/confidence.md)";

/** Those that a case has: a strategy that rents nothing has no rent. */
export function inputsOf(plan: ResolvedPlan, state: Operating, quantile: number): Input[] {
  const { file } = plan;
  const { money, policy, uncertainty, classes } = file;
  const { offers, apis, lots } = state;
  const units = offers.flatMap(({ capacities }) => [...capacities.values()].map(({ unit }) => unit));
  const owns = lots.some(({ capexCents }) => capexCents > 0);
  const runs = lots.length > 0;
  const rents = offers.some(({ procure }) => procure === "rent");
  const sold = Object.keys(classes).filter((name) => classes[name]!.price !== undefined);
  const avoids = Object.values(classes).some(({ avoided }) => avoided > 0);
  const sites = Object.values(file.sites);
  const meanPue = sites.reduce((sum, { pue }) => sum + pue, 0) / sites.length;

  const times = (
    input: string,
    lowValue: number,
    highValue: number,
    source: string,
    at: (ratio: number) => Change,
  ): Input => ({ input, unit: "x planned", plannedValue: 1, lowValue, highValue, source, at });
  const price = (name: "capex" | "rent" | "api" | "electricity" | "colo", input: string, at: Input["at"]) =>
    times(input, uncertainty[name].low, uncertainty[name].high, uncertainty[name].source, at);
  const value = (
    [input, unit]: [string, string],
    [lowValue, plannedValue, highValue]: [number, number, number],
    source: string,
    at: Input["at"],
  ): Input => ({ input, unit, plannedValue, lowValue, highValue, source, at });
  const band = (
    input: string,
    of: (unit: (typeof units)[number]) => { p10: number; p90: number },
    at: Input["at"],
  ) =>
    times(
      input,
      Math.min(...units.map((unit) => of(unit).p10)),
      Math.max(...units.map((unit) => of(unit).p90)),
      HELD_OUT,
      at,
    );
  const list = (present: boolean, ...inputs: (() => Input)[]): Input[] =>
    present ? inputs.map((make) => make()) : [];

  return [
    value(
      ["demand", "quantile"],
      [0.1, quantile, 0.9],
      "growth of the plan, forecasts of its series",
      (share) => asking(demandAt(plan, share)),
    ),
    ...list(
      Object.keys(classes).length > 1,
      ...Object.keys(classes).map((name) => () => ({
        ...value(
          [`demand of ${name}`, "quantile"],
          [0.1, quantile, 0.9],
          "growth of the plan, forecasts of its series",
          (share) => askingFor(name, demandAt(plan, share)),
        ),
        partOf: "demand",
      })),
    ),
    times("peak above the mean", 0.7, 1.3, "assumed: 30 % either way", peakTimes),
    ...list(
      units.length > 0,
      () =>
        band(
          "throughput of devices",
          ({ band }) => band,
          (ratio) => throughputTimes(() => ratio),
        ),
      () =>
        band(
          "power of devices",
          ({ powerBand }) => powerBand,
          (ratio) => drawTimes(() => ratio),
        ),
      () =>
        value(
          ["target utilisation", ""],
          [0.65, policy.targetUtilisation, 0.9],
          "0.81 measured in a fleet (DeepSeek), 0.85 the cap of vLLM-SR's fleet planner; assumed around them",
          headroom,
        ),
      () =>
        value(
          ["servers in reserve per site", "servers"],
          [0, policy.redundantSteps, 2],
          "none, and two",
          (redundantSteps) => policyOf({ redundantSteps }),
        ),
    ),
    ...list(avoids, () =>
      times(
        "hit rate of caches in front",
        0.5,
        1.5,
        "20-45 % in production (forecasting.md 6.2)",
        avoidedTimes,
      ),
    ),
    ...list(
      owns,
      () => price("capex", "purchase prices", (ratio) => capexTimes(() => ratio)),
      () =>
        value(
          ["yearly change of purchase prices, beside the plan's", "per year"],
          [-0.05, 0, 0.05],
          "assumed: 5 points either way",
          capexChangeBy,
        ),
      () =>
        value(
          ["life of devices", "months"],
          [36, money.life, 72],
          "critics 3, hyperscalers 5-6 years (10-K)",
          lifeOf,
        ),
      () => value(["residual value", "of the purchase"], [0, money.residual, 0.2], "assumed", residualOf),
      () =>
        value(["interest", "per year"], [0.05, money.financing, 0.12], "assumed", (financing) =>
          moneyOf({ financing }),
        ),
      () =>
        value(
          ["operations", "of the purchase per year"],
          [0.04, money.operations, 0.12],
          "assumed around 8 % (inference-margins)",
          (operations) => moneyOf({ operations }),
        ),
      () =>
        value(
          ["deliveries late", "months"],
          [0, 0, 6],
          "switchgear takes up to 80 weeks, transformers 50 (McKinsey)",
          deliveriesLate,
        ),
    ),
    ...list(
      runs,
      () => price("electricity", "electricity price", electricityTimes),
      () => price("colo", "colocation price", coloTimes),
      () => value(["PUE", ""], [1.1, meanPue, 1.54], "hyperscale 1.1-1.2; average 1.54 (Uptime 2025)", pueOf),
    ),
    ...list(
      rents,
      () => price("rent", "rental prices", (ratio) => rentTimes(() => ratio)),
      () =>
        value(
          ["yearly change of rental prices, beside the plan's", "per year"],
          [-0.05, 0, 0.05],
          "assumed: 5 points either way",
          rentChangeBy,
        ),
    ),
    ...list(
      offers.some(({ isCommitted }) => !isCommitted),
      () =>
        value(
          ["rented devices taken away, beside the plan's", "share of the time"],
          [0, 0, 0.05],
          "A100 nodes are there 98.7-99.9 % of the time; assumed up to 5 %",
          interrupted,
        ),
    ),
    ...list(
      apis.size > 0,
      () => price("api", "API prices", (ratio) => apiTimes(() => ratio)),
      () =>
        value(
          ["yearly change of API prices, beside the plan's", "per year"],
          [-0.05, 0, 0.05],
          "assumed: 5 points either way",
          apiChangeBy,
        ),
    ),
    ...list(sold.length > 0, () =>
      times("price of tokens sold", 0.7, 1.3, "assumed: 30 % either way", priceTimes),
    ),
    ...list(
      sold.length > 1,
      ...sold.map((name) => () => ({
        ...times(`price of ${name}`, 0.7, 1.3, "assumed: 30 % either way", (ratio) =>
          priceTimesOf(name, ratio),
        ),
        partOf: "price of tokens sold",
      })),
    ),
    value(["discount rate", "per year"], [0.05, money.discountRate, 0.12], "assumed", (discountRate) =>
      moneyOf({ discountRate }),
    ),
    times("cost of an unmet token", 0.5, 2, "assumed", (ratio) =>
      policyOf({ unmetPerMillionTokens: policy.unmetPerMillionTokens * ratio }),
    ),
  ];
}
