// Against the loop that the aim was stated with (issue 5): `bound/batch.mjs` of the research behind this project, which is no
// part of it; where it is not there, nothing is measured. Its draws are made again here, so that both get the same arrivals;
// both must take the same steps and end at the same time. Each runs once in a process of its own, compiling included; best of
// three.
// usage: node bench/speed/research.js [requests replicas fixed|variable]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { simulateEngine } from "./engine.js";
import { mustEqual } from "./measure.js";

const program = fileURLToPath(new URL("../../../shared/bound/batch.mjs", import.meta.url));
const clock = new URL("./cpu-clock.js", import.meta.url).href;
const self = fileURLToPath(import.meta.url);

const REQUESTS = 1_000_000;
const RATE_PER_REPLICA = 2.17;
/** Its end is told to the hundredth of a second. */
const END_TOLERANCE_SECONDS = 0.006;

/** Its generator: 64 bits of state by Marsaglia's xorshift, the upper sum of the halves out; lengths by Box and Muller. */
function researchWorkload(requests, replicas, lengths) {
  let older = 0x2545f491;
  let newer = 0x9e3779b9;
  const uniform = () => {
    let mixed = older;
    older = newer;
    mixed ^= mixed << 23;
    mixed = (mixed >>> 17) ^ mixed ^ older ^ (older >>> 26);
    newer = mixed;
    return ((newer + older) >>> 0) / 2 ** 32;
  };
  const logNormal = (mean, least, most) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const normal = radius * Math.cos(2 * Math.PI * uniform());
    return Math.max(
      least,
      Math.min(most, Math.round(Math.exp(Math.log(mean) - 0.7 ** 2 / 2 + 0.7 * normal))),
    );
  };
  const atSeconds = new Float64Array(requests);
  const inputTokens = new Int32Array(requests);
  const outputTokens = new Int32Array(requests);
  for (let i = 0, now = 0; i < requests; i++) {
    now -= Math.log(1 - uniform()) / (RATE_PER_REPLICA * replicas);
    atSeconds[i] = now;
    inputTokens[i] = lengths === "fixed" ? 1024 : logNormal(1024, 16, 3072);
    outputTokens[i] = lengths === "fixed" ? 256 : logNormal(256, 2, 1000);
  }
  return { requests, atSeconds, inputTokens, outputTokens, hashTokens: 0, blockHashes: undefined };
}

function answerOf(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args.map(String), { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** CPU seconds of forewatt, of its O(1) loop and of its closed-form loop. */
function raceResearch(replicas, lengths) {
  const best = {
    forewatt: Number.POSITIVE_INFINITY,
    o1: Number.POSITIVE_INFINITY,
    skip: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < 3; round++) {
    const ours = answerOf([self, REQUESTS, replicas, lengths]);
    best.forewatt = Math.min(best.forewatt, ours.cpuSeconds);
    for (const mode of ["o1", "skip"]) {
      const kind = lengths === "fixed" ? "fixed" : "var";
      const plain = answerOf(["--import", clock, program, mode, REQUESTS, replicas, RATE_PER_REPLICA, kind]);
      mustEqual("steps", ours.steps, plain.iters);
      mustEqual("end of the simulation", ours.endSeconds, plain.sim_s, END_TOLERANCE_SECONDS / plain.sim_s);
      best[mode] = Math.min(best[mode], plain.wall_s);
    }
  }
  return {
    name: `${lengths}, ${replicas} replica${replicas > 1 ? "s" : ""}`,
    requests: REQUESTS,
    cpuSeconds: best,
    ratio: best.forewatt / best.o1,
    closedFormRatio: best.forewatt / best.skip,
  };
}

/** Undefined where the research is not there. */
export function researchRaces() {
  if (!existsSync(program)) return undefined;
  return [1, 8].flatMap((replicas) =>
    ["fixed", "variable"].map((lengths) => raceResearch(replicas, lengths)),
  );
}

if (process.argv[1] === self) {
  const [requests, replicas, lengths] = process.argv.slice(2);
  if (requests === undefined)
    console.log(JSON.stringify(researchRaces() ?? "no research here", undefined, 2));
  else {
    const workload = researchWorkload(Number(requests), Number(replicas), lengths);
    const before = process.cpuUsage();
    const { steps, endSeconds } = simulateEngine(workload, { replicas: Number(replicas) });
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, steps, endSeconds }));
  }
}
