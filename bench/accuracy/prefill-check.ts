// Development check of prefill alone: seconds of one prompt against measured prefill steps and first-token times of nearly
// idle servers (closed loop of at most 8 users), median by group. No simulation, no fitting. Run:
//   npx esbuild bench/accuracy/prefill-check.ts --bundle --platform=node --outfile=/tmp/prefill.cjs && node /tmp/prefill.cjs
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { placementProblems } from "../../src/cost/placement.ts";
import { emptyBatchShape, type StepCost } from "../../src/cost/step-model.ts";
import { layoutOf, number, precisionOf, profiles, type Row } from "./cases.ts";

const folder = process.env.GROUNDTRUTH ?? "../shared/groundtruth";
const { hardware, engines, modelOf } = profiles();

/** Seconds of the steps that take in one prompt on an idle instance. */
function prefillSeconds(row: Row, engineName: string, tokens: number): number | undefined {
  const model = modelOf(row.model!);
  const device = hardware.get(row.gpu!.toLowerCase());
  const engine = engines.get(engineName.toLowerCase());
  const weights = precisionOf(row.weight_dtype || row.precision!);
  if (!model || !device || !engine || !weights) return undefined;
  const parallel = layoutOf({ ...row, gpus: row.gpus || row.tp || "1" }, model);
  if (placementProblems(parallel, model).length > 0) return undefined;
  const step = createStepModel({ hardware: device, model, engine, precision: { weights }, parallel });
  const budget = number(
    row.max_batched_tokens || row.chunked_prefill_size,
    engine.scheduler.maxBatchedTokens,
  );
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  let seconds = 0;
  for (let prior = 0; prior < tokens; prior += budget) {
    const chunk = Math.min(budget, tokens - prior);
    const pairs = chunk * (prior + chunk / 2);
    step.step(
      {
        ...emptyBatchShape(),
        prefillTokens: chunk,
        prefillSequences: 1,
        prefillPairs: pairs,
        prefillWindowPairs: Math.min(pairs, chunk * step.windowTokens),
        prefillPriorTokens: prior,
        prefillCompleted: 1,
      },
      cost,
    );
    seconds += cost.seconds;
  }
  return seconds;
}

function main(): void {
  if (!existsSync(folder)) {
    console.log(`no measurements at ${folder}`);
    return;
  }
  const read = (file: string): Row[] => parse(readFileSync(`${folder}/${file}`), { columns: true });
  const groups = new Map<string, [number, number][]>();
  const add = (name: string, measured: number, predicted: number | undefined) => {
    if (predicted !== undefined) groups.set(name, [...(groups.get(name) ?? []), [measured, predicted]]);
  };
  for (const row of read("ops.csv")) {
    if (row.metric !== "prefill_ms" || row.quality === "C" || Number(row.batch) !== 1) continue;
    const engine = row.engine!.startsWith("TensorRT") ? "trtllm" : "vllm";
    add(
      `step ${row.source_id} ${row.model} ${row.gpu} tp${row.tp || 1} ${row.tokens}`,
      Number(row.value),
      prefillSeconds({ ...row, gpus: row.tp! }, engine, Number(row.tokens)),
    );
  }
  for (const row of read("cases.csv")) {
    const wanted =
      ["ttft_p50_ms", "ttft_ms"].includes(row.metric!) &&
      "AB".includes(row.quality!) &&
      row.load_kind === "concurrency" &&
      Number(row.load_value) <= 8 &&
      row.mode === "agg";
    if (!wanted) continue;
    add(
      `ttft ${row.engine} ${row.model} ${row.gpu} ${row.precision} tp${row.tp} ${row.isl}`,
      Number(row.value),
      prefillSeconds(row, row.engine!, Math.round(Number(row.mean_isl || row.isl))),
    );
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  for (const [name, pairs] of [...groups].sort()) {
    const measured = median(pairs.map(([m]) => m));
    const predicted = 1e3 * median(pairs.map(([, p]) => p));
    console.log(
      `${String(pairs.length).padStart(3)} ${measured.toFixed(1).padStart(8)} ${predicted.toFixed(1).padStart(8)} ${(predicted / measured).toFixed(2)} ${(measured - predicted).toFixed(0).padStart(6)} ms  ${name}`,
    );
  }
}

main();
