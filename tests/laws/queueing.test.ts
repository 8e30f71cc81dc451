// The engine against closed forms of queueing theory. Service is one prompt per slot, its time proportional to its
// tokens; the confidence interval comes from independent runs, so the tests can fail either way.
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { mean, meanInterval } from "../../src/base/statistics.ts";
import { givenArrivals, runSystem, singleSlotServer } from "./queueing-system.ts";

const SECONDS_PER_TOKEN = 1e-6;

function exponential(random: () => number, meanValue: number): number {
  return -Math.log(1 - random()) * meanValue;
}

/** Mean waiting time of `requests` customers after a warm-up, in one run. */
function meanWait(
  seed: number,
  servers: number,
  rate: number,
  service: (random: () => number) => number,
  requests = 20_000,
): number {
  const arrivals = randomStream(seed, "arrivals");
  const services = randomStream(seed, "services");
  let atSeconds = 0;
  const given = Array.from({ length: requests }, () => {
    atSeconds += exponential(arrivals, 1 / rate);
    return {
      atSeconds,
      inputTokens: Math.max(1, Math.round(service(services) / SECONDS_PER_TOKEN)),
      outputTokens: 1,
    };
  });
  // One queue before all servers: each takes a request only when it is free.
  const { records } = runSystem(givenArrivals(given), {
    instance: singleSlotServer(SECONDS_PER_TOKEN),
    instances: servers,
    maxOutstanding: 1,
  });
  const waits = given.map(
    (request, i) => records.finishedSeconds[i]! - request.atSeconds - request.inputTokens * SECONDS_PER_TOKEN,
  );
  return mean(waits.slice(requests / 10));
}

/** Half width of 99.9 % instead of 95 %, since several such tests run on every commit (normal quantiles 3.29/1.96). */
function expectWithin(values: number[], theory: number): void {
  const interval = meanInterval(values)!;
  const half = ((interval.high - interval.low) / 2) * (3.29 / 1.96);
  expect(half / theory).toBeLessThan(0.12);
  expect(Math.abs(interval.mean - theory)).toBeLessThan(half);
}

/** Erlang's C formula: probability of waiting in M/M/c with offered load a. */
function erlangC(servers: number, a: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) {
    term *= a / k;
    sum += term;
  }
  const last = (term * a) / servers / (1 - a / servers);
  return last / (sum + last);
}

describe("queueing theory", () => {
  it.each([0.5, 0.7, 0.85])("M/M/1 at utilisation %d: mean wait rho/(mu - lambda)", (rho) => {
    const waits = Array.from({ length: 12 }, (_, seed) =>
      meanWait(seed, 1, rho, (random) => exponential(random, 1), rho > 0.8 ? 60_000 : 20_000),
    );
    expectWithin(waits, rho / (1 - rho));
  });

  it.each([
    [2, 0.7],
    [8, 0.8],
  ])("M/M/%d at utilisation %d: Erlang C", (servers, rho) => {
    const waits = Array.from({ length: 12 }, (_, seed) =>
      meanWait(100 + seed, servers, rho * servers, (random) => exponential(random, 1), 40_000),
    );
    expectWithin(waits, erlangC(servers, rho * servers) / (servers * (1 - rho)));
  });

  it.each([
    ["deterministic", () => 1, 0],
    ["uniform", (random: () => number) => 2 * random(), 1 / 3],
    [
      "hyperexponential",
      (random: () => number) => exponential(random, random() < 0.1 ? 5.5 : 0.5),
      2 * (0.1 * 5.5 ** 2 + 0.9 * 0.25) - 1,
    ],
  ])("M/G/1, %s service: Pollaczek-Khinchine", (_name, service, squaredCv) => {
    const rho = 0.6;
    const waits = Array.from({ length: 12 }, (_, seed) =>
      meanWait(200 + seed, 1, rho, service as (random: () => number) => number, 40_000),
    );
    expectWithin(waits, (rho / (1 - rho)) * ((1 + squaredCv) / 2));
  });
});
