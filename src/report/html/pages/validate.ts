// The page of `validate`: how far predictions are off, by metric and group, every point drawn.

import type { ErrorGroup } from "../../../accuracy/groups.ts";
import { headlineMetrics } from "../../../accuracy/metrics.ts";
import type { Prediction } from "../../../accuracy/predict.ts";
import type { Ranking } from "../../../accuracy/ranking.ts";
import { version } from "../../../base/version.ts";
import { accuracyRows, rankingLine, type UnmodelledReason } from "../../accuracy.ts";
import { parityCharts } from "../../charts/parity.ts";
import { fixed, limitName } from "../../format.ts";
import { textTable } from "../block.ts";
import type { Page } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

export interface Validation {
  cases: string;
  predictions: readonly Prediction[];
  groups: readonly ErrorGroup[];
  reasons: readonly UnmodelledReason[];
  ranking: readonly Ranking[];
  /** What to look at before the errors are believed. */
  doubts: readonly string[];
  seed: number;
}

export function validatePage(validation: Validation, context: ReportContext): Page {
  const { cases, predictions, groups, reasons, ranking, doubts, seed } = validation;
  const medians = headlineMetrics.flatMap((metric) => {
    const all = groups.find((each) => each.metric === metric && each.group === "all");
    return all?.medianApePercent == null
      ? []
      : [`${fixed(all.medianApePercent, 1)} % of measured ${limitName(metric)} (${all.points} rows)`];
  });
  const held = headlineMetrics.flatMap((metric) => {
    const all = groups.find((each) => each.metric === metric && each.group === "all");
    return all?.insideBandPercent == null
      ? []
      : [`${fixed(all.insideBandPercent, 0)} % of ${limitName(metric)}`];
  });
  const { head, rows } = accuracyRows(groups);
  const order = rankingLine(ranking).trim();
  return {
    title: `Predictions against ${cases}`,
    answer:
      medians.length === 0
        ? "No row could be modelled."
        : `Half of the predictions are within ${medians.join(", ")}.`,
    confidence:
      held.length === 0
        ? ""
        : `Of the measurements, the bands that predictions state for 80 % of them hold ${held.join(", ")}.`,
    notes: [...doubts, ...(order === "" ? [] : [`${order}.`])],
    sections: [
      {
        id: "parity",
        heading: "Predicted against measured",
        blocks: [{ kind: "charts", charts: parityCharts(predictions) }],
      },
      {
        id: "groups",
        heading: "Errors by metric and group",
        blocks:
          rows.length === 0
            ? []
            : [
                textTable(
                  "Errors by metric and group",
                  head,
                  rows.map(([metric, group, ...errors]) => [
                    limitName(metric!),
                    group === "moe" ? "mixture of experts" : group!,
                    ...errors,
                  ]),
                ),
              ],
      },
      {
        id: "unmodelled",
        heading: "Rows that are not modelled",
        blocks:
          reasons.length === 0
            ? []
            : [
                textTable(
                  "Why rows are not modelled",
                  ["why", "rows"],
                  reasons.map((each) => [each.reason, String(each.rows)]),
                ),
              ],
      },
      reproduction(context, `seed ${seed}`),
    ],
    version,
  };
}
