// The accuracy gate: five rules on the predictions of a table against what is committed of the last judged revision.
//   bar    the median error of a group exceeds its target                                        (quality A)
//   bands  more rows outside their bands than one in ten and chance explain                      (quality A)
//   worse  the median error of a group rose by over a point
//   stale  it fell by over a point, or rows are newly modelled: the report has to say so, or the next loss hides behind the gain
//   lost   a row that was modelled is not
// Groups: those of `validate`, and one per device, model, engine and kind of load. Movements are of smooth medians.
import { type ErrorGroup, errorSizes, groupErrors, groupsOf, summarise } from "../../src/accuracy/groups.ts";
import { headlineMetrics } from "../../src/accuracy/metrics.ts";
import type { Prediction } from "../../src/accuracy/predict.ts";
import { type UnmodelledReason, unmodelledReasons } from "../../src/report/accuracy.ts";
import { type BandOfRegime, type BandOutcome, outsideBands } from "./gate-bands.ts";
import { smoothMedian } from "./smooth-median.ts";
import { targets } from "./targets.ts";

export const rules = ["bar", "bands", "worse", "stale", "lost"] as const;

export interface Failure {
  rule: (typeof rules)[number];
  /** `tpot gpu=H100-SXM` */
  subject: string;
  message: string;
}

export interface JudgedGroup extends ErrorGroup {
  smoothMedianPercent: number | null;
  /** How far other seeds move it at most. */
  drawsPoints: number;
}

/** What the committed report keeps of a population. */
export interface Judged {
  /** Groups of quality A, for bars. */
  best: ErrorGroup[];
  /** Groups of all rows, by device, model, engine and load too. */
  groups: JudgedGroup[];
  bands: BandOutcome[];
  unmodelled: UnmodelledReason[];
}

const MOVED_POINTS = 1;

/** `draws`: the same rows predicted with other seeds. */
export function judge(
  predictions: readonly Prediction[],
  bands: readonly BandOfRegime[],
  draws: readonly (readonly Prediction[])[] = [],
): Judged {
  const best = predictions.filter(({ experiment }) => experiment.quality === "A");
  const others = draws.map((drawn) => byKey(grouped(drawn)));
  const groups = grouped(predictions).map((group) => {
    const medians = others.map((drawn) => drawn.get(keyOf(group))?.smoothMedianPercent ?? Number.NaN);
    const moved = medians.map((median) => Math.abs(median - group.smoothMedianPercent!));
    return { ...group, drawsPoints: Math.max(0, ...moved.filter(Number.isFinite)) };
  });
  return {
    best: headlines(groupErrors(best, [])),
    groups,
    bands: outsideBands(best, bands),
    unmodelled: unmodelledReasons(predictions),
  };
}

/** The same with what another report knows of draws. */
export function withDrawsOf(report: Judged | undefined, judged: Judged): Judged {
  const known = byKey(report?.groups ?? []);
  const groups = judged.groups.map((group) => ({
    ...group,
    drawsPoints: known.get(keyOf(group))?.drawsPoints ?? 0,
  }));
  return { ...judged, groups };
}

/** Rows kept apart are not certain enough for a gate. */
const grouped = (predictions: readonly Prediction[]): JudgedGroup[] =>
  headlines(
    groupsOf(
      predictions.filter(({ apart }) => apart === undefined),
      ["gpu", "model", "engine", "load_kind"],
    ).map((group) => {
      const median = smoothMedian(errorSizes(group.members));
      return {
        ...summarise(group),
        smoothMedianPercent: median === null ? null : 100 * median,
        drawsPoints: 0,
      };
    }),
  );
const keyOf = ({ metric, group }: ErrorGroup) => `${metric} ${group}`;
const byKey = <G extends ErrorGroup>(groups: readonly G[]) =>
  new Map(groups.map((group) => [keyOf(group), group]));

const headlines = <G extends ErrorGroup>(groups: readonly G[]) =>
  groups.filter(({ metric, points }) => points > 0 && headlineMetrics.some((known) => known === metric));

export function failuresOf(now: Judged, before: Judged | undefined): Failure[] {
  return [...overBars(now), ...overBands(now), ...(before ? moved(now, before) : [])];
}

function overBars({ best }: Judged): Failure[] {
  return targets.flatMap(({ metric, group, medianPercent }): Failure[] => {
    const median = best.find((each) => each.metric === metric && each.group === group)?.medianApePercent;
    if (median == null || median <= medianPercent) return [];
    const message = `median error ${median.toFixed(1)} %, the bar is ${medianPercent} %`;
    return [{ rule: "bar", subject: `${metric} ${group}`, message }];
  });
}

function overBands({ bands }: Judged): Failure[] {
  return bands
    .filter(({ outside, allowed }) => outside > allowed)
    .map(({ regime, rows, outside, allowed }) => ({
      rule: "bands",
      subject: regime,
      message: `${outside} of ${rows} rows outside their bands, ${allowed} would still be chance`,
    }));
}

export interface MovedGroup {
  before: JudgedGroup;
  now: JudgedGroup;
  /** Of the smooth median; positive is worse. */
  points: number;
}

/** Every group of the report, however small. */
export function movements(now: Judged, before: Judged): MovedGroup[] {
  const found = byKey(now.groups);
  return before.groups.map((was): MovedGroup => {
    const is = found.get(keyOf(was)) ?? {
      ...was,
      points: 0,
      medianApePercent: null,
      smoothMedianPercent: null,
    };
    const points = (is.smoothMedianPercent ?? 0) - (was.smoothMedianPercent ?? 0);
    return { before: was, now: is, points };
  });
}

function moved(now: Judged, before: Judged): Failure[] {
  return movements(now, before).flatMap((each): Failure[] => {
    const subject = keyOf(each.before);
    const { smoothMedianPercent: was, points: rowsBefore, drawsPoints } = each.before;
    const { smoothMedianPercent: is, points: rows } = each.now;
    // A row may change between saturated and unsaturated; whether it is predicted shows in the groups that it cannot leave.
    const closed = !["unsaturated", "saturated"].includes(each.before.group);
    if (closed && rows !== rowsBefore) {
      const message = `${rows} rows are predicted, ${rowsBefore} in the report`;
      return [{ rule: rows < rowsBefore ? "lost" : "stale", subject, message }];
    }
    if (is === null || Math.abs(each.points) <= MOVED_POINTS) return [];
    const message = `median error ${shown(is)}, ${shown(was)} in the report, ${drawsPoints.toFixed(1)} points between draws`;
    return [{ rule: each.points > 0 ? "worse" : "stale", subject, message }];
  });
}

const shown = (percent: number | null) => (percent === null ? "unknown" : `${percent.toFixed(1)} %`);

/**
 * The largest movement of a group's median error, in points, up or down: of the median as it is reported, not of the one that the
 * rules watch, or no change they overlook could ever have an effect.
 */
export function effectPoints(now: Judged, before: Judged): number {
  const moved = movements(now, before).map(
    ({ before: was, now: is }) => (is.medianApePercent ?? 0) - (was.medianApePercent ?? 0),
  );
  return Math.max(0, ...moved.map(Math.abs));
}
