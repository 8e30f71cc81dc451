// Rows that share a `point_id` are one run: what decides its prediction is the same in all, and each metric was measured once.
// Anything else would be predicted with the settings of the first row, or counted twice. Grades, notes and metrics are a row's own.
import type { Cells } from "./cells.ts";
import type { Experiment, Measurement } from "./experiment.ts";

const settings = [
  ...[
    "model",
    "gpu",
    "engine",
    "engine_version",
    "engine_version_inferred",
    "precision",
    "weight_dtype",
    "kv_dtype",
  ],
  ...["gpus", "tp", "pp", "ep", "dp", "mode", "deploy_detail", "spec_decode", "prefix_caching"],
  ...["isl", "osl", "mean_isl", "mean_osl", "length_dist", "load_kind", "load_value", "num_requests"],
  ...[
    "max_num_seqs",
    "max_num_seqs_or_conc",
    "max_batched_tokens",
    "chunked_prefill_size",
    "kv_mem_fraction",
  ],
];

/** Notes what sets a row apart from the rows of its point so far, whatever their grades. */
export function checkSameRun(cells: Cells, point: readonly Experiment[], row: Measurement): void {
  const measurements = point.flatMap((each) => each.measurements);
  const [first] = measurements;
  if (first === undefined) return;
  const { pointId, columns } = point[0]!;
  for (const setting of settings) {
    const was = (columns[setting] ?? "").trim();
    const is = cells.text(setting);
    if (!same(is, was))
      cells.refuse(
        setting,
        `${shown(is)}, and ${shown(was)} in line ${first.line}: rows of one point are one run, so give this run a point_id of its own`,
      );
  }
  const before = measurements.find(({ name, scope }) => name === row.name && scope === row.scope);
  if (before !== undefined && row.name !== "")
    cells.refuse(
      "metric",
      `${row.name} of ${pointId} is in line ${before.line} already (${before.value} ${before.unit}): another run needs a point_id of its own`,
    );
}

const shown = (text: string) => (text === "" ? "blank" : `"${text}"`);

/** `8` and `8.0`, `H100-SXM` and `h100-sxm`. */
const same = (a: string, b: string) =>
  a.toLowerCase() === b.toLowerCase() || (a !== "" && b !== "" && Number(a) === Number(b));
