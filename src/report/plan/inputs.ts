// inputs.csv: what the plan was made of, in the units people use: money, policy, classes, sites, sources, the fleet, and the
// capacity that was simulated. `live` marks what the formulas of the workbook follow; the rest takes a new plan.
import { buyToQuantile } from "../../finance/buy-to.ts";
import { firstDay, monthText } from "../../finance/calendar.ts";
import type { PlanClass } from "../../finance/class-schema.ts";
import type { Offer } from "../../finance/offers.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import type { PlanFile, PlanSource } from "../../finance/schema.ts";
import type { SessionTokens } from "../../finance/session-tokens.ts";
import { capacityInputs, sessionInputs } from "./capacity-inputs.ts";
import type { PlanCell } from "./columns.ts";
import { clean, type Input, siteInputs } from "./site-inputs.ts";
import { describe, type PlanTable } from "./table.ts";

const columns = [
  describe("group", "text", "", "what the input is of"),
  describe("input", "text", "", "name of the input"),
  describe("value", "any", "as stated", "number or name"),
  describe("unit", "text", "", "unit of the value"),
  describe("live", "text", "", "yes: formulas of the workbook follow it; empty: takes a new plan"),
  describe("source", "text", "", "where the value comes from"),
];

const SECONDS_PER_DAY = 86_400;
const STATED = "plan file, or the default of its schema";

export function inputsTable({ plan, cases, sessionTokens }: PlanOutput): PlanTable {
  const { file } = plan;
  const offers = new Map(
    cases.flatMap((each) =>
      each.offers.map((offer): [string, Offer] => [`${offer.source} at ${offer.site}`, offer]),
    ),
  );
  const groups: [string, Input[]][] = [
    ["plan", planInputs(file)],
    ["money", moneyInputs(file)],
    ["policy", policyInputs(file)],
    ...Object.entries(file.classes).map(([name, each]): [string, Input[]] => [
      `class ${name}`,
      classInputs(each, sessionTokens.get(name)),
    ]),
    ...Object.entries(file.sites).map(([name, each]): [string, Input[]] => [
      `site ${name}`,
      siteInputs(
        each,
        [...offers.values()].find(({ site }) => site === name),
      ),
    ]),
    ...Object.entries(file.sources).map(([name, each]): [string, Input[]] => [
      `source ${name}`,
      sourceInputs(
        each,
        [...offers.values()].find(({ source }) => source === name),
      ),
    ]),
    ...fleetInputs(cases[0], file),
    ...[...offers].flatMap(([name, offer]) => capacityInputs(name, offer, file.classes, sessionTokens)),
  ];
  const rows = groups.flatMap(([group, inputs]) =>
    inputs
      .filter(([, value]) => value !== null)
      .map(([input, value, unit, live = undefined, source = STATED]): PlanCell[] => [
        group,
        input,
        value,
        unit,
        live ?? null,
        source,
      ]),
  );
  return { file: "inputs.csv", columns, rows };
}

/** Row of an input, from 0. */
export function inputRow({ rows }: PlanTable, group: string, input: string): number | undefined {
  const row = rows.findIndex((each) => each[0] === group && each[1] === input);
  return row < 0 ? undefined : row;
}

const planInputs = ({ start, horizon, quantiles }: PlanFile): Input[] => [
  ["start", firstDay(start), ""],
  ["horizon", horizon, "months"],
  ["demand quantiles", quantiles.join(" "), ""],
];

const moneyInputs = ({ money }: PlanFile): Input[] => [
  ["currency", money.currency, ""],
  ...Object.entries(money.exchange).map(
    ([code, { usd, date }]): Input => [
      `exchange rate of ${code}`,
      usd,
      "USD",
      undefined,
      `plan file, as of ${monthText(date)}`,
    ],
  ),
  ["discount rate", money.discountRate, "per year", "yes"],
  ["financing", money.financing, "per year, of what is not yet depreciated"],
  ["life", money.life, "months"],
  ["residual", money.residual, "of the purchase"],
  ["operations", money.operations, "per year, of the purchase"],
];

