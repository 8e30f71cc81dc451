// Development check of the power model alone: watts per device of a pure decode step at the measured mean batch against the
// mean power of ML.ENERGY runs with long outputs (gpqa: prefill hardly matters). No simulation, no fitting. Run:
//   npx esbuild bench/accuracy/power-check.ts --bundle --platform=node --outfile=/tmp/power.cjs && node /tmp/power.cjs
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { placementProblems } from "../../src/cost/placement.ts";
import { layoutOf, precisionOf, profiles, type Row } from "./cases.ts";

const measurements = process.env.ENERGY ?? "../shared/groundtruth/energy.csv";

function main(): void {
  if (!existsSync(measurements)) {
    console.log(`no measurements at ${measurements}`);
    return;
  }
  const { modelOf, hardware, engines } = profiles();
  const rows: Row[] = parse(readFileSync(measurements), { columns: true });
  const errors: number[] = [];
  for (const row of rows) {
    if (
      row.metric !== "avg_power_w_total" ||
      row.source_id !== "mlenergy" ||
      row.task !== (process.env.TASK ?? "gpqa")
    )
      continue;
    const model = modelOf(row.model!);
    const device = hardware.get(row.gpu!.toLowerCase());
    const engine = engines.get(row.engine!.toLowerCase());
    const weights = precisionOf(row.precision!);
    if (!model || !device || !engine || !weights) continue;
    const parallel = layoutOf(row, model);
    if (placementProblems(parallel, model).length > 0) continue;
    const step = createStepModel({ hardware: device, model, engine, precision: { weights }, parallel });
    const batch = Math.max(1, Math.round(Number(row.avg_batch_size)));
    const context = 300 + Number(row.osl) / 2;
    const {
      seconds,
      secondsPerContextToken,
      secondsPerWindowToken,
      joules,
      joulesPerContextToken,
      joulesPerWindowToken,
    } = step.decode(batch);
    const tokens = batch * context;
    const seen = batch * Math.min(context, step.windowTokens);
    const stepSeconds = seconds + secondsPerContextToken * tokens + secondsPerWindowToken * seen;
    const watts =
      (joules + joulesPerContextToken * tokens + joulesPerWindowToken * seen) / stepSeconds / step.devices;
    const measured = Number(row.value) / step.devices;
    errors.push(watts / measured - 1);
    console.log(
      [row.model, row.gpu, `x${row.gpus}`, `B${batch}`, `ctx${Math.round(context)}`].join(" ").padEnd(52),
      `watts ${measured.toFixed(0)} ${watts.toFixed(0)} ${(watts / measured).toFixed(2)}   step ms ${((1e3 * batch) / Number(row.output_tok_s_total)).toFixed(1)} ${(1e3 * stepSeconds).toFixed(1)}`,
    );
  }
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const bias = [...errors].sort((a, b) => a - b)[errors.length >> 1]!;
  console.log(
    `${errors.length} points: MAPE ${((100 * sizes.reduce((s, x) => s + x, 0)) / sizes.length).toFixed(1)} %, median ${(100 * sizes[sizes.length >> 1]!).toFixed(1)} %, bias ${(100 * bias).toFixed(1)} %`,
  );
}

main();
