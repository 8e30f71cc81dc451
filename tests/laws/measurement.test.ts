// What a result says, recomputed from the request records: service level, rates over the window, power, identities.
import { describe, expect, it } from "vitest";
import { quantileSorted } from "../../src/base/statistics.ts";
import { apart, metricsOf, mixed, run } from "./real-scenario.ts";

const cases: [string, string, string[]][] = [
  ["open loop", mixed("a", 1), []],
  ["overloaded", mixed("a", 1), ["workload.arrivals.rate=60 /s"]],
  ["little memory, some rejected", mixed("a", 1), ["deployments.a.pools[0].kv.blocks=200"]],
  ["disaggregated", apart("a"), []],
  ["whole run", mixed("a", 1), ["workload.window.warmup=0 %", "workload.window.until=drained"]],
];

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.abs(expected),
  );

describe.each(cases)("%s", (_name, deployment, set) => {
  const output = run(deployment, {}, set);
  const [metrics] = metricsOf(output);
  const { window, requests, tokens, latency, throughput, slo, power, pools, cost } = metrics!;
  const { records, timeline } = output.traces[0]!;
  const ids = Array.from(records.id);
  const counted = ids.filter((id) => id >= records.length - window.requests);
  const completed = (id: number) => records.status[id] === 0;
  const ttft = (id: number) => records.firstTokenSeconds[id]! - records.arrivedSeconds[id]!;
  const tpot = (id: number) =>
    (records.finishedSeconds[id]! - records.firstTokenSeconds[id]!) / (records.outputTokens[id]! - 1);
  const severalTokens = (id: number) => records.outputTokens[id]! > 1;
  const good = (id: number) => completed(id) && ttft(id) <= 1 && (!severalTokens(id) || tpot(id) <= 0.03);
  const seconds = window.endSeconds - window.startSeconds;
  const finishedInside = ids.filter(
    (id) =>
      completed(id) &&
      records.finishedSeconds[id]! > window.startSeconds &&
      records.finishedSeconds[id]! <= window.endSeconds,
  );

  it("counts requests and tokens over the whole run", () => {
    expect(requests.arrived).toBe(600);
    expect(requests.completed + requests.rejected + requests.failed + requests.unfinished).toBe(600);
    expect(requests.completed).toBe(ids.filter(completed).length);
    expect(tokens.output).toBe(records.outputTokens.reduce((sum, count) => sum + count, 0));
    expect(tokens.cachedInput).toBeLessThanOrEqual(tokens.input);
  });

  it("latencies are those of the requests that arrived in the window", () => {
    const exact = {
      ttft: counted.filter(completed).map(ttft),
      tpot: counted.filter((id) => completed(id) && severalTokens(id)).map(tpot),
    };
    for (const metric of ["ttft", "tpot"] as const) {
      const sorted = exact[metric].sort((a, b) => a - b);
      near(latency[`${metric}Seconds`].p90!, quantileSorted(sorted, 0.9));
      near(latency[`${metric}Seconds`].p99!, quantileSorted(sorted, 0.99));
      near(latency[`${metric}Seconds`].mean!, sorted.reduce((sum, value) => sum + value, 0) / sorted.length);
    }
  });

  it("attainment is good over arrived; met when every stated quantile is, misses counted as infinite", () => {
    near(slo.attainment, counted.filter(good).length / counted.length);
    const p90 = (of: (id: number) => number, among: number[]) => {
      const values = among.map((id) => (completed(id) ? of(id) : Number.MAX_VALUE)).sort((a, b) => a - b);
      return quantileSorted(values, 0.9);
    };
    const withTpot = counted.filter((id) => !completed(id) || severalTokens(id));
    expect(slo.met).toBe(p90(ttft, counted) <= 1 && p90(tpot, withTpot) <= 0.03);
  });

  it("rates count what was finished inside the window", () => {
    near(throughput.requestsPerSecond, finishedInside.length / seconds);
    near(slo.goodputRequestsPerSecond, finishedInside.filter(good).length / seconds);
    expect(slo.goodputRequestsPerSecond).toBeLessThanOrEqual(throughput.requestsPerSecond);
    expect(throughput.totalTokensPerSecond).toBeGreaterThan(throughput.outputTokensPerSecond);
    near(throughput.outputTokensPerSecondPerDevice * power.devices, throughput.outputTokensPerSecond);
    near(
      throughput.outputTokensPerSecondPerMegawatt * (power.facilityMeanWatts / 1e6),
      throughput.outputTokensPerSecond,
    );
    near(cost.usdPerMillionOutputTokens! * throughput.outputTokensPerSecond, (cost.usdPerHour! / 3600) * 1e6);
  });

  it("power: facility is IT times PUE, a token's energy is power over rate, nobody is busier than always", () => {
    near(power.facilityMeanWatts, power.itMeanWatts * 1.25);
    near(
      power.itMeanWatts,
      pools.reduce((sum, pool) => sum + pool.itMeanWatts, 0),
    );
    near(power.joulesPerOutputToken! * throughput.outputTokensPerSecond, power.facilityMeanWatts);
    expect(power.facilityMeanWatts).toBeLessThanOrEqual(power.facilityProvisionedWatts);
    for (const pool of pools) {
      expect(pool.busyFraction).toBeGreaterThan(0);
      // Up to rounding of the sum of its steps.
      expect(pool.busyFraction).toBeLessThanOrEqual(1 + 1e-12);
      expect(pool.kvPeakFraction).toBeLessThanOrEqual(1);
    }
  });

  it("the timeline holds the same arrivals, tokens and, over a whole run, energy", () => {
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(timeline.arrivals)).toBe(600);
    near(sum(timeline.outputTokens), tokens.output);
    if (window.startSeconds > 0) return;
    const end = Math.max(...records.finishedSeconds);
    const joules = sum(
      timeline.itWatts.map(
        (watts, bin) => watts * Math.min(timeline.binSeconds, end - bin * timeline.binSeconds),
      ),
    );
    near(joules, power.itMeanWatts * end, 1e-6);
  });
});

describe("windows", () => {
  it("a window without length takes the rates of the whole run, requests too", () => {
    const set = [
      "workload.arrivals={process: all-at-once}",
      "workload.window={until: last-arrival, warmup: 10 %}",
    ];
    const [metrics] = metricsOf(run(mixed("a", 1), {}, set));
    expect(metrics!.window.endSeconds).toBeGreaterThan(0);
    near(metrics!.throughput.requestsPerSecond * metrics!.window.endSeconds, 600);
  });

  it("a closed loop up to its last arrival counts all its work before that", () => {
    const closed = "workload.arrivals={process: closed-loop, users: 3}";
    const [until, whole] = ["last-arrival", "drained"].map(
      (end) =>
        metricsOf(run(mixed("a", 1), {}, [closed, `workload.window={until: ${end}, warmup: 0 %}`]))[0]!,
    );
    // Three users all along: the rates differ only by how the last answers end.
    near(until!.throughput.outputTokensPerSecond, whole!.throughput.outputTokensPerSecond, 0.02);
    expect(until!.pools[0]!.busyFraction).toBeGreaterThan(0.99);
  });
});
