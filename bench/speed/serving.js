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

/** What a run holds at most, by processes of its own; the lower of two, as garbage may wait in one of them. */
function peakBytes(which, requests) {
  const self = fileURLToPath(import.meta.url);
  const peaks = [1, 2].map(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, which, String(requests)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return Math.min(...peaks);
}

/** Peak of the larger run, Node included, and what each further request adds, its columns of the workload included. */
export function memory(which, few, many) {
  const peak = peakBytes(which, many);
  return { requests: many, peakBytes: peak, bytesPerRequest: (peak - peakBytes(which, few)) / (many - few) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [which, requests] = process.argv.slice(2);
  const workload = createWorkload(Number(requests));
  if (which === "forewatt") simulateEngine(workload);
  else simulateBound(workload);
  // In kilobytes, whatever the platform.
  console.log(process.resourceUsage().maxRSS * 1024);
}
