// Coverage where the truth is known: paths from the stated prior, log random walks, regime switches, logistic growth.
import { randomNormal } from "d3-random";
import { type RandomStream, randomStream } from "../../src/base/random.ts";
import { YEAR_SECONDS } from "../../src/forecast/calendar.ts";
import { cdf } from "../../src/forecast/mixture.ts";
import { modelOf } from "../../src/forecast/model.ts";
import { drawPath, posterior, predictive } from "../../src/forecast/posterior.ts";
import { defaultPrior } from "../../src/forecast/prior.ts";
import { share } from "./table.ts";

/** Where the truth fell in its predictive distribution, as hits of the 80 % and the 95 % interval, and misses of the former each way. */
class Coverage {
  readonly #hits80: number[] = [];
  readonly #below: number[] = [];
  readonly #above: number[] = [];
  readonly #hits95: number[] = [];

  add(place: number): void {
    this.#hits80.push(place > 0.1 && place < 0.9 ? 1 : 0);
    this.#below.push(place <= 0.1 ? 1 : 0);
    this.#above.push(place >= 0.9 ? 1 : 0);
    this.#hits95.push(place > 0.025 && place < 0.975 ? 1 : 0);
  }

  row(name: string): string[] {
    const shares = [this.#hits80, this.#below, this.#above, this.#hits95].map(share);
    return [name, ...shares, String(this.#hits80.length)];
  }
}

/** Place of the log after the last of `logs`, one a year. */
function placeOf(logs: readonly number[]): number {
  const seen = logs.slice(0, -1);
  const last = seen.at(-1)!;
  const times = seen.map((_, k) => k - (seen.length - 1));
  const now = posterior(
    defaultPrior(),
    times,
    seen.map((log) => log - last),
  );
  return cdf(predictive(now, 1), logs.at(-1)! - last);
}

function stated(paths: number): string[] {
  const unseen = posterior(defaultPrior(), [0], [0]);
  const uniform = randomStream(11, "bench/prior");
  const normal = randomNormal.source(uniform)(0, 1);
  const coverage = new Coverage();
  for (let k = 0; k < paths; k++)
    coverage.add(placeOf([0, ...drawPath(unseen, [1, 2, 3, 4, 5], uniform, normal)]));
  return coverage.row("drawn from the stated prior, 5 points");
}

function walks(paths: number): string[][] {
  const normal = randomNormal.source(randomStream(12, "bench/walks"))(0, 1);
  const all = new Coverage();
  const rows = [0.2, 0.5, 0.8].flatMap((drift) =>
    [0.15, 0.275, 0.4].map((volatility) => {
      const coverage = new Coverage();
      for (let k = 0; k < paths; k++) {
        const logs = [0];
        for (let year = 1; year <= 5; year++) logs.push(logs.at(-1)! + drift + volatility * normal());
        const place = placeOf(logs);
        coverage.add(place);
        all.add(place);
      }
      return coverage.row(`walk, drift ${drift}, volatility ${volatility}`);
    }),
  );
  return [all.row("log random walks, all of below, 5 points"), ...rows];
}

/** Growth that changes once, somewhere in ten years. */
function switches(paths: number): string[] {
  const uniform = randomStream(13, "bench/switches");
  const normal = randomNormal.source(uniform)(0, 1);
  const coverage = new Coverage();
  for (let k = 0; k < paths; k++) {
    const [before, after] = [uniform(), uniform()];
    const when = 1 + Math.floor(9 * uniform());
    const logs = [0];
    for (let year = 1; year <= 10; year++)
      logs.push(logs.at(-1)! + (year < when ? before : after) + 0.15 * normal());
    coverage.add(placeOf(logs));
  }
  return coverage.row("regime switches, 10 points");
}

/** Logistic growth seen up to somewhere between a tenth and nine tenths of its cap, with and without the cap given. */
function logistic(paths: number, given: boolean): string[] {
  const uniform: RandomStream = randomStream(14, "bench/logistic");
  const normal = randomNormal.source(uniform)(0, 1);
  const coverage = new Coverage();
  for (let k = 0; k < paths; k++) {
    const rate = 0.5 + uniform();
    const middle = 1 + 8 * uniform();
    const values = Array.from(
      { length: 9 },
      (_, year) => Math.exp(0.05 * normal()) / (1 + Math.exp(-rate * (year - middle))),
    );
    const cap = 1.25;
    const seen = values
      .slice(0, 8)
      .map((value, year) => ({ timeSeconds: year * YEAR_SECONDS, value, line: 0 }));
    const truth = values[8]!;
    const model = modelOf(seen, given ? { cap } : {});
    const [a, b, c, d] = model.quantilesAt(8 * YEAR_SECONDS, [0.025, 0.1, 0.9, 0.975]);
    coverage.add(truth < a! ? 0 : truth < b! ? 0.05 : truth <= c! ? 0.5 : truth <= d! ? 0.95 : 1);
  }
  return coverage.row(`logistic growth, 8 points${given ? ", cap given" : ""}`);
}

export function simulated(scale = 1): { title: string; head: string[]; rows: string[][] } {
  const of = (paths: number) => Math.max(10, Math.round(paths * scale));
  return {
    title: "Simulated, one year ahead",
    head: ["paths", "80 %", "below P10", "above P90", "95 %", "count"],
    rows: [
      stated(of(20_000)),
      ...walks(of(1000)),
      switches(of(2000)),
      logistic(of(2000), false),
      logistic(of(2000), true),
    ],
  };
}
