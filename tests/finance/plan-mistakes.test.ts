// A file with mistakes everywhere: all of them are told at once, in reading order, each at its place and with what was meant.
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { nodeFiles } from "../../src/cli/files.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { folderWith } from "../contracts/cli.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const mistakes = `schema: forewatt.plan/1
titel: Twenty mistakes
start: 2027-13
horizon: 5 yers
quantiles: [0.9, 0.5]
money: { discountRate: 8, financing: 8 %, life: 5y, residual: 5 %, currency: EURO }
policy: { targetUtilization: 80 %, redundantSteps: -1, unmetPerMillionTokens: 3 }
classes:
  chat:
    tokens: { now: 60e9 tokens/month, growth: { p10: 3, p50: 2.0, p90: 1.4 } }
    peakToMean: 0.8
    model: llama-3.1-70bb
    lengths: { input: { fixed: 1000 }, output: { lognormal: { median: 129 tokens, p90: 24 tokens } } }
    slo: { ttft: { p90: -1 s }, tpot: { p91: 50 ms } }
    price: { perMillionTokens: 0.0000006 USD }
    sites: [ohayo]
  coder:
    tokens: { now: 60e9 requests/day, growth: { p10: 1, p50: 2.0, p90: 3 } }
    model: llama-3.1-8b
    lengths: { input: { fixed: 10 }, output: { fixed: 10 } }
    sessions: { agents: { hub: { context: { fixed: 5 }, output: { fixed: 5 } } } }
sources:
  own:  { procure: buy, hardware: h100, capexPerDevice: -25000 USD, leadTime: 3 months, tensor: [1] }
  rent: { procure: rent, hardware: b200-sxm, perDeviceHour: 2.95 EUR/h, priceDate: 2025-01 }
  gb:   { procure: buy, hardware: gb200-nvl72, available: 2035-01, capexPerDevice: 3300000 USD }
sites:
  ohio: { power: 50 kW, pue: 0.9, electricity: 80 USD/kWh, carbonGramsPerKilowattHour: 0.4 }
fleet:
  - { source: owned, site: ohio, devices: 8, since: 2028-06 }
strategies:
  own: { sources: [own, rnt], from: 2020-01 }
levers:
  x: { classes.chatt.prefixCache: false }
`;

function problemsOf(text: string) {
  const file = `${folderWith({ "plan.yaml": text })}/plan.yaml`;
  try {
    loadPlan(file, nodeFiles(file, []), shipped);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems;
  }
}

describe("a plan with mistakes everywhere", () => {
  const problems = problemsOf(mistakes);

  it("has each told, though dates, demand and lengths cannot be read", () => {
    expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      "2 titel",
      "3 start",
      "4 horizon",
      "6 money.discountRate",
      "6 money.currency",
      "7 policy.targetUtilization",
      "7 policy.redundantSteps",
      "7 policy.unmetPerMillionTokens",
      "10 classes.chat.tokens.growth",
      "11 classes.chat.peakToMean",
      "12 classes.chat.model",
      "13 classes.chat.lengths.output.lognormal",
      "14 classes.chat.slo.ttft.p90",
      "14 classes.chat.slo.tpot.p91",
      "15 classes.chat.price.perMillionTokens",
      "16 classes.chat.sites[0]",
      "18 classes.coder.tokens.now",
      "23 sources.own.capexPerDevice",
      "23 sources.own.leadTime",
      "24 sources.rent.perDeviceHour",
      "25 sources.gb.capexPerDevice",
      "27 sites.ohio.pue",
      "27 sites.ohio.electricity",
      "27 sites.ohio.carbonGramsPerKilowattHour",
      "29 fleet[0].source",
      "31 strategies.own.sources[1]",
      "33 levers.x.classes.chatt.prefixCache",
    ]);
  });

  it.each([
    ["titel", /Did you mean "title"/],
    ["classes.chat.model", /Did you mean "llama-3\.1-70b"/],
    ["classes.chat.price.perMillionTokens", /looks like a price per token/],
    ["classes.coder.tokens.now", /such as "40e9 tokens\/day", got "60e9 requests\/day"/],
    ["sources.rent.perDeviceHour", /EUR is not converted by itself/],
    ["sources.gb.capexPerDevice", /the price of a server or rack\?/],
    ["sites.ohio.electricity", /a price per MWh/],
    ["sites.ohio.carbonGramsPerKilowattHour", /kilograms per kWh/],
    ["strategies.own.sources[1]", /Did you mean "rent"/],
    ["levers.x.classes.chatt.prefixCache", /Did you mean "chat"/],
  ])("says of %s what was meant", (path, hint) => {
    expect(problems.find((each) => each.path === path)!.message).toMatch(hint);
  });
});
