// The bars that forewatt's intervals are held to, at every n, on series that the prior was not fitted to: at the origin of the
// competition, at all origins two years apart, and reweighted so that simple methods do on them what they do on M3 (m3-published.ts).
import { balanced } from "./balance.ts";
import { lengths, years } from "./business.ts";
import { published, publishedMethods } from "./m3-published.ts";
import { methods } from "./methods.ts";
import { type Scores, scoresOf } from "./scores.ts";
import { file, held, type Window, windowsOf, type Yearly, yearly } from "./yearly.ts";

/** As many as there are: windows that end 2, 4, … years before the competition's. */
const allOrigins = 20;

interface Scored {
  series: string;
  fast: boolean;
  /** Of each series 1, of all together 1. */
  weight: number;
  ours: Scores;
  naive: Scores;
  /** The five lines that the study began with: what a model must be better than. */
  floor: Scores;
}

const bars: Record<string, (figure: number, n: number, naive: number) => boolean> = {
  inside80: (figure) => figure >= 0.76 && figure <= 0.84,
  inside95: (figure) => figure >= 0.92 && figure <= 0.97,
  score: (figure) => figure <= 0.95,
  fast: (figure) => figure >= 0.75,
  smape: (figure, n, naive) =>
    figure <= (n === 14 ? 16.3 : n === 10 ? 16.9 : n <= 6 ? naive : Number.POSITIVE_INFINITY),
};

export function businessBars(): { title: string; head: string[]; rows: string[][] }[] | string {
  const all = yearly();
  if (all === undefined) return `skipped: ${file} is not there`;
  const half = all.filter(({ id }) => held.has(id));
  const head = [
    "n",
    "80 % (76 to 84)",
    "95 % (92 to 97)",
    "score (at most 0.95)",
    "fast 80 % (at least 75)",
    "sMAPE (naive; 16.9, 16.3)",
    "naive",
    "five lines: 80 %, score, sMAPE",
    "series",
  ];
  const rows = (scoredAt: (n: number) => Scored[] | undefined) =>
    lengths.flatMap((n) => {
      const scored = scoredAt(n);
      return scored === undefined ? [] : [[String(n), ...verdicts(n, scored)]];
    });
  const everywhere = new Map(lengths.map((n) => [n, scoredOf(windowsOf(half, n, allOrigins))]));
  return [
    {
      title: "Bars, M1 yearly, held-out half, the competition's origin (* not met)",
      head,
      rows: rows((n) => scoredOf(windowsOf(half, n))),
    },
    {
      title: "Bars, M1 yearly, held-out half, all origins two years apart (* not met)",
      head,
      rows: rows((n) => everywhere.get(n)),
    },
    {
      title: "Bars, the same reweighted to the published averages of M3 yearly (* not met)",
      head,
      rows: rows((n) => likeM3(half, n, everywhere.get(n)!)),
    },
    ...foretold(half),
  ];
}

function scoredOf(windows: readonly Window[]): Scored[] {
  const weights = perSeries(windows);
  return windows.map(({ series, fast, values, future }, k) => ({
    series,
    fast,
    weight: weights[k]!,
    ours: scoresOf(methods.forewatt!(values, years)!, future),
    naive: scoresOf(methods.naive!(values, years)!, future),
    floor: scoresOf(publishedMethods["damped drift"]!(values, years)!, future),
  }));
}

function perSeries(windows: readonly Window[]): number[] {
  const counts = new Map<string, number>();
  for (const { series } of windows) counts.set(series, (counts.get(series) ?? 0) + 1);
  return windows.map(({ series }) => 1 / counts.get(series)! / counts.size);
}

interface Feature {
  method: string;
  wanted: number;
  of: readonly number[];
}

/** What is published of M3 at n points, and the same of each window. */
function featuresOf(windows: readonly Window[], n: number): Feature[] {
  const { fast, methods: averages } = published[n]!;
  const features: Feature[] = [];
  for (const [method, { smape, inside80, inside95, score }] of Object.entries(averages)) {
    const scored = windows.map(({ values, future }) =>
      scoresOf(publishedMethods[method]!(values, years)!, future),
    );
    features.push({ method, wanted: smape, of: scored.map((each) => each.smape) });
    const add = (wanted: number | undefined, value: (each: Scores) => number) => {
      if (wanted !== undefined) features.push({ method, wanted, of: scored.map(value) });
    };
    add(inside80, (each) => each.intervals!.inside80);
    add(inside95, (each) => each.intervals!.inside95);
    add(score, (each) => each.intervals!.score);
  }
  if (fast !== undefined)
    features.push({ method: "", wanted: fast, of: windows.map((window) => (window.fast ? 1 : 0)) });
  return features;
}

