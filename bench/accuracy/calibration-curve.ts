// `npm run bench:calibrate`: what `forewatt calibrate` is worth. Every deployment of the ground truth with at least 11 points is
// calibrated to 1, 3 and 8 of them (spread over its loads, DRAWS times), alone, and judged on its other points. Prints median
// and mean absolute error before and after. Needs ../shared/groundtruth (or GROUNDTRUTH).
import { existsSync, readFileSync } from "node:fs";
import {
  calibrationAt,
  calibrationSet,
  createCalibrator,
  errorsOf,
  predictWith,
} from "../../src/accuracy/calibrate.ts";
import { engineFamily } from "../../src/accuracy/names.ts";
import type { Prediction } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { randomStream } from "../../src/base/random.ts";
import { profileLibrary } from "../../src/cli/profiles.ts";

const file = `${process.env.GROUNDTRUTH ?? "../shared/groundtruth"}/cases.csv`;
const draws = Number(process.env.DRAWS ?? 2);
const counts = [1, 3, 8];
const stride = Number(process.env.STRIDE ?? 1);

function main(): void {
  if (!existsSync(file)) {
    console.error(`no measurements at ${file}`);
    process.exitCode = 1;
    return;
  }
  const profiles = profileLibrary();
  const experiments = readCases(file, readFileSync(file, "utf8")).filter(({ quality }) => quality !== "C");
  const before = new Map<number, Prediction[]>(counts.map((count) => [count, []]));
  const after = new Map<number, Prediction[]>(counts.map((count) => [count, []]));
  let deployments = 0;
  const better = new Map<number, [number, number]>(counts.map((count) => [count, [0, 0]]));
  for (const family of ["vllm", "sglang", "trtllm"]) {
    const found = profiles.engine(family);
    if (!found.found) continue;
    const options = { profiles, seed: 1, engine: found.profile };
    const all = calibrationSet(
      experiments.filter(({ engine }) => engineFamily(engine) === family),
      options,
    );
    all.deployments.forEach((key, index) => {
      const points = all.points
        .filter(({ deployment }) => deployment === index)
        .map((point) => ({ ...point, deployment: 0 }));
      if (points.length < Math.max(...counts) + 3) return;
      if (index % stride !== 0) return;
      deployments++;
      const set = { points, deployments: [key], before: [] };
      const calibrator = createCalibrator(set, options);
      const zero = predictWith(calibrationAt([0, 0, 0, 0, 0, 0, 0, 0], set), points, options);
      for (const count of counts)
        for (let draw = 0; draw < draws; draw++) {
          const random = randomStream(draw, `${family}/${index}/${count}`);
          const order = points.map((_, k) => [random(), k] as const).sort((a, b) => a[0] - b[0]);
          const train = order.slice(0, count).map(([, k]) => k);
          const test = order.slice(count).map(([, k]) => k);
          const fitted = calibrationAt(calibrator.fit(train), set);
          const held = predictWith(
            fitted,
            test.map((k) => points[k]!),
            options,
          ).flat();
          const was = test.flatMap((k) => zero[k]!);
          after.get(count)!.push(...held);
          before.get(count)!.push(...was);
          const [b] = errorsOf(was).filter(({ metric }) => metric === "tpot");
          const [a] = errorsOf(held).filter(({ metric }) => metric === "tpot");
          if (a && b) better.get(count)![a.mapePercent < b.mapePercent ? 0 : 1]++;
        }
    });
  }
  console.log(`${deployments} deployments, ${draws} draws`);
  for (const count of counts) {
    const was = errorsOf(before.get(count)!);
    for (const [k, { metric, rows, medianApePercent, mapePercent }] of errorsOf(after.get(count)!).entries())
      console.log(
        `${count} points  ${metric.padEnd(11)} ${String(rows).padStart(6)}  median ${was[k]!.medianApePercent.toFixed(1)} -> ${medianApePercent.toFixed(1)}  MAPE ${was[k]!.mapePercent.toFixed(1)} -> ${mapePercent.toFixed(1)}`,
      );
    console.log(`  TPOT better / worse in ${better.get(count)!.join(" / ")}`);
  }
}

main();
