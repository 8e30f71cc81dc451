// What the fit loses on a model or a device it has not seen, as the README and docs/concepts/accuracy.md say it: one sentence and one
// table, from the committed leave-out-*.csv of `npm run fit -- --leave-out model,gpu`.
import { parse } from "csv-parse/sync";
import { fixed } from "../../src/report/format.ts";

type Row = Record<
  "left_out" | "metric" | "rows" | "fitted_median" | "fitted_mape" | "left_out_median" | "left_out_mape",
  string
>;
export interface LeaveOutTables {
  model: string;
  gpu: string;
}

const sentenceStart = "Left out of the fit, ";
const tableHead = "| | rows | fitted on all | model left out | device left out |";

/** The rows of all models, or devices, together. */
const pooled = (csv: string) =>
  (parse(csv, { columns: true }) as Row[]).filter(({ left_out }) => left_out === "all");

function dearest(csv: string): [points: string, metric: string] {
  const lost = pooled(csv).map(({ metric, fitted_mape, left_out_mape }) => ({
    metric,
    points: Number(left_out_mape) - Number(fitted_mape),
  }));
  const { metric, points } = lost.reduce((most, each) => (each.points > most.points ? each : most));
  return [fixed(points, 1), `(${metric})`];
}

export function leaveOutSentence(tables: LeaveOutTables): string {
  const [[model, ofModel], [device, ofDevice]] = [dearest(tables.model), dearest(tables.gpu)];
  return `${sentenceStart}a model costs at most ${model} points of mean error ${ofModel}, a device ${device} ${ofDevice}.`;
}

function tableRows({ model, gpu }: LeaveOutTables): string[] {
  const devices = pooled(gpu);
  return pooled(model).map((row) => {
    const device = devices.find(({ metric }) => metric === row.metric)!;
    const cells = [
      `${row.fitted_median} / ${row.fitted_mape}`,
      ...[row, device].map((each) => `${each.left_out_median} / ${each.left_out_mape}`),
    ];
    return `| ${row.metric} | ${row.rows} | ${cells.join(" | ")} |`;
  });
}

/** The text with that sentence, a line of its own, and the rows below that head as they are now. */
export function withLeaveOut(text: string, tables: LeaveOutTables): string {
  const lines = text
    .split("\n")
    .map((line) => (line.startsWith(sentenceStart) ? leaveOutSentence(tables) : line));
  const head = lines.indexOf(tableHead);
  if (head < 0) return lines.join("\n");
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return [...lines.slice(0, head + 2), ...tableRows(tables), ...rest.slice(end)].join("\n");
}
