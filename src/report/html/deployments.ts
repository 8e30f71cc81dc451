// The comparison, and behind it what each pool and each request count looked like.
import type { PoolResult, RunResult } from "../../metrics/result.ts";
import { feasibleOf, infeasibleOf, shortfall } from "../feasible.ts";
import { fixed, number, percent, seconds, unknown, watts } from "../format.ts";
import { type ResultCell, resultRows } from "../result-rows.ts";
import { type Cell, escapeHtml, figure, table, tableRow, text } from "./markup.ts";

const swatch = (index: number) =>
  `<span class="swatch" style="background:var(--deployment-${index % 6})"></span>`;

function cell(value: ResultCell | undefined): Cell {
  if (value === undefined) return figure(unknown);
  const interval = value.plusMinus === "" ? "" : ` <small>± ${escapeHtml(value.plusMinus)}</small>`;
  const mark = value.best ? '<span title="best of the row">*</span>' : "";
  return { html: escapeHtml(value.text) + mark + interval, number: true, best: value.best };
}

export function comparisonTable(result: RunResult): string {
  if (feasibleOf(result).length === 0) return "";
  const heads = [
    text(""),
    ...result.deployments.map(({ name }, index) => ({
      html: swatch(index) + escapeHtml(name),
      number: true,
    })),
  ];
  const bodies = resultRows(result).map(({ heading, rows }) => {
    const group = `<tr><th class="group" scope="rowgroup" colspan="${heads.length}">${escapeHtml(heading)}</th></tr>`;
    return `<tbody>${group}${rows.map(({ label, cells }) => tableRow([text(label), ...cells.map(cell)])).join("")}</tbody>`;
  });
  return `${table("Comparison of the deployments", heads, bodies)}<p class="quiet">* best of the row; ± is half of the 95 % interval of simulation error, where there is one.</p>`;
}

export function infeasibleList(result: RunResult): string {
  return infeasibleOf(result)
    .map(
      ({ name, infeasible }) =>
        `<p><strong>${escapeHtml(name)}</strong> is infeasible, ${escapeHtml(shortfall(infeasible))}: ${escapeHtml(infeasible.reason)}</p>`,
    )
    .join("");
}

function boundBy({ bound }: PoolResult): string {
  const shares = Object.entries(bound).filter(([, share]) => share >= 0.005);
  return (
    shares
      .sort(([, a], [, b]) => b - a)
      .map(([resource, share]) => `${resource} ${fixed(share * 100, 0)} %`)
      .join(", ") || unknown
  );
}

export function poolTable(result: RunResult): string {
  const heads = [
    text("Deployment"),
    text("Pool"),
    text("Hardware"),
    ...["Devices", "Busy", "KV at peak", "Mean batch", "Preemptions", "IT power"].map(figure),
    text("Steps bound by"),
  ];
  const rows = feasibleOf(result).flatMap((deployment) =>
    deployment.pools.map((pool) =>
      tableRow([
        { html: swatch(deployment.index) + escapeHtml(deployment.name) },
        text(pool.name === pool.role ? pool.name : `${pool.name} (${pool.role})`),
        text(pool.hardware),
        figure(`${number(pool.instances)} × ${number(pool.devices / pool.instances)}`),
        figure(percent(pool.busyFraction)),
        figure(percent(pool.kvPeakFraction)),
        figure(number(pool.meanBatch)),
        figure(number(pool.preemptions)),
        figure(watts(pool.itMeanWatts)),
        text(boundBy(pool)),
      ]),
    ),
  );
  return rows.length === 0 ? "" : table("Pools", heads, [`<tbody>${rows.join("")}</tbody>`]);
}

export function requestTable(result: RunResult): string {
  const heads = [
    text("Deployment"),
    ...["Arrived", "Completed", "Rejected", "Failed", "Unfinished", "In the window", "Window"].map(figure),
  ];
  const rows = feasibleOf(result).map(({ name, index, requests, window }) =>
    tableRow([
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
    ]),
  );
  return rows.length === 0 ? "" : table("Requests", heads, [`<tbody>${rows.join("")}</tbody>`]);
}
