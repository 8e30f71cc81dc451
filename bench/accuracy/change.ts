// The change job: every prediction of this revision against the committed one of the last. It names and never fails; whether a
// movement is for the better is the accuracy gate's question.
import { parse } from "csv-parse/sync";
import { row as csvRow } from "../../src/report/csv.ts";
import type { NamedPrediction } from "./predict-files.ts";

/** Smaller movements are rounding and draws. */
export const NAMED_PERCENT = 1;

const columns = ["point_id", "name", "metric", "measured", "predicted", "unit"] as const;

export const keyOf = ({ experiment, name }: NamedPrediction) => `${experiment.pointId} ${name}`;

/** Predictions as they are committed: five digits, enough to see a movement of a tenth of a percent. */
export function predictionsCsv(predictions: readonly NamedPrediction[]): string {
  const lines = predictions.map(({ experiment, name, metric, measured, predicted, unit }) =>
    csvRow([
      experiment.pointId,
      name,
      metric,
      measured,
      predicted === null ? null : Number(predicted.toPrecision(5)),
      unit,
    ]),
  );
  return csvRow([...columns]) + lines.join("");
}

/** Predicted values by key; null where the row was not modelled. */
export function readPredictions(text: string): Map<string, number | null> {
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return new Map(
    rows.map(({ point_id, name, predicted }) => [
      `${point_id} ${name}`,
      predicted === "" ? null : Number(predicted),
    ]),
  );
}

export interface Movement {
  prediction: NamedPrediction;
  /** Null where it was not modelled then, or is not now. */
  before: number | null;
  percent: number | null;
}

/** Rows that moved by over 1 %, or came, or went; the largest movements first. */
export function movedRows(
  predictions: readonly NamedPrediction[],
  before: ReadonlyMap<string, number | null>,
): Movement[] {
  const moved = predictions.flatMap((prediction): Movement[] => {
    const was = before.get(keyOf(prediction)) ?? null;
    const is = prediction.predicted;
    if (was === null || is === null) return was === is ? [] : [{ prediction, before: was, percent: null }];
    const percent = 100 * (is / was - 1);
    return Math.abs(percent) > NAMED_PERCENT ? [{ prediction, before: was, percent }] : [];
  });
  const size = ({ percent }: Movement) => (percent === null ? Infinity : Math.abs(percent));
  return moved.sort((a, b) => size(b) - size(a));
}

export interface MovedStratum {
  /** `tpot  B200-SXM  Kimi-K2.5  vLLM  concurrency` */
  name: string;
  rows: number;
  moved: number;
  smallestPercent: number;
  largestPercent: number;
  /** Moved rows that came nearer to their measurement. */
  nearer: number;
}

/** The same by metric, device, model, engine and kind of load, the most moved rows first. */
export function movedStrata(
  predictions: readonly NamedPrediction[],
  moved: readonly Movement[],
): MovedStratum[] {
  const nameOf = ({ metric, experiment: { gpu, model, engine, loadKind } }: NamedPrediction) =>
    [metric, gpu, model, engine || "(blank)", loadKind].join("  ");
  const rows = new Map<string, number>();
  for (const prediction of predictions) rows.set(nameOf(prediction), (rows.get(nameOf(prediction)) ?? 0) + 1);
  const strata = new Map<string, MovedStratum>();
  for (const { prediction, before, percent } of moved) {
    const name = nameOf(prediction);
    const empty = {
      name,
      rows: rows.get(name)!,
      moved: 0,
      smallestPercent: Infinity,
      largestPercent: -Infinity,
    };
    const stratum = strata.get(name) ?? { ...empty, nearer: 0 };
    strata.set(name, stratum);
    stratum.moved++;
    if (percent === null) continue;
    stratum.smallestPercent = Math.min(stratum.smallestPercent, percent);
    stratum.largestPercent = Math.max(stratum.largestPercent, percent);
    const { measured, predicted } = prediction;
    if (Math.abs(predicted! - measured) < Math.abs(before! - measured)) stratum.nearer++;
  }
  return [...strata.values()].sort((a, b) => b.moved - a.moved);
}
