// `forewatt plan` as finance and CI meet it: columns that never move, identities that hold, assertions that fail.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { planResultSchema } from "../../src/report/plan/result-schema.ts";
import { folderWith, forewatt, type Outcome, root } from "./cli.ts";

const example = readFileSync(join(root, "docs/examples/small-plan.yaml"), "utf8");
const out = mkdtempSync(join(tmpdir(), "forewatt-plan-"));
const table = (name: string) =>
  parse(readFileSync(join(out, name)), { columns: true }) as Record<string, string>[];

/** The contract: forecasting.md 4.2. */
const columns =
  "schema_version,run_id,scenario,quantile,period_start,period_end,demand_tokens_millions,served_tokens_millions,unmet_tokens_millions,cache_avoided_tokens_millions,peak_tokens_per_s,goodput_tokens_per_s_per_device,utilisation_target,devices_needed,devices_redundant,devices_procured,devices_in_service,devices_ordered,it_power_mw,pue,facility_power_mw,binding_ceiling,energy_mwh,capex_usd,depreciation_usd,financing_usd,energy_usd,colo_usd,opex_usd,total_cash_usd,total_amortised_usd,usd_per_million_tokens,npv_usd,provenance,flags";

describe("forewatt plan", () => {
  let first: Outcome;
  beforeAll(async () => {
    first = await forewatt([
      "plan",
      "docs/examples/small-plan.yaml",
      "--out",
      out,
      "--assert",
      "usd_per_million_tokens<10@2027-12",
      "--assert",
      "rent:0.9:capex_usd<1@2027-01",
      "--assert",
      "own:p90:devices_in_service<8@2027-12",
    ]);
  }, 60_000);

  it("writes every file, with the columns of the contract", () => {
    expect(readdirSync(out).sort()).toEqual([
      "charts",
      "checks.csv",
      "dictionary.csv",
      "focus.csv",
      "inputs.csv",
      "plan.csv",
      "plan.xlsx",
      "plan_detail.csv",
      "procurement.csv",
      "report.html",
      "result.json",
      "summary.csv",
    ]);
    expect(readdirSync(join(out, "charts"))).toContain("demand-capacity.png");
    expect(readFileSync(join(out, "plan.csv"), "utf8").split("\n")[0]).toBe(columns);
    expect(table("plan.csv")).toHaveLength(2 * 2 * 12);
    expect(readFileSync(join(out, "checks.csv"), "utf8").split("\n")[0]).toBe(
      "identity,left,right,difference,unit",
    );
  });

  it("has no identity that does not hold, and no cell that is not plain", () => {
    const checks = table("checks.csv");
    expect(new Set(checks.map(({ identity }) => identity!.split(": ")[1])).size).toBeGreaterThanOrEqual(10);
    expect(checks.filter(({ difference }) => difference !== "0")).toEqual([]);
    for (const name of readdirSync(out).filter((each) => each.endsWith(".csv")))
      expect(readFileSync(join(out, name), "utf8")).not.toMatch(/\d[eE][+-]\d|NaN|Infinity|\r/);
  });

  it("writes a page that answers first, loads nothing, and has every number of the plan", () => {
    const page = readFileSync(join(out, "report.html"), "utf8");
    const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    expect(page).toMatch(/<p class="answer">Strategy “\w+” carries /);
    expect(page).not.toMatch(/(?:src|href)="http/);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    for (const heading of [
      "The answer in numbers",
      "What to order, by when",
      "The assumptions that matter",
      "Strategies compared",
      "How sure this is",
      "Had it been planned along a straight line",
      "Inputs and sources",
      "How to reproduce",
    ])
      expect(page).toContain(`>${heading}</h2>`);
    // Every key is on its reference page.
    expect(planResultSchema.safeParse(result).error?.issues ?? []).toEqual([]);
    expect(result.analysis.sensitivity[0].swings.length).toBeGreaterThanOrEqual(10);
    expect(result.orders).toHaveLength(table("procurement.csv").length);
    expect(result.capacities[0]).toMatchObject({ planClass: "chat", configuration: "TP1" });
  });

  it("fails on the one assertion that is broken, and says by how much", () => {
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(
      /^assertion failed: own:p90:devices_in_service<8@2027-12: devices_in_service is \d+\n$/,
    );
  });

  it("fails where nothing can be served, and asserts nothing about what is unknown then", async () => {
    const { code, stdout, stderr } = await forewatt([
      "plan",
      "docs/examples/small-plan.yaml",
      "--set",
      "classes.chat.model=llama-3.1-405b",
      "--assert",
      "usd_per_million_tokens<10@2027-12",
      "--no-analysis",
      "--format",
      "csv",
    ]);
    expect(code).toBe(1);
    expect(stdout.split("\n")[0]).toBe(columns);
    expect(stderr).toContain("usd_per_million_tokens<10@2027-12: usd_per_million_tokens is unknown\n");
    expect(stderr).toContain("infeasible: no strategy serves any of the demand\n");
  });

  it("gives the same bytes again, and the same summary as JSON", async () => {
    const again = mkdtempSync(join(tmpdir(), "forewatt-plan-"));
    const { code, stdout } = await forewatt([
      "plan",
      "docs/examples/small-plan.yaml",
      "--out",
      again,
      "--format",
      "json",
    ]);
    expect(code).toBe(0);
    for (const name of readdirSync(out, { recursive: true, encoding: "utf8" }).filter((each) =>
      each.includes("."),
    ))
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8")).checks.failing).toEqual([]);
    expect(stdout).toBe(readFileSync(join(again, "result.json"), "utf8"));
    const { schema, cases } = JSON.parse(stdout);
    expect([schema, cases.length]).toEqual(["forewatt.plan-result/1", 4]);
    const plan = table("plan.csv").filter(
      ({ scenario, quantile }) => scenario === "own" && quantile === "0.5",
    );
    const cash = plan.reduce((sum, row) => sum + Number(row.total_cash_usd), 0);
    expect(cases[0].cashUsd).toBeCloseTo(cash, 2);
  });

  it("plans with a measured series as with stated growth", async () => {
    const folder = folderWith({
      "plan.yaml": example
        .replace(/tokens: \{ now.*\n/, "tokens: { series: chat.csv }\n")
        .replace("horizon: 12mo", "horizon: 3mo"),
      "chat.csv":
        "date,tokens,unit\n2024-12-31,1e9,tokens/day\n2025-12-31,2.2e9,tokens/day\n2026-12-31,5e9,tokens/day\n",
    });
    const { code, stdout, stderr } = await forewatt([
      "plan",
      join(folder, "plan.yaml"),
      "--no-analysis",
      "--format",
      "csv",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    const january = rows.filter(
      ({ period_start, scenario }) => period_start === "2027-01-01" && scenario === "rent",
    );
    const [median, high] = january.map((row) => Number(row.demand_tokens_millions) / 31);
    expect(median).toBeGreaterThan(5000);
    expect(median).toBeLessThan(6500);
    expect(high!).toBeGreaterThan(median!);
  });

  it("refuses what does not fit together, all at once, each at its place", async () => {
    const folder = folderWith({
      "plan.yaml": example
        .replace("horizon: 12mo", "horizon: 12 months of Sundays")
        .replace("perDeviceHour: 2.95 USD/h", "perDeviceHour: -2.95 USD/h"),
      "names.yaml": `${example.replace("sources: [own, rent]", "sources: [own, rnt]").replace("power: 500 kW", "power: 5 kW")}fleet:\n  - { source: own, site: there, devices: 8, since: 2028-01 }\n`,
    });
    const shapes = await forewatt(["plan", join(folder, "plan.yaml")]);
    expect(shapes.code).toBe(2);
    expect(shapes.stderr).toMatch(
      /plan\.yaml:4:10 {2}horizon {2}expected a calendar duration such as 24mo, 2y or 26w/,
    );
    expect(shapes.stderr).toMatch(
      /sources\.rent\.perDeviceHour {2}must be above 0 USD\/h, got "-2.95 USD\/h"/,
    );
    const names = await forewatt(["plan", join(folder, "names.yaml")]);
    expect(names.code).toBe(2);
    for (const message of [
      /strategies\.own\.sources\[1\] {2}there is no source "rnt"\. Did you mean "rent"\?/,
      /fleet\[0\]\.site {2}there is no site "there"\. Did you mean "here"\?/,
      /fleet\[0\]\.since {2}expected a month up to the start of the plan \(2027-01\), got 2028-01/,
      /sites\.here {2}holds not one server or rack of any source: NVIDIA H100.* draws 12\.2 kW with its cooling and the site has 5\.0 kW/,
    ])
      expect(names.stderr).toMatch(message);
    const assertion = await forewatt([
      "plan",
      "docs/examples/small-plan.yaml",
      "--assert",
      "usd_per_milion_tokens<1@2027-12",
    ]);
    expect([assertion.code, assertion.stderr]).toEqual([
      2,
      expect.stringContaining(
        'plan.csv has no number "usd_per_milion_tokens". Did you mean "usd_per_million_tokens"?',
      ),
    ]);
  });

  it("refuses another unit or currency under a right name, and dates out of order", async () => {
    const folder = folderWith({
      "currency.yaml": `${example.replace("25000 USD", "25000 EUR").replace("2.95 USD/h", "$2.95").replace("500 kW", "500")}money: { currency: EUR }\n`,
      "figures.yaml": example
        .replace("0.20 USD", "0.0000002 USD")
        .replace("25000 USD", "3900000 USD")
        .replace("0.08 USD/kWh", "80 USD/kWh")
        .replace(
          "carbonGramsPerKilowattHour: 300",
          "colo: 0.2 USD/kW/month, carbonGramsPerKilowattHour: 0.3",
        ),
      "dates.yaml": `${example
        .replace("leadTime: 3mo", "leadTime: 3mo, life: 0mo, priceDate: 2028-01")
        .replace(
          "[0.5, 0.9]",
          "[0.9, 0.5]",
        )}fleet: [{ source: own, site: here, devices: 8, since: 2019-01 }]\n`,
    });
    const problemsOf = async (name: string) => {
      const { code, stdout, stderr } = await forewatt(["check", join(folder, name)]);
      expect([code, stdout]).toEqual([2, ""]);
      return stderr.trimEnd().split("\n");
    };
    expect(await problemsOf("currency.yaml")).toEqual([
      expect.stringMatching(/:15:61 {2}sources\.own\.capexPerDevice {2}EUR is not converted by itself/),
      expect.stringMatching(/:16:61 {2}sources\.rent\.perDeviceHour .*such as "2\.90 USD\/h", got "\$2\.95"/),
      expect.stringMatching(/:18:18 {2}sites\.here\.power {2}expected a power such as "700 W", got 500/),
      expect.stringMatching(/money\.currency {2}needs its rate, got "EUR"/),
    ]);
    expect(await problemsOf("figures.yaml")).toEqual([
      expect.stringMatching(/chat\.price\.perMillionTokens .*looks like a price per token/),
      expect.stringMatching(
        /own\.capexPerDevice {2}3900000 USD per device, where 25000 USD is known .*rack\?/,
      ),
      expect.stringMatching(/here\.electricity {2}80 USD\/kWh cannot be.*a price per MWh/),
      expect.stringMatching(/here\.colo {2}0\.2 USD\/kW\/month cannot be.*per kW-hour/),
      expect.stringMatching(/here\.carbonGramsPerKilowattHour {2}0\.3 g CO2\/kWh cannot be.*kilograms/),
    ]);
    expect(await problemsOf("dates.yaml")).toEqual([
      expect.stringMatching(/quantiles\[1\] {2}expected more than 0\.9 before it, got 0\.5/),
      expect.stringMatching(/own\.life {2}expected at least a month/),
      expect.stringMatching(
        /own\.priceDate {2}expected a month up to the start of the plan \(2027-01\), got 2028-01/,
      ),
      expect.stringMatching(/fleet\[0\]\.since {2}in service since 2019-01 .*gone before the plan starts/),
    ]);
  });

  it("warns of old prices by their date and of what has no part, and plans all the same", async () => {
    const old = example
      .replace("start: 2027-01", "start: 2028-03")
      .replace("leadTime: 3mo", "leadTime: 3mo, available: 2031-01")
      .replace("capexPerDevice: 25000 USD, ", "")
      .replace("2.95 USD/h", "2.95 USD/h, priceDate: 2026-11")
      .replace("electricity: 0.08 USD/kWh, ", "");
    const file = join(folderWith({ "old.yaml": old }), "old.yaml");
    const { code, stdout, stderr } = await forewatt(["check", file]);
    expect([code, stdout.trimEnd().split(": ").at(-1)]).toEqual([0, "a plan, with warnings"]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/own\.available {2}expected a month before the end of the plan \(2029-03\)/),
      expect.stringMatching(
        /:15:35 {2}sources\.own\.hardware {2}the price of .*H100.* months old .*give capexPerDevice/,
      ),
      expect.stringMatching(
        /sources\.rent\.priceDate {2}a price of 2026-11 is 16 months old when the plan starts/,
      ),
      expect.stringMatching(/sites\.here {2}the default of electricity and colo of 2026-01 is 26 months old/),
    ]);
  });

  it("stopped by Ctrl-C leaves what was there and nothing half-written", async () => {
    const folder = folderWith({ "plan.csv": "kept\n" });
    const { code, stdout } = await forewatt(["plan", "scenarios/plan/assistant.yaml", "--out", folder], {
      onStart: (kill) => setTimeout(() => kill("SIGINT"), 4000),
    });
    expect([code, stdout]).toEqual([130, ""]);
    expect(readdirSync(folder)).toEqual(["plan.csv"]);
    expect(readFileSync(join(folder, "plan.csv"), "utf8")).toBe("kept\n");
  }, 60_000);
});
