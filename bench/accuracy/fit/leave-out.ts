// Fits without each model, or each device, and scores the constants on what was left out. The refit solves the last linear
// problem of the whole fit without those rows; what is scored is simulated.
import { writeFileSync } from "node:fs";
import type { Experiment } from "../../../src/accuracy/experiment.ts";
import type { Prediction } from "../../../src/accuracy/predict.ts";
import { leaveOutFiles } from "../files.ts";
import { errorsByMetric } from "./errors.ts";
import { type Linearised, solved } from "./linearise.ts";
import { predictWith, type Values } from "./simulate.ts";

const kinds = ["model", "gpu"] as const;
type Kind = (typeof kinds)[number];

/** What `model`, `gpu` or `model,gpu` asks for; undefined where it asks for something else. */
export function leaveOutKinds(text: string | undefined): Kind[] | undefined {
  const asked = text?.split(",") ?? [];
  const known = kinds.filter((kind) => asked.includes(kind));
  return known.length === asked.length && asked.length > 0 ? known : undefined;
}

export function leaveOut(
  kind: Kind,
  problem: Linearised,
  fitted: Values,
  experiments: readonly Experiment[],
): void {
  const names = [...new Set(problem.rows.map(({ prediction }) => prediction.experiment[kind]))].sort();
  const lines = ["kind,left_out,metric,rows,fitted_median,fitted_mape,left_out_median,left_out_mape"];
  const within: Prediction[] = [];
  const without: Prediction[] = [];
  const add = (name: string, inside: readonly Prediction[], outside: readonly Prediction[]) => {
    const other = errorsByMetric(outside);
    for (const [i, { metric, rows, medianPercent, mapePercent }] of errorsByMetric(inside).entries())
      lines.push(
        [
          kind,
          name,
          metric,
          rows,
          ...[medianPercent, mapePercent, other[i]!.medianPercent, other[i]!.mapePercent].map((x) =>
            x.toFixed(1),
          ),
        ].join(","),
      );
  };
  for (const name of names) {
    const rest = problem.rows.filter(({ prediction }) => prediction.experiment[kind] !== name);
    const own = experiments.filter((experiment) => experiment[kind] === name);
    const inside = predictWith(fitted, own);
    const outside = predictWith(solved({ ...problem, rows: rest }), own);
    within.push(...inside);
    without.push(...outside);
    add(name, inside, outside);
  }
  add("all", within, without);
  const table = `${lines.join("\n")}\n`;
  writeFileSync(leaveOutFiles[kind], table);
  console.log(table);
}