function weightsFor(windows: readonly Window[], features: readonly Feature[]): number[] {
  return balanced(
    windows.map((_, i) => features.map((feature) => feature.of[i]!)),
    features.map(({ wanted }) => wanted),
    perSeries(windows),
  );
}

/** The same windows with other weights; undefined at an n of which nothing is published. */
function likeM3(series: readonly Yearly[], n: number, scored: readonly Scored[]): Scored[] | undefined {
  if (published[n] === undefined) return undefined;
  const windows = windowsOf(series, n, allOrigins);
  const weights = weightsFor(windows, featuresOf(windows, n));
  return scored.map((each, k) => ({ ...each, weight: weights[k]! }));
}

/** How far to trust it: each method's published averages as foretold by those of the others. */
function foretold(series: readonly Yearly[]): { title: string; head: string[]; rows: string[][] }[] {
  const rows = Object.keys(published).flatMap((key) => {
    const n = Number(key);
    const windows = windowsOf(series, n, allOrigins);
    const features = featuresOf(windows, n);
    return ["theta", "damped exponential", "random walk with drift", "damped drift", "augurs"].flatMap(
      (method) => {
        const own = features.filter((feature) => feature.method === method);
        if (own.length === 0) return [];
        const weights = weightsFor(
          windows,
          features.filter((feature) => feature.method !== method),
        );
        const said = own.map(({ wanted, of }) => {
          const value = of.reduce((sum, each, i) => sum + each * weights[i]!, 0);
          return `${value.toPrecision(3)} (${wanted.toPrecision(3)})`;
        });
        return [[key, method, ...said, ...new Array<string>(4 - said.length).fill("")]];
      },
    );
  });
  return [
    {
      title: "A method's averages on M3 as foretold from those of the others (as they are)",
      head: ["n", "method", "sMAPE", "80 %", "95 %", "score"],
      rows,
    },
  ];
}

function verdicts(n: number, scored: readonly Scored[]): string[] {
  const intervals = (each: Scored) => each.ours.intervals!;
  const naive = estimate(scored, ({ naive: { smape } }) => smape).mean;
  const cell = (bar: string, sample: readonly Scored[], value: (each: Scored) => number, scale = 1) => {
    const { mean, error } = estimate(sample, value);
    const digits = scale === 100 ? 1 : 2;
    const met = bars[bar]!(mean, n, naive) ? "" : " *";
    return `${(scale * mean).toFixed(digits)} ± ${(scale * error).toFixed(digits)}${met}`;
  };
  const floor = (value: (scores: Scores) => number) => estimate(scored, (each) => value(each.floor)).mean;
  const floorText = [
    (100 * floor(({ intervals }) => intervals!.inside80)).toFixed(1),
    floor(({ intervals }) => intervals!.score).toFixed(2),
    floor(({ smape }) => smape).toFixed(2),
  ].join(", ");
  const fast = scored.filter((each) => each.fast);
  return [
    cell("inside80", scored, (each) => intervals(each).inside80, 100),
    cell("inside95", scored, (each) => intervals(each).inside95, 100),
    cell("score", scored, (each) => intervals(each).score),
    cell("fast", fast, (each) => intervals(each).inside80, 100),
    cell("smape", scored, (each) => each.ours.smape),
    naive.toFixed(2),
    floorText,
    `${new Set(scored.map(({ series }) => series)).size}, ${new Set(fast.map(({ series }) => series)).size} fast`,
  ];
}

/** A weighted mean and its standard error, the series counted as independent and their windows not. */
function estimate(
  scored: readonly Scored[],
  value: (each: Scored) => number,
): { mean: number; error: number } {
  const total = scored.reduce((sum, { weight }) => sum + weight, 0);
  const mean = scored.reduce((sum, each) => sum + each.weight * value(each), 0) / total;
  const bySeries = new Map<string, number>();
  for (const each of scored)
    bySeries.set(each.series, (bySeries.get(each.series) ?? 0) + each.weight * (value(each) - mean));
  const variance = [...bySeries.values()].reduce((sum, each) => sum + each ** 2, 0);
  return { mean, error: Math.sqrt(variance) / total };
}
