// Whole simulations: forewatt's engine against the bound on the same arrivals, refused unless both took the same steps
// and ended at the same time. What prompts found in the prefix cache is told to the bound, which has no cache.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { simulateBound } from "./bound.js";
import { simulateEngine } from "./engine.js";
import { mustEqual, race } from "./measure.js";
import { createWorkload, withSharedPrefixes } from "./workload.js";

/** Sums of some fifty thousand runs, in another order. */
const TIME_TOLERANCE = 1e-9;

export function mustAgree(ours, plain, requests) {
  mustEqual("requests completed", ours.completed, requests);
  mustEqual("steps", ours.steps, plain.steps);
  mustEqual("end of the simulation", ours.endSeconds, plain.endSeconds, TIME_TOLERANCE);
}

export function raceSimulation({ name, requests, lengths, replicas = 1, disaggregated = false, hashTokens }) {
  const plain = createWorkload(requests, { lengths, replicas });
  const workload = hashTokens === undefined ? plain : withSharedPrefixes(plain, hashTokens);
  let cachedTokens;
  if (hashTokens !== undefined) ({ cachedTokens } = simulateEngine(workload).records.sorted());
  return race({
    name: `simulate ${name}`,
    amount: requests,
    unit: "requests",
    forewatt: () => simulateEngine(workload, { replicas, disaggregated }),
    bound: () => simulateBound(workload, { replicas, disaggregated, cachedTokens }),
    same: (ours, bound) => mustAgree(ours, bound, requests),
  });
}

/** Exponent e of CPU time ~ requests^e between two runs of the same kind. */
export const growthExponent = (small, large, key) =>
  Math.log(large[key] / small[key]) / Math.log(large.amount / small.amount);

/** One run in a process of its own: what it holds at most and takes; the lower of three, as garbage may wait in one of them. */
function alone(which, requests) {
  const self = fileURLToPath(import.meta.url);
  const runs = [1, 2, 3].map(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, which, String(requests)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
  const least = (key) => Math.min(...runs.map((run) => run[key]));
  return { peakBytes: least("peakBytes"), cpuSeconds: least("cpuSeconds") };
}

/**
 * Peak of the larger run, Node included, and what each further request adds, its columns of the workload included; its CPU
 * time, compiling included and making the workload not.
 */
export function memory(which, few, many) {
  const { peakBytes, cpuSeconds } = alone(which, many);
  const bytesPerRequest = (peakBytes - alone(which, few).peakBytes) / (many - few);
  return { requests: many, peakBytes, bytesPerRequest, cpuSeconds };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [which, requests] = process.argv.slice(2);
  const workload = createWorkload(Number(requests));
  const before = process.cpuUsage();
  if (which === "forewatt") simulateEngine(workload);
  else simulateBound(workload);
  const { user, system } = process.cpuUsage(before);
  // Memory is told in kilobytes, whatever the platform.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ peakBytes, cpuSeconds: (user + system) / 1e6 }));
}