const policyInputs = ({ policy }: PlanFile): Input[] => [
  ["buys to", buyToQuantile({ policy }) ?? null, "quantile of demand", undefined, buyToSource(policy)],
  ["target utilisation", policy.targetUtilisation, "of simulated capacity at the peak"],
  ["redundant steps", policy.redundantSteps, "servers or racks for each site and source"],
  ["failover", policy.failover, policy.failover === "site" ? "any one site may be lost" : ""],
  ["cost of not serving", policy.unmetPerMillionTokens, "USD/million tokens"],
  ["fleet", policy.fleet, ""],
];

const buyToSource = ({ buyTo }: PlanFile["policy"]): string =>
  typeof buyTo === "object"
    ? `newsvendor: ${buyTo.under} USD per million tokens too few, ${buyTo.over} USD too many`
    : STATED;

const classInputs = (
  { tokens, peakToMean, avoided, model, engine, price, batch, sessions }: PlanClass,
  each: SessionTokens | undefined,
): Input[] => [
  ...("now" in tokens
    ? ([
        ["tokens at the start", clean((tokens.now * SECONDS_PER_DAY) / 1e6), "million tokens/day"],
        ["growth p10", tokens.growth.p10, "factor per year"],
        ["growth p50", tokens.growth.p50, "factor per year"],
        ["growth p90", tokens.growth.p90, "factor per year"],
      ] as Input[])
    : ([
        "series" in tokens
          ? ["tokens", tokens.series, "measured series"]
          : ["tokens", tokens.forecast, "forecast of a measured series"],
      ] as Input[])),
  ...(sessions && each ? sessionInputs(tokens, each) : []),
  ["peak to mean", batch ? 1 : peakToMean, batch ? "a batch class waits for the trough" : ""],
  ["answered by caches in front", avoided, "of tokens"],
  ["model", model, ""],
  ["engine", engine, ""],
  ["price", price?.perMillionTokens ?? null, "USD/million tokens", "yes"],
];

function sourceInputs(source: PlanSource, offer: Offer | undefined): Input[] {
  const common: Input[] =
    source.procure === "api"
      ? []
      : [
          [
            "hardware",
            source.hardware ??
              source.pools!.map((pool) => `${pool.role ?? pool.name}: ${pool.hardware}`).join(", "),
            "",
          ],
          ["available", source.available === undefined ? null : firstDay(source.available), ""],
          ["lead time", source.leadTime, "months"],
          ["step", offer?.stepDevices ?? null, "devices"],
          ...(typeof source.supply === "object"
            ? Object.entries(source.supply).map(
                ([from, most]): Input => [`supply from ${from}`, most, "devices per quarter"],
              )
            : ([["supply", source.supply ?? null, "devices per quarter"]] as Input[])),
        ];
  if (source.procure === "api")
    return [
      ["procure", "api", ""],
      ["price", source.perMillionTokens, "USD/million tokens"],
      ["price change", source.priceChange, "per year"],
    ];
  if (source.procure === "rent")
    return [
      ["procure", "rent", ""],
      ...common,
      [
        "rent",
        offer ? clean(offer.rentUsdPerHour(0)) : null,
        "USD/device-hour",
        undefined,
        source.perDeviceHour === undefined ? "hardware profile" : "plan file",
      ],
      ["rent change", source.rentChange, "per year"],
      ["interruption", source.interruption, "of time"],
      ...(source.term === undefined ? [] : ([["term", source.term, "months, paid used or not"]] as Input[])),
    ];
  return [
    ["procure", "buy", ""],
    ...common,
    [
      "purchase",
      offer ? clean(offer.capexUsd(0)) : null,
      "USD/device",
      undefined,
      source.capexPerDevice === undefined ? "hardware profile" : "plan file",
    ],
    ["purchase change", source.capexChange, "per year"],
    ["life", offer?.lifeMonths ?? null, "months"],
    ["residual", offer?.residualShare ?? null, "of the purchase"],
  ];
}

/** Devices there at the start, and those of them that the plan sees go. */
function fleetInputs(
  each: PlanOutput["cases"][number] | undefined,
  { horizon }: PlanFile,
): [string, Input[]][] {
  const devices = (gone: boolean) =>
    (each?.lots ?? []).reduce(
      (sum, lot) => sum + (lot.entryMonth < 0 && (!gone || lot.endMonth < horizon) ? lot.devices : 0),
      0,
    );
  return [
    [
      "fleet",
      [
        ["in service at the start", devices(false), "devices"],
        ["of them out of service within the plan", devices(true), "devices"],
      ],
    ],
  ];
}
