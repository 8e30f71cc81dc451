// What asks for many simulations, against plain JavaScript that simulates 1,000 requests once for each: every simulation that a
// `capacity` makes (of 1,000 requests at least), every configuration of a `search` (of which bounds leave most out and the
// rest take several simulations), every measured experiment of a `validate` (some of tens of thousands of requests).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  capacityOf,
  createPredictor,
  createProfileLibrary,
  evaluate,
  loadScenario,
  profileFolders,
  readCases,
  Search,
} from "../../dist/index.js";
import { simulateBound } from "./bound.js";
import { race } from "./measure.js";
import { createWorkload } from "./workload.js";

const root = new URL("../../", import.meta.url);
const folder = (kind) => new URL(`${profileFolders[kind]}/`, root);
const profiles = createProfileLibrary({
  read(kind, fileName) {
    const file = new URL(fileName, folder(kind));
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  },
  list: (kind) => readdirSync(folder(kind)),
});

const REQUESTS = 1000;
const SEED = 1;
const plain = createWorkload(REQUESTS, { lengths: "variable" });

function scenarioOf(rest) {
  const text = `schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 5 /s }
  lengths:
    input: { lognormal: { median: 700 tokens, p90: 2000 tokens } }
    output: { lognormal: { median: 120 tokens, p90: 400 tokens } }
  requests: ${REQUESTS}
slo: { ttft: { p90: 1 s }, tpot: { p90: 25 ms } }
${rest}
`;
  const refused = (path) => ({ refused: path });
  return loadScenario("bench.yaml", { locate: refused, readText: () => text, chunks: () => [] }, profiles)
    .scenario;
}

/** Each `forewatt` gives how many plain simulations there are for it. */
function racePlanner(name, unit, amount, forewatt) {
  return race({
    name,
    unit,
    amount,
    forewatt,
    bound(count) {
      for (let run = 0; run < count; run++) simulateBound(plain);
      return count;
    },
    same(ours, counted) {
      if (!(ours > 0 && ours === counted)) throw new Error(`${name}: ${ours} and ${counted} simulations`);
    },
  });
}

function capacity() {
  const scenario = scenarioOf("deployments: { one: { pools: [{ name: serve, hardware: h100-sxm }] } }");
  const simulations = () => {
    let count = 0;
    const steps = capacityOf(scenario, "one", { seed: SEED });
    while (!steps.next().done) count++;
    return count;
  };
  return racePlanner("capacity", "simulations", simulations(), simulations);
}

function search() {
  const scenario = scenarioOf(
    "search: { hardware: [h100-sxm, h200-sxm, b200-sxm, l40s], tensor: [1, 2], maxSequences: [32, 256] }",
  );
  const configurations = () => {
    const search = new Search(scenario, { seed: SEED });
    const asked = [];
    const answer = (candidate) =>
      search.add(candidate, evaluate(scenario, candidate, SEED, candidate.bound.requestsPerSecond));
    for (const candidate of search.candidates())
      if (asked.push(candidate) >= search.lookAhead) answer(asked.shift());
    asked.forEach(answer);
    return search.total;
  };
  return racePlanner("search", "configurations", configurations(), configurations);
}

const EXPERIMENTS = 20;

function validate() {
  const file = "bench/accuracy/references.csv";
  const all = readCases(file, readFileSync(new URL(file, root), "utf8"));
  const some = all.filter((_, index) => index % Math.ceil(all.length / EXPERIMENTS) === 0);
  const experiments = () => {
    const predictor = createPredictor({ profiles, seed: SEED });
    for (const experiment of some) predictor.predict(experiment);
    return some.length;
  };
  return racePlanner("validate", "experiments", some.length, experiments);
}

export const planners = [capacity, search, validate];
