// `npm run fit`: engine-family constants from the shared measurements, by Gauss-Newton with the simulator's own differences,
// a robust loss and priors (constants.ts), and writes them into the engine profiles.
//   --check               writes nothing; exit 1 where a committed constant is not what the fit gives, within a tenth
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

const ITERATIONS = 2;
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
  const note = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);
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
  const code = options.includes("--check") ? check(values) : write(values, problem);
  for (const kind of kinds) leaveOut(kind, problem, values, experiments);
  return code;
}

function check(values: readonly number[]): number {
  let off = 0;
  for (const [k, constant] of fittedConstants.entries()) {
    const committed = constantOf(readFileSync(profileFile(constant.engine), "utf8"), constant);
    const fitted = toNumber(rounded(values[k]!, constant));
    if (Math.abs(Math.log(committed / fitted)) <= TOLERANCE) continue;
    off++;
    console.log(
      `${constant.engine} ${constant.path.join(".")}: committed ${committed}, the fit gives ${fitted}`,
    );
  }
  console.log(
    off === 0
      ? "every committed constant is what the fit gives"
      : `${off} constants are not what the fit gives`,
  );
  return off === 0 ? 0 : 1;
}

function write(values: readonly number[], problem: Linearised): number {
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
  return 0;
}

process.exitCode = main(process.argv.slice(2));
