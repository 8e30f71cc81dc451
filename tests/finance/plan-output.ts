// A plan over two classes, two sites, purchase, rent and an API, with a fleet that ages out: without simulation, so that books and
// workbook can be tried by the dozen.
import { monthRows } from "../../src/finance/ledger.ts";
import { lotsOf } from "../../src/finance/lots.ts";
import type { PlanOutput } from "../../src/finance/plan.ts";
import { procure } from "../../src/finance/procurement.ts";
import { blockLotsOf } from "../../src/finance/site-power.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { chatAndBatch, offer, planFile } from "./samples.ts";

export interface Choice {
  growth: number;
  avoided: number;
  lifeMonths: number;
  spareSteps: number;
  residual: number;
}

const highs = await loadSolver();
const h100 = shipped.hardware("h100-sxm");

export function planOutput({ growth, avoided, lifeMonths, spareSteps, residual }: Choice): PlanOutput {
  const file = planFile({
    horizon: "18mo",
    classes: chatAndBatch({ p10: growth, p50: growth, p90: growth }, avoided),
    policy: { redundantSteps: spareSteps, targetUtilisation: 0.8, unmetPerMillionTokens: "3 USD" },
    sites: { here: { power: "40 kW", carbonGramsPerKilowattHour: 400 }, there: { power: "30 kW" } },
    sources: {
      own: { procure: "buy", hardware: "h100-sxm" },
      cloud: { procure: "rent", hardware: "h100-sxm" },
      api: { procure: "api", perMillionTokens: "2.5 USD" },
    },
  });
  const classes = ["chat", "batch"];
  const offers = [
    {
      ...offer("own", "here", { classes, stepDevices: 2, lifeMonths, leadMonths: 2, firstMonth: 2 }),
      residualShare: residual,
      gramsPerJoule: 400 / 3.6e6,
    },
    { ...offer("cloud", "there", { classes, procure: "rent" }), coloUsdPerWattSecond: 5e-8 },
  ];
  const existing = [[{ devices: 3, endMonth: 7 }], []];
  const asked = new Map(
    classes.map((name) => [
      name,
      Float64Array.from({ length: 18 }, (_, m) => (name === "chat" ? 9000 : 3000) * growth ** (m / 12)),
    ]),
  );
  const computed = new Map(
    [...asked].map(([name, path]) => [name, path.map((rate) => rate * (1 - avoided))]),
  );
  const apis = new Map([["api", { procure: "api" as const, perMillionTokens: 2.5, priceChange: -0.1 }]]);
  const procurement = procure(highs, { file, offers, existing, apis, demand: computed });
  const lots = lotsOf(offers, existing, procurement);
  const blocks = blockLotsOf(file, procurement);
  const input = { file, offers, lots, blocks, procurement, asked, computed, apis };
  const rows = Array.from({ length: 18 }, (_, m) => monthRows(input, m)).flat();
  const hardware = new Map(h100.found ? [["h100-sxm", h100.profile]] : []);
  return {
    plan: {
      name: "test",
      file,
      models: new Map(),
      engines: new Map(),
      hardware,
      forecasts: new Map(),
      warnings: [],
      levers: [],
    },
    runId: "test",
    cases: [{ strategy: "only", quantile: 0.5, offers, apis, asked, lots, blocks, procurement, rows }],
    offers,
    impossible: [],
    sessionTokens: new Map(),
    units: new Map(),
  };
}
