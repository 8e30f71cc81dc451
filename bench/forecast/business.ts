// Coverage and errors on the M1 yearly series: the last n points before the six that were held out by the competition. The prior
// was fitted to one half of the series; the table is of the other half, which `held` names, and of all.
import { existsSync, readFileSync } from "node:fs";
import { type Answer, type Method, methods } from "./methods.ts";
import { share } from "./table.ts";

const file = "../shared/forecast/m1-yearly.json";

/** Series the fit never saw: a random half (seed 7), drawn before it. */
const held = new Set(
  `YAF2 YAF5 YAF8 YAF9 YAF10 YAF13 YAF15 YAF16 YAM2 YAM3 YAM7 YAM10 YAM12 YAM13 YAM15 YAM16 YAM17 YAM19 YAM20 YAM24 YAM28 YAM30
  YAB2 YAB3 YAB4 YAB6 YAB8 YAI3 YAI7 YAI10 YAI13 YAI15 YAI16 YAI17 YAI20 YAI21 YAI23 YAI25 YAI26 YAI28 YAI29 YAI30 YAI35 YAG3
  YAG4 YAG7 YAG8 YAG10 YAG13 YAG14 YAG16 YAG18 YAG19 YAG21 YAG22 YAG26 YAG28 YAG30 YAC1 YAC3 YAC10 YAC12 YAC14 YAC16 YAC17
  YAC18 YAC19 YAC20 YAC22 YAC24 YAC25 YAC27 YAC28 YAD3 YAD5 YAD6 YAD7 YAD8 YAD11 YAD12 YAD13 YAD15 YAD16 YAD17 YAD18 YAD19
  YAD21 YAD24 YAD27 YAD29 YAD30`.split(/\s+/),
);
const lengths = [3, 4, 5, 6, 8, 10, 14];
const years = [1, 2, 3, 4, 5, 6];

interface Yearly {
  id: string;
  x: number[];
  xx: number[];
}

export function business(): { title: string; head: string[]; rows: string[][] }[] | string {
  if (!existsSync(file)) return `skipped: ${file} is not there`;
  const all = (JSON.parse(readFileSync(file, "utf8")) as { M1: Yearly[] }).M1;
  const head = ["n", "method", "80 %", "95 %", "log interval score", "fast growers 80 %", "sMAPE", "series"];
  const half = all.filter(({ id }) => held.has(id));
  return [
    { title: "M1 yearly, the half that was not used for tuning", head, rows: tableOf(half) },
    { title: "M1 yearly, all", head, rows: tableOf(all) },
  ];
}

function tableOf(series: readonly Yearly[]): string[][] {
  return lengths.flatMap((n) => {
    const windows = series
      .filter(({ x }) => x.length >= n)
      .map(({ x, xx }) => ({ values: x.slice(-n), future: xx }));
    return Object.entries(methods).map(([name, method]) => [String(n), name, ...scores(method, windows)]);
  });
}

interface Window {
  values: number[];
  future: number[];
}

function scores(method: Method, windows: readonly Window[]): string[] {
  const hits80: number[] = [];
  const hits95: number[] = [];
  const hot: number[] = [];
  let score = 0;
  let smape = 0;
  let count = 0;
  for (const { values, future } of windows) {
    const answers = method(values, years);
    if (answers === undefined) continue;
    count++;
    smape += mean(
      answers.map(
        ({ median }, h) => (200 * Math.abs(Math.exp(median) - future[h]!)) / (Math.exp(median) + future[h]!),
      ),
    );
    if (answers[0]!.ends === undefined) continue;
    const inside = (low: 0 | 1, high: 2 | 3) =>
      mean(
        answers.map(({ ends }, h) =>
          Math.log(future[h]!) >= ends![low] && Math.log(future[h]!) <= ends![high] ? 1 : 0,
        ),
      );
    hits80.push(inside(1, 2));
    hits95.push(inside(0, 3));
    if (Math.log(values.at(-1)! / values[0]!) / (values.length - 1) > 0.1) hot.push(inside(1, 2));
    score += mean(answers.map((answer, h) => intervalScore(answer, Math.log(future[h]!))));
  }
  if (count === 0) return ["refuses", "", "", "", "", "0"];
  const intervals =
    hits80.length === 0
      ? ["", "", "", ""]
      : [share(hits80), share(hits95), (score / count).toFixed(2), share(hot)];
  return [...intervals, (smape / count).toFixed(2), String(count)];
}

/** Width, and ten times what is missed by (Gneiting and Raftery 2007, for 80 %). */
function intervalScore({ ends }: Answer, truth: number): number {
  const [, low, high] = ends!;
  return high - low + 10 * (Math.max(0, low - truth) + Math.max(0, truth - high));
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
