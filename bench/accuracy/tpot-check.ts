// Development check of the physics alone: predicts the TPOT of measured closed-loop concurrency rows in closed form,
//   TPOT = t_decode(C) + (C-1) chunks (t_mixed - t_decode) / output
// and prints MAPE / median / p90 of the absolute percentage error, and the bias. No simulation, no fitting. Run:
//   npx esbuild bench/accuracy/tpot-check.ts --bundle --platform=node --outfile=/tmp/tpot.cjs && node /tmp/tpot.cjs [group-by…]
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { createStepModel, planMemory } from "../../src/cost/kinds/index.ts";
import { placementProblems } from "../../src/cost/placement.ts";
import { emptyBatchShape, type StepCost } from "../../src/cost/step-model.ts";
import { layoutOf, number, precisionOf, profiles, type Row } from "./cases.ts";

const cases = process.env.CASES ?? "../shared/groundtruth/cases.csv";

export interface Point {
  row: Row;
  measured: number;
  predicted: number;
  dense: boolean;
}

const { hardware, engines, modelOf } = profiles();

export function predict(row: Row): number | undefined {
  const model = modelOf(row.model!);
  const device = hardware.get(row.gpu!.toLowerCase());
  const engine = engines.get(row.engine!.toLowerCase());
  const weights = precisionOf(row.weight_dtype || row.precision!);
  if (!model || !device || !engine || !weights) return undefined;
  const kv = precisionOf(row.kv_dtype ?? "") ?? "bf16";
  const parallel = layoutOf(row, model);
  if (placementProblems(parallel, model).length > 0) return undefined;
  const input = {
    hardware: device,
    model,
    engine,
    precision: { weights, kv: kv === "int4" ? ("bf16" as const) : kv },
    parallel,
  };
  const inputTokens = number(row.mean_isl || row.isl, 0);
  const outputTokens = number(row.mean_osl || row.osl, 0);
  if (inputTokens === 0 || outputTokens === 0) return undefined;
  const users = Number(row.load_value);
  const context = inputTokens + outputTokens / 2;
  const plan = planMemory(input);
  if (plan.shortBytes > 0) return undefined;
  const resident = Math.floor(plan.kvTokens / (inputTokens + outputTokens));
  const batch = Math.max(
    1,
    Math.min(users, resident, number(row.max_num_seqs, engine.scheduler.maxSequences * parallel.data)),
  );

  const step = createStepModel(input);
  const seen = Math.min(context, step.windowTokens);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const shape = {
    ...emptyBatchShape(),
    decodeSequences: batch,
    decodeContextTokens: batch * context,
    decodeWindowTokens: batch * seen,
  };
  step.step(shape, cost);
  const decode = cost.seconds;
  if (batch === 1) return decode;
  const budget = Math.max(
    256,
    number(row.max_batched_tokens || row.chunked_prefill_size, engine.scheduler.maxBatchedTokens) - batch,
  );
  const chunks = Math.max(1, inputTokens / budget);
  const chunk = Math.round(inputTokens / chunks);
  const prior = (inputTokens - chunk) / 2;
  // Prompts that arrive while a mixed step runs share the next one, as far as the token budget of the data ranks goes.
  const fit = Math.max(1, parallel.data * Math.floor((budget + batch) / chunk));
  let tpot = decode;
  let prompts = 1;
  for (let round = 0; round < 20; round++) {
    const others = Math.max(1, batch - prompts);
    const pairs = prompts * chunk * (prior + chunk / 2);
    step.step(
      {
        decodeSequences: others,
        decodeContextTokens: others * context,
        decodeWindowTokens: others * seen,
        prefillTokens: prompts * chunk,
        prefillSequences: prompts,
        prefillSquares: 0,
        prefillPairs: pairs,
        prefillWindowPairs: Math.min(pairs, prompts * chunk * step.windowTokens),
        prefillPriorTokens: Math.round(prompts * prior),
        prefillCompleted: Math.ceil(prompts / chunks),
      },
      cost,
    );
    const interruptions = ((batch - 1) * chunks) / prompts / outputTokens;
    tpot = decode + interruptions * Math.max(0, cost.seconds - decode);
    const arriving = (batch * chunks * cost.seconds) / (outputTokens * tpot);
    prompts = Math.max(1, Math.min(fit, batch - 1, Math.round((prompts + arriving) / 2)));
  }
  return tpot;
}

