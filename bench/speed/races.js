// The races that are compared with committed ratios; each gives { name, ratio, … }.
import { raceEventQueue } from "./events.js";
import { planners } from "./planners.js";
import { raceSimulation } from "./serving.js";
import { raceStepCost } from "./step-cost.js";

const REQUESTS = 100_000;

const simulations = [
  ...[1, 8].flatMap((replicas) =>
    ["fixed", "variable"].map((lengths) => ({
      name: `${lengths}, ${replicas} replica${replicas > 1 ? "s" : ""}`,
      lengths,
      replicas,
    })),
  ),
  { name: "prefill/decode apart", disaggregated: true },
  ...[512, 16].map((hashTokens) => ({ name: `prefix cache, blocks of ${hashTokens}`, hashTokens })),
];

export const races = [
  ...[16, 1024, 65_536].map((pending) => () => raceEventQueue(pending)),
  ...["decode", "mixed"].map((kind) => () => raceStepCost(kind)),
  ...simulations.map((simulation) => () => raceSimulation({ requests: REQUESTS, ...simulation })),
  ...planners,
];
