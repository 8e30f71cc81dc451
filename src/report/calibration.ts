// A calibration for people (errors before and after on points left out, the constants), and as an engine file.
import { stringify } from "yaml";
import type { CalibrationError } from "../accuracy/calibrate.ts";
import type { Calibration, CalibrationConstants } from "../profiles/calibration.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import { reasonLines, type UnmodelledReason } from "./accuracy.ts";
import { row } from "./csv.ts";
import { fixed } from "./format.ts";
import { plainTable } from "./plain-table.ts";

export interface CalibrationResult {
  schema: "forewatt.calibrate/1";
  cases: string;
  engine: string;
  points: number;
  unused: UnmodelledReason[];
  /** How errors `after` were counted; null for a single point, whose errors are of the point itself. */
  crossValidation: string | null;
  errors: { metric: string; rows: number; before: CalibrationError; after: CalibrationError }[];
  /** On points left out; null for a single point. */
  helps: boolean | null;
  calibration: Calibration;
  /** Where the profile was written; null where it was not. */
  profile: string | null;
}

const head = ["metric", "rows", "median % before", "after", "MAPE % before", "after"];

const described = ({ decodeScale, stepOffset, prefillScale, requestScale }: CalibrationConstants) => [
  fixed(decodeScale, 3),
  fixed(1000 * stepOffset, 2),
  fixed(prefillScale, 3),
  fixed(requestScale, 2),
];

/** Figures that calibration makes worse: "MAPE of ttft 25.0 -> 37.1 %". */
export function worsened({ errors }: CalibrationResult): string {
  const figure = (name: string, before: number, after: number): string[] =>
    // Not where both read the same.
    after > before && fixed(after, 1) !== fixed(before, 1)
      ? [`${name} ${fixed(before, 1)} -> ${fixed(after, 1)} %`]
      : [];
  return errors
    .flatMap(({ metric, before, after }) => [
      ...figure(`median of ${metric}`, before.medianApePercent, after.medianApePercent),
      ...figure(`MAPE of ${metric}`, before.mapePercent, after.mapePercent),
    ])
    .join(", ");
}

export function calibrationTable(result: CalibrationResult): string {
  const { calibration, crossValidation, errors, points, helps, unused } = result;
  const errorRows = errors.map(({ metric, rows, before, after }) => [
    metric,
    String(rows),
    ...[before.medianApePercent, after.medianApePercent, before.mapePercent, after.mapePercent].map((value) =>
      fixed(value, 1),
    ),
  ]);
  const constants = [
    ["any other deployment", "", ...described(calibration.shared)],
    ...calibration.deployments.map((each) => [
      `${each.model} ${each.weights}, ${each.hardware} tp${each.tensor} pp${each.pipeline} dp${each.data} ep${each.expert}`,
      String(each.points),
      ...described(each),
    ]),
  ];
  const counted =
    crossValidation === null
      ? "One point cannot be left out: these are its own errors, and whether other points are predicted better cannot be told."
      : `Errors of ${points} points on ${result.engine}, each predicted without itself (${crossValidation}).`;
  const worse = worsened(result);
  const verdict =
    helps === false
      ? `\nCalibration does not help here: on points left out MAPE does not fall over all metrics, by rows.${worse && ` Worse: ${worse}.`}\n`
      : "";
  const warning =
    helps && worse !== ""
      ? `\nMAPE falls over all, and on points left out worse: ${worse}. More points would tell.\n`
      : "";
  const left = reasonLines(unused, "not used");
  return `${counted}\n\n${plainTable(head, errorRows)}${verdict}${warning}\n${plainTable(
    ["constants of", "points", "decode x", "step + ms", "prefill x", "request x"],
    constants,
  )}${left === "" ? "" : `\n${left}`}`;
}

/** Errors before and after; the constants are in the engine file. */
export function calibrationCsv({ engine, errors }: CalibrationResult): string {
  const header = [
    ...["engine", "metric", "rows", "median_ape_percent_before", "median_ape_percent_after"],
    ...["mape_percent_before", "mape_percent_after"],
  ];
  const lines = errors.map(({ metric, rows, before, after }) =>
    row([
      ...[engine, metric, rows, before.medianApePercent, after.medianApePercent],
      ...[before.mapePercent, after.mapePercent],
    ]),
  );
  return row(header) + lines.join("");
}

const rounded = (value: number) => Number(value.toPrecision(4));

function written(constants: CalibrationConstants) {
  return {
    decodeScale: rounded(constants.decodeScale),
    stepOffset: `${rounded(1000 * constants.stepOffset)} ms`,
    prefillScale: rounded(constants.prefillScale),
    requestScale: rounded(constants.requestScale),
  };
}

/** The engine file, laid over the profile it calibrates. */
export function engineFile(id: string, date: string, base: EngineProfile, result: CalibrationResult): string {
  const { calibration, cases, points } = result;
  const mape = result.errors.map(
    ({ metric, before, after }) =>
      `${metric} ${fixed(before.mapePercent, 1)} -> ${fixed(after.mapePercent, 1)} %`,
  );
  const file = {
    schema: "forewatt.engine/1",
    base: base.id,
    id,
    title: `${base.title}, calibrated`,
    source: `forewatt calibrate, ${points} point${points === 1 ? "" : "s"} of ${cases}`,
    date,
    confidence: "measured",
    note: `MAPE ${mape.join(", ")} (${result.crossValidation ?? "of the point itself"})`,
    calibration: {
      shared: written(calibration.shared),
      deployments: calibration.deployments.map(({ bands, ...each }) => ({
        ...each,
        ...written(each),
        bands: Object.fromEntries(
          Object.entries(bands).map(([metric, { p10, p90 }]) => [
            metric,
            { p10: rounded(p10), p90: rounded(p90) },
          ]),
        ),
      })),
    },
  };
  return stringify(file, { lineWidth: 110 });
}
