// The ledger against totals others have published, under their conditions as far as they are known; nothing is fitted to them.
// Distances are stated in docs/concepts/plan.md and may not grow.
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { makePlan } from "../../src/finance/plan.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { summarise } from "../../src/finance/summary.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const path = new URL("../../scenarios/plan/published-gigawatt.yaml", import.meta.url).pathname;
const facts = new URL("../../../shared/facts/tco_assumptions.csv", import.meta.url).pathname;
const HOURS_PER_YEAR = 8766;

/** A gigawatt of one kind of device, as the ledger has it. */
async function gigawatt(set: string[] = []) {
  const plan = loadPlan(path, nodeFiles(path, []), shipped, set);
  const making = makePlan(plan, await loadSolver());
  let step = making.next();
  while (!step.done) step = making.next();
  const output = step.value;
  const [only] = output.cases;
  const { amortisedUsd, capexUsd, peakDevices } = summarise(output, only!);
  const years = plan.file.horizon / 12;
  const { provisionedFacilityWattsPerDevice } = only!.offers[0]!;
  return {
    capexUsd,
    usdPerMegawattYear: amortisedUsd / years / 1000,
    usdPerDeviceHour: amortisedUsd / years / peakDevices / HOURS_PER_YEAR,
    facilityKilowattsPerDevice: provisionedFacilityWattsPerDevice / 1000,
    devices: peakDevices,
  };
}

const distance = (value: number, published: number) => value / published - 1;

describe("a gigawatt of GB200 NVL72", () => {
  it("costs what Epoch says of a megawatt-year, within 5 %", async () => {
    const { usdPerMegawattYear, capexUsd, devices, facilityKilowattsPerDevice } = await gigawatt();
    // Epoch AI: 8.5 M USD per MW-year for 1 GW of GB200 NVL72.
    expect(Math.abs(distance(usdPerMegawattYear, 8.5e6))).toBeLessThan(0.05);
    // It is full: a rack less than a gigawatt.
    expect(1e9 - devices * facilityKilowattsPerDevice * 1000).toBeLessThan(72 * 2300);
    // Bernstein: 35 G USD per GW, of which GPUs are 39 % and networking 13 %: what a rack price holds.
    expect(Math.abs(distance(capexUsd, 35e9 * 0.52))).toBeLessThan(0.15);
    // Bernstein: a rack is 3.4 M USD of compute.
    expect(Math.abs(distance(capexUsd / (devices / 72), 3.4e6))).toBeLessThan(0.03);
  });
});

describe("a megawatt-year of H100, 10.8 M USD by Epoch", () => {
  it("is 37 % less at 25,000 USD a GPU, and met at 44,500: what is paid off is the distance", async () => {
    const at = async (usd: number) =>
      (await gigawatt(["sources.gb200.hardware=h100-sxm", `sources.gb200.capexPerDevice=${usd} USD`]))
        .usdPerMegawattYear;
    expect(distance(await at(25_000), 10.8e6)).toBeCloseTo(-0.37, 2);
    expect(Math.abs(distance(await at(44_500), 10.8e6))).toBeLessThan(0.01);
  });
});

describe.skipIf(!existsSync(facts))("InferenceX's assumptions (needs ../shared)", () => {
  const rows = existsSync(facts)
    ? (parse(readFileSync(facts, "utf8"), { columns: true }) as Record<string, string>[])
    : [];
  it.each([
    ["gb200", "gb200-nvl72"],
    ["b200", "b200-sxm"],
    ["h100", "h100-sxm"],
  ])(
    "%s (%s): kilowatts, and cost of a hyperscaler's GPU hour, each within 15 per cent",
    async (gpu, hardware) => {
      const row = rows.find((each) => each.gpu === gpu)!;
      const found = await gigawatt([
        `sources.gb200.hardware=${hardware}`,
        "sources.gb200.capexPerDevice=null",
      ]);
      const kilowatts = Number(row.all_in_utility_power_kw_per_gpu);
      const hour = Number(row.usd_per_gpu_hour_owning_hyperscaler);
      expect(Math.abs(distance(found.facilityKilowattsPerDevice, kilowatts))).toBeLessThan(0.15);
      expect(Math.abs(distance(found.usdPerDeviceHour, hour))).toBeLessThan(0.15);
      console.log(
        gpu,
        found.facilityKilowattsPerDevice,
        kilowatts,
        found.usdPerDeviceHour,
        hour,
        found.usdPerMegawattYear,
      );
    },
  );
});
