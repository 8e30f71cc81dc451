// `npm run bench`: what forewatt costs in CPU time as a multiple of what plain JavaScript costs for the same work, both
// run here and now. Method and results: README.md beside this file.
// usage: node bench/speed/run.js [--json]
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { raceAlone } from "./alone.js";
import { races as comparedRaces } from "./races.js";
import { researchRaces } from "./research.js";
import { growthExponent, memory, raceSimulation } from "./serving.js";

const FEW = 30_000;
const MANY = 300_000;
const REPLICAS = 512;

function measure(progress) {
  const both = (of) => ({ forewatt: of("forewatt"), bound: of("bound") });
  // First: a process starts its peak at what its parent holds, which is little now.
  const peaks = both((which) => memory(which, MANY, 1_000_000));
  const races = [];
  const add = (result) => {
    races.push(result);
    progress(result);
    return result;
  };
  for (const index of comparedRaces.keys()) add(raceAlone(index));
  const few = add(raceSimulation({ name: "fixed, 30 k requests", requests: FEW }));
  const many = add(raceSimulation({ name: "fixed, 300 k requests", requests: MANY }));
  const wide = add(
    raceSimulation({ name: `fixed, 300 k, ${REPLICAS} replicas`, requests: MANY, replicas: REPLICAS }),
  );
  return {
    races,
    growthExponent: both((which) => growthExponent(few, many, `${which}CpuSeconds`)),
    // As many requests for each replica: the time for all of them over their number.
    replicaGrowthExponent: both(
      (which) => 1 + Math.log(wide[`${which}CpuSeconds`] / many[`${which}CpuSeconds`]) / Math.log(REPLICAS),
    ),
    memory: peaks,
    research: researchRaces(),
  };
}

const number = (value) => Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 2 });
const row = (name, ours, bound, ratio) =>
  `${name.padEnd(36)}${ours.padStart(22)}${bound.padStart(22)}${ratio.padStart(8)}`;

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const machine = {
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
  loadBefore: loadavg()[0],
};
if (!values.json) {
  console.log(
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore.toFixed(1)}\n`,
  );
  console.log(row("per CPU second", "forewatt", "bound", "ratio"));
}
const { races, ...rest } = measure(({ name, unit, forewattPerSecond, boundPerSecond, ratio }) => {
  if (values.json) return;
  const rate = (perSecond) => `${number(perSecond)} ${unit}`;
  console.log(row(name, rate(forewattPerSecond), rate(boundPerSecond), ratio.toFixed(2)));
});
if (values.json) console.log(JSON.stringify({ machine, races, ...rest }, undefined, 2));
else {
  const { memory: peak, research } = rest;
  const exponents = (name, { forewatt, bound }) =>
    console.log(row(`growth exponent, ${name}`, forewatt.toFixed(2), bound.toFixed(2), ""));
  exponents("30 k to 300 k", rest.growthExponent);
  exponents(`1 to ${REPLICAS} replicas`, rest.replicaGrowthExponent);
  const compare = (name, of, unit) => {
    const [ours, bound] = [of(peak.forewatt), of(peak.bound)];
    console.log(row(name, `${number(ours)} ${unit}`, `${number(bound)} ${unit}`, (ours / bound).toFixed(2)));
  };
  compare("memory per further request", ({ bytesPerRequest }) => bytesPerRequest, "bytes");
  compare("peak memory, 1 M requests", ({ peakBytes }) => peakBytes / 1e6, "MB");
  compare("1 M requests, once, compiling too", ({ cpuSeconds }) => cpuSeconds, "s");
  console.log("\n1 M requests once, compiling too: CPU seconds beside the loop of the research (issue 5)");
  if (research === undefined) console.log("skipped: ../shared/bound is not here");
  else {
    const cells = (name, ours, o1, skip) =>
      name.padEnd(36) + [ours, o1, skip].map((cell) => cell.padStart(22)).join("");
    console.log(cells("", "forewatt", "its O(1) loop", "its closed-form loop"));
    for (const { name, cpuSeconds, ratio, closedFormRatio } of research) {
      const beside = (seconds, times) => `${seconds.toFixed(2)} s, ratio ${times.toFixed(2)}`;
      const { forewatt, o1, skip } = cpuSeconds;
      console.log(cells(name, `${forewatt.toFixed(2)} s`, beside(o1, ratio), beside(skip, closedFormRatio)));
    }
  }
}