function summary(points: readonly Point[]): string {
  const errors = points.map(({ measured, predicted }) => predicted / measured - 1);
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const percent = (x: number) => `${(100 * x).toFixed(1)}`.padStart(6);
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const at = (q: number) => sizes[Math.min(sizes.length - 1, Math.floor(q * sizes.length))]!;
  const median = [...errors].sort((a, b) => a - b)[errors.length >> 1]!;
  return `${String(points.length).padStart(5)} ${percent(mean(sizes))} ${percent(at(0.5))} ${percent(at(0.9))} ${percent(median)}`;
}

function main(): void {
  if (!existsSync(cases)) {
    console.log(`no measurements at ${cases}`);
    return;
  }
  const rows: Row[] = parse(readFileSync(cases), { columns: true });
  const seen = new Set<string>();
  const points: Point[] = [];
  const skipped = new Map<string, number>();
  for (const row of rows) {
    const wanted =
      ["tpot_p50_ms", "tpot_ms"].includes(row.metric!) &&
      "AB".includes(row.quality!) &&
      row.load_kind === "concurrency" &&
      row.spec_decode === "none" &&
      row.mode === "agg";
    if (!wanted) continue;
    const key = [
      row.model,
      row.gpu,
      row.engine,
      row.precision,
      row.tp,
      row.pp,
      row.ep,
      row.dp,
      row.isl,
      row.osl,
      row.load_value,
      row.value,
    ].join();
    if (seen.has(key)) continue;
    seen.add(key);
    const predicted = predict(row);
    if (predicted === undefined) {
      const why = `${row.model} ${row.gpu} ${row.engine} ${row.precision}`;
      skipped.set(why, (skipped.get(why) ?? 0) + 1);
      continue;
    }
    points.push({
      row,
      measured: Number(row.value) / 1e3,
      predicted,
      dense: modelOf(row.model!)!.ffn.moe === undefined,
    });
  }
  console.log("    n   MAPE median    p90   bias");
  for (const [name, group] of [
    ["dense", points.filter((p) => p.dense)],
    ["moe", points.filter((p) => !p.dense)],
  ] as const) {
    if (group.length > 0) console.log(`${summary(group)}  ${name}`);
  }
  const keys = process.argv.slice(2).filter((a) => !a.startsWith("-"));
  for (const keyText of keys.length > 0 ? keys : ["gpu", "engine", "model", "source_id"]) {
    const groups = new Map<string, Point[]>();
    for (const point of points) {
      const name = keyText
        .split(",")
        .map((key) => point.row[key])
        .join(" ");
      groups.set(name, [...(groups.get(name) ?? []), point]);
    }
    for (const [name, group] of [...groups].sort()) console.log(`${summary(group)}  ${name}`);
  }
  if (process.argv.includes("--points"))
    for (const { row, measured, predicted } of points)
      console.log(
        [
          row.point_id,
          row.model,
          row.gpu,
          row.engine,
          row.precision,
          `tp${row.tp}`,
          `ep${row.ep}`,
          `dp${row.dp}`,
          row.isl,
          row.osl,
          `C${row.load_value}`,
          (measured * 1e3).toFixed(2),
          (predicted * 1e3).toFixed(2),
          (predicted / measured).toFixed(2),
        ].join(" "),
      );
  for (const [why, count] of skipped) console.log(`skipped ${count}: ${why}`);
}

main();
