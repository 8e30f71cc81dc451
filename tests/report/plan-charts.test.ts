// Charts of a plan: stacks add up, charts say what the rows say, every chart can be drawn.
import { describe, expect, it } from "vitest";
import { planCharts } from "../../src/report/charts/plan/index.ts";
import { said, stackOf } from "../../src/report/charts/stack.ts";
import { renderPng } from "../../src/report/render/png.ts";
import { planOutput } from "../finance/plan-output.ts";

describe("a stack", () => {
  const lines = stackOf(
    [
      { name: "a", colour: 0, values: [1, 2] },
      { name: "nothing", colour: 1, values: [0, 0] },
      { name: "b", colour: 2, values: [3, 0] },
    ],
    [10, 20],
  );

  it("puts layers on each other, and tells each by its own amount", () => {
    expect(lines.map(({ name, y, band }) => [name, y, band])).toEqual([
      ["a", [1, 2], { low: [0, 0], high: [1, 2] }],
      ["b", [4, 2], { low: [1, 2], high: [4, 2] }],
    ]);
    expect(lines.map(said).map(({ y, band }) => [y, band])).toEqual([
      [[1, 2], undefined],
      [[3, 0], undefined],
    ]);
  });
});

describe("charts of a plan", () => {
  const output = planOutput({ growth: 4, avoided: 0.1, lifeMonths: 12, spareSteps: 1, residual: 0 });
  const charts = planCharts({ output, analysis: null });
  const lines = (id: string) => {
    const chart = charts.find((each) => each.id === id)!;
    return chart.kind === "lines" ? chart.panels.flatMap((panel) => panel.lines) : [];
  };

  it("stack to the devices and watts of the rows", () => {
    const rows = output.cases[0]!.rows.filter(({ month }) => month === 6);
    const devices = rows.reduce((sum, row) => sum + row.inServiceDevices, 0);
    const watts = rows.reduce((sum, row) => sum + row.facilityWatts, 0);
    expect(lines("fleet").at(-1)!.y[6]).toBe(devices);
    expect(lines("megawatts").at(-1)!.y[6]).toBe(watts);
  });

  it("never carry more than the devices in service and the APIs could", () => {
    const [demand] = lines("demand-capacity");
    expect(demand!.y.every((value, m) => m === 0 || value > demand!.y[m - 1]!)).toBe(true);
  });

  it("draw what the power of the sites would hold beside what is rented or called", () => {
    const names = lines("demand-capacity").map(({ name }) => name);
    expect(names).toContain("devices could carry, with rented");
    const ceiling = lines("demand-capacity").find(({ name }) => name.endsWith("would hold of own devices"))!;
    // 40 kW at 1.25 kW a device: 16 servers of two, of which one stands by. Headroom is in the 1,000 tokens/s of each.
    expect(ceiling.y.at(-1)).toBeCloseTo(15 * 2 * 1000, 6);
  });

  it("say the nameplate that colocation is paid for", () => {
    const rows = output.cases[0]!.rows.filter(({ month }) => month === 6);
    const nameplate = rows.reduce((sum, row) => sum + row.provisionedFacilityWatts, 0);
    expect(nameplate).toBeGreaterThan(0);
    expect(lines("megawatts").find(({ name }) => name === "provisioned at the sites")!.y[6]).toBe(nameplate);
  });

  it("are all drawn", async () => {
    expect(charts.map(({ id }) => id)).toEqual([
      "demand-capacity",
      "fleet",
      "megawatts",
      "money",
      "usd-per-million-tokens",
      "tokens-per-megawatt",
    ]);
    for (const chart of charts) expect((await renderPng(chart)).length).toBeGreaterThan(5000);
  });
});
