// The comparison, and behind it what each pool and each request count looked like.
import type { PoolResult, RunResult } from "../../metrics/result.ts";
import { feasibleOf } from "../feasible.ts";
import { fixed, number, percent, seconds, unknown, watts } from "../format.ts";
import { bindingShares } from "../resource-rows.ts";
import { type ResultCell, resultRows } from "../result-rows.ts";
import type { Block } from "./block.ts";
import { type Cell, escapeHtml, figure, text } from "./markup.ts";

const swatch = (index: number) =>
  `<span class="swatch" style="background:var(--deployment-${index % 6})"></span>`;

function cell(value: ResultCell | undefined): Cell {
  if (value === undefined) return figure(unknown);
  const interval = value.plusMinus === "" ? "" : ` <small>± ${escapeHtml(value.plusMinus)}</small>`;
  const mark = value.best ? '<span title="best of the row">*</span>' : "";
  return { html: escapeHtml(value.text) + mark + interval, number: true, best: value.best };
}

export function comparisonTable(result: RunResult): Block[] {
  if (feasibleOf(result).length === 0) return [];
  const heads = [
    text(""),
    ...result.deployments.map(({ name }, index) => ({
      html: swatch(index) + escapeHtml(name),
      number: true,
    })),
  ];
  const groups = resultRows(result).map(({ heading, rows }) => ({
    heading,
    rows: rows.map(({ label, cells }) => [text(label), ...cells.map(cell)]),
  }));
  const note = "* best of the row; ± is half of the 95 % interval of simulation error, where there is one.";
  return [{ kind: "table", label: "Comparison of the deployments", heads, groups, note }];
}

function boundBy(pool: PoolResult): string {
  return (
    bindingShares(pool)
      .filter(([, share]) => share >= 0.005)
      .map(([resource, share]) => `${resource} ${fixed(share * 100, 0)} %`)
      .join(", ") || unknown
  );
}

export function poolTable(result: RunResult): Block[] {
  const heads = [
    text("Deployment"),
    text("Pool"),
    text("Hardware"),
    ...["Devices", "Busy", "KV at peak", "Mean batch", "Preemptions", "IT power"].map(figure),
    text("Steps bound by"),
  ];
  const rows = feasibleOf(result).flatMap((deployment) =>
    deployment.pools.map((pool) => [
      { html: swatch(deployment.index) + escapeHtml(deployment.name) },
      text(pool.name === pool.role ? pool.name : `${pool.name} (${pool.role})`),
      text(pool.hardware),
      figure(`${number(pool.instances)} x ${number(pool.devices / pool.instances)}`),
      figure(percent(pool.busyFraction)),
      figure(percent(pool.kvPeakFraction)),
      figure(number(pool.meanBatch)),
      figure(number(pool.preemptions)),
      figure(watts(pool.itMeanWatts)),
      text(boundBy(pool)),
    ]),
  );
  return rows.length === 0 ? [] : [{ kind: "table", label: "Pools", heads, groups: [{ rows }] }];
}

export function requestTable(result: RunResult): Block[] {
  const heads = [
    text("Deployment"),
    ...["Arrived", "Completed", "Rejected", "Failed", "Unfinished", "In the window", "Window"].map(figure),
  ];
  const rows = feasibleOf(result).map(({ name, index, requests, window }) => [
    { html: swatch(index) + escapeHtml(name) },
    ...[
      requests.arrived,
      requests.completed,
      requests.rejected,
      requests.failed,
      requests.unfinished,
      window.requests,
    ].map((count) => figure(fixed(count, 0))),
    figure(`${seconds(window.startSeconds)} to ${seconds(window.endSeconds)}`),
  ]);
  return rows.length === 0 ? [] : [{ kind: "table", label: "Requests", heads, groups: [{ rows }] }];
}
