// `npm run fit`: engine-family constants from the shared measurements, by Gauss-Newton with the simulator's own differences,
// a robust loss and priors (constants.ts), and writes them into the engine profiles.
//   --check               writes nothing; from the committed constants, one step: exit 1 where it moves one by over a tenth
//   --leave-out model,gpu besides, fits without each model (device) and scores the constants on it: bench/accuracy/leave-out-*.csv
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readCases } from "../../../src/accuracy/read-cases.ts";
import { groundTruth } from "../files.ts";
import { fittedConstants } from "./constants.ts";
import { errorsByMetric } from "./errors.ts";
import { leaveOut, leaveOutKinds } from "./leave-out.ts";
import { type Linearised, linearise, solved } from "./linearise.ts";
import { constantOf, rounded, toNumber, withConstant } from "./profile-text.ts";
import { withProvenance } from "./provenance.ts";
import { fitExperiments } from "./rows.ts";
import { predictWith, priorValues, profileFile } from "./simulate.ts";

const ITERATIONS = 3;
const TOLERANCE = 0.1;

function main(options: readonly string[]): number {
  const kinds = options.includes("--leave-out")
    ? leaveOutKinds(options[options.indexOf("--leave-out") + 1])
    : [];
  if (kinds === undefined) {
    console.error("--leave-out takes model, gpu or model,gpu");
    return 2;
  }
  const file = `${groundTruth}/cases.csv`;
  if (!existsSync(file)) {
    console.log(`skipped: no measurements at ${file}`);
    return 0;
  }
  const experiments = fitExperiments(readCases(file, readFileSync(file, "utf8")));
  const checking = options.includes("--check");
  const note = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);
  if (checking) {
    const committed = fittedConstants.map((constant) =>
      constantOf(readFileSync(profileFile(constant.engine), "utf8"), constant),
    );
    const step = solved(linearise(committed, experiments, note));
    note("");
    return check(committed, step);
  }
  let problem: Linearised = { values: priorValues, rows: [] };
  let values = priorValues;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    problem = linearise(values, experiments, note);
    values = solved(problem);
  }
  note("");
  const before = errorsByMetric(predictWith(priorValues, experiments));
  const after = errorsByMetric(predictWith(values, experiments));
  console.log(
    `${experiments.length} experiments, ${problem.rows.length} rows; median / MAPE at the priors, fitted:`,
  );
  for (const [i, { metric, rows, medianPercent, mapePercent }] of before.entries()) {
    const fitted = after[i]!;
    console.log(
      `  ${metric.padEnd(12)} ${String(rows).padStart(4)}  ${medianPercent.toFixed(1)} / ${mapePercent.toFixed(1)}  ->  ${fitted.medianPercent.toFixed(1)} / ${fitted.mapePercent.toFixed(1)}`,
    );
  }
  write(values, problem);
  for (const kind of kinds) leaveOut(kind, problem, values, experiments);
  return 0;
}

/** Constants are what the fit gives where another step of it leaves them. */
function check(committed: readonly number[], step: readonly number[]): number {
  const moved = fittedConstants.flatMap((constant, k) => {
    if (Math.abs(Math.log(step[k]! / committed[k]!)) <= TOLERANCE) return [];
    const { engine, before, path } = constant;
    const name = `${engine}${before ? ` before ${before}` : ""} ${path.join(".")}`;
    return [
      `${name}: committed ${committed[k]}, the fit goes on to ${toNumber(rounded(step[k]!, constant))}`,
    ];
  });
  for (const line of moved) console.log(line);
  console.log(
    moved.length === 0
      ? "every committed constant is what the fit gives"
      : `${moved.length} constants are not what the fit gives`,
  );
  return moved.length === 0 ? 0 : 1;
}

function write(values: readonly number[], problem: Linearised): void {
  for (const engine of new Set(fittedConstants.map((constant) => constant.engine))) {
    let text = readFileSync(profileFile(engine), "utf8");
    for (const [k, constant] of fittedConstants.entries()) {
      if (constant.engine !== engine) continue;
      const value = toNumber(rounded(values[k]!, constant));
      text = withConstant(text, constant, value);
      console.log(
        `${engine}${constant.before ? ` before ${constant.before}` : ""} ${constant.path.join(".")}: ${constant.prior} -> ${rounded(value, constant)}`,
      );
    }
    writeFileSync(profileFile(engine), withProvenance(text, engine, problem));
  }
}

process.exitCode = main(process.argv.slice(2));
