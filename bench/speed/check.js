// `npm run bench:check`: each race's ratio of CPU time to the bound, the best of five processes for either, against the
// committed one (ratios.json): 1.3 times it is a warning, 1.5 times it fails. Outside CI: a busy machine is no reason to refuse
// a change.
// usage: node bench/speed/check.js [--rounds 5] [--update]
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { raceAlone } from "./alone.js";
import { raceResult } from "./measure.js";
import { races } from "./races.js";

const WARN = 1.3;
const FAIL = 1.5;
const file = new URL("./ratios.json", import.meta.url);

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, update: { type: "boolean", default: false } },
});
const { date, ratios } = JSON.parse(readFileSync(file, "utf8"));
const measured = {};
let failed = 0;
console.log(`${"ratio to the bound".padEnd(40)}${"now".padStart(8)}${date.padStart(14)}`);
for (const index of races.keys()) {
  const results = Array.from({ length: Number(values.rounds) }, () => raceAlone(index));
  const least = (key) => Math.min(...results.map((result) => result[key]));
  const { name, ratio: best } = raceResult(results[0], least("forewattCpuSeconds"), least("boundCpuSeconds"));
  measured[name] = Number(best.toPrecision(3));
  const committed = ratios[name];
  const change = best / committed;
  const verdict =
    committed === undefined ? "new" : change >= FAIL ? "FAILED" : change >= WARN ? "warning" : "fine";
  if (verdict === "FAILED") failed++;
  console.log(
    `${name.padEnd(40)}${best.toFixed(2).padStart(8)}${String(committed ?? "").padStart(14)}  ${verdict}`,
  );
}
if (values.update) {
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ date: today, ratios: measured }, null, 2)}\n`);
}
process.exitCode = failed > 0 ? 1 : 0;
