// `npm run bands`: predicts every measured point of quality A and B, and writes src/metrics/held-out-error.ts: per metric
// and regime the band that holds 80 % of measurements, made so that it does on models and devices left out. Prints what the
// bands cover of left-out rows. Run it after any change of the physics. Needs ../shared/groundtruth (or GROUNDTRUTH).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { headlineMetrics } from "../../src/accuracy/metrics.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { heldOutBands, heldOutCoverage, type Residual } from "../../src/accuracy/residual-bands.ts";
import { profileLibrary } from "../../src/cli/profiles.ts";
import { type BandedMetric, bandedMetrics } from "../../src/metrics/confidence.ts";

const folder = process.env.GROUNDTRUTH ?? "../shared/groundtruth";
const target = "src/metrics/held-out-error.ts";
const files = ["cases.csv", "energy.csv"];
/** Rows that stand for a whole point; other quantiles, such as p99, would count it again. */
const counted = new Set<string>([...headlineMetrics, "power", "energy_per_request"]);

/** As the formatter writes it. */
const rounded = (ratio: number) => String(Number(ratio.toFixed(3)));

type Row = Residual & { quality: string };

function residuals(): Record<BandedMetric, Row[]> {
  const predictor = createPredictor({ profiles: profileLibrary(), seed: 1 });
  const rows: Record<BandedMetric, Row[]> = { ttft: [], tpot: [], throughput: [], power: [] };
  const experiments = files.flatMap((file) => readCases(file, readFileSync(`${folder}/${file}`, "utf8")));
  for (const experiment of experiments) {
    if (experiment.quality === "C") continue;
    for (const { metric, measured, predicted, heldOut, apart } of predictor.predict(experiment)) {
      if (predicted === null || heldOut === undefined || apart !== undefined || !counted.has(metric))
        continue;
      rows[heldOut.metric].push({
        regime: heldOut.regime,
        model: experiment.model,
        device: experiment.gpu,
        quality: experiment.quality,
        logRatio: Math.log(measured / predicted),
      });
    }
  }
  return rows;
}

function source(rows: Record<BandedMetric, Row[]>, ids: string[]): string {
  const all = bandedMetrics.flatMap((metric) => rows[metric]);
  const models = new Set(all.map(({ model }) => model)).size;
  const entries = bandedMetrics.map((metric) => {
    const lines = Object.entries(heldOutBands(rows[metric])).map(
      ([regime, { p10, p90, rows: count }]) =>
        `      ${/^\w+$/.test(regime) ? regime : `"${regime}"`}: { p10: ${rounded(p10)}, p90: ${rounded(p90)}, rows: ${count} },\n`,
    );
    return `    ${metric}: {\n${lines.join("")}    },\n`;
  });
  return `// Made by \`npm run bands\` (bench/accuracy/bands.ts); not to be edited. measured / predicted, 80 % of rows.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a band may well be 1.414
import type { HeldOutError } from "./confidence.ts";

export const heldOutError: HeldOutError = {
  source: "groundtruth ${files.join(" and ")}, quality A and B: ${all.length} rows, ${models} models, ${ids.length} devices",
  devices: [
${ids.map((id) => `    "${id}",\n`).join("")}  ],
  bands: {
${entries.join("")}  },
};
`;
}

function report(rows: Record<BandedMetric, Row[]>): void {
  const percent = (inside: boolean[]) =>
    inside.length === 0
      ? "–"
      : `${((100 * inside.filter(Boolean).length) / inside.length).toFixed(0)} % of ${inside.length} left out`;
  for (const metric of bandedMetrics) {
    const held = heldOutCoverage(rows[metric]) as { row: Row; inside: boolean }[];
    const of = (keep: (row: Row) => boolean) =>
      percent(held.filter(({ row }) => keep(row)).map(({ inside }) => inside));
    console.log(
      `${metric}: inside ${of(() => true)}; quality A ${of(({ quality }) => quality === "A")}, B ${of(({ quality }) => quality === "B")}`,
    );
    for (const regime of new Set(rows[metric].map((row) => row.regime).sort()))
      console.log(`  ${regime.padEnd(24)} ${of((row) => row.regime === regime)}`);
  }
}

function main(): void {
  if (!existsSync(folder)) {
    console.error(`no measurements at ${folder}`);
    process.exitCode = 1;
    return;
  }
  const rows = residuals();
  const profiles = profileLibrary();
  const names = new Set(bandedMetrics.flatMap((metric) => rows[metric].map(({ device }) => device)));
  const ids = [...names].flatMap((name) => {
    const found = profiles.hardware(name);
    return found.found ? [found.profile.id] : [];
  });
  writeFileSync(target, source(rows, [...new Set(ids)].sort()));
  report(rows);
}

main();
