// Coverage and errors on the M1 yearly series: the last n points before the six that were held out by the competition, of the
// half of the series that the prior was not fitted to, and of all.
import { type Method, methods } from "./methods.ts";
import { mean, scoresOf } from "./scores.ts";
import { share } from "./table.ts";
import { file, held, type Window, windowsOf, type Yearly, yearly } from "./yearly.ts";

export const lengths = [3, 4, 5, 6, 8, 10, 14];
export const years = [1, 2, 3, 4, 5, 6];

export function business(): { title: string; head: string[]; rows: string[][] }[] | string {
  const all = yearly();
  if (all === undefined) return `skipped: ${file} is not there`;
  const head = [
    ...["n", "method", "80 %", "below P10", "above P90", "95 %"],
    ...["log interval score", "fast growers 80 %", "sMAPE", "series"],
  ];
  const half = all.filter(({ id }) => held.has(id));
  return [
    { title: "M1 yearly, the half that was not used for tuning", head, rows: tableOf(half) },
    { title: "M1 yearly, all", head, rows: tableOf(all) },
  ];
}

function tableOf(series: readonly Yearly[]): string[][] {
  return lengths.flatMap((n) => {
    const windows = windowsOf(series, n);
    return Object.entries(methods).map(([name, method]) => [String(n), name, ...row(method, windows)]);
  });
}

function row(method: Method, windows: readonly Window[]): string[] {
  const scored = windows.flatMap(({ values, future, fast }) => {
    const answers = method(values, years);
    return answers === undefined ? [] : [{ fast, ...scoresOf(answers, future) }];
  });
  if (scored.length === 0) return ["refuses", "", "", "", "", "", "", "0"];
  const smape = mean(scored.map((each) => each.smape)).toFixed(2);
  const spread = scored.flatMap(({ fast, intervals }) => (intervals ? [{ fast, ...intervals }] : []));
  const intervals =
    spread.length === 0
      ? ["", "", "", "", "", ""]
      : [
          share(spread.map(({ inside80 }) => inside80)),
          share(spread.map(({ below80 }) => below80)),
          share(spread.map(({ above80 }) => above80)),
          share(spread.map(({ inside95 }) => inside95)),
          mean(spread.map(({ score }) => score)).toFixed(2),
          share(spread.filter(({ fast }) => fast).map(({ inside80 }) => inside80)),
        ];
  return [...intervals, smape, String(scored.length)];
}
