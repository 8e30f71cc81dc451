// Same scenario and seed, same bytes; and only what a draw is for may change it (common random numbers).
import { describe, expect, it } from "vitest";
import { apart, mixed, run } from "./real-scenario.ts";

type Output = ReturnType<typeof run>;
const bytes = (output: Output) =>
  JSON.stringify(output.result) + JSON.stringify(output.traces.map(recordsOf));
const recordsOf = ({ name, timeline, records }: Output["traces"][number]) => ({ name, timeline, ...records });
const deploymentBytes = (output: Output, name: string) =>
  JSON.stringify([
    output.result.deployments.find((each) => each.name === name),
    output.traces.filter((each) => each.name === name).map(recordsOf),
  ]);
const arrivals = ({ traces }: Output) =>
  traces.map(({ records }) => [
    [...records.arrivedSeconds],
    [...records.inputTokens],
    [...records.outputTokens],
  ]);

const power = ", router: power-of-two";

describe("determinism", () => {
  it.each([
    ["one pool", mixed("a", 2)],
    ["a router that draws", mixed("a", 3, power)],
    ["disaggregated", apart("a")],
  ])("same seed, same bytes; another seed, others (%s)", (_name, deployment) => {
    const first = bytes(run(deployment));
    expect(bytes(run(deployment))).toBe(first);
    expect(bytes(run(deployment, { seed: 2 }))).not.toBe(first);
  });

  it("an instance more, another router or another kind of deployment changes no open-loop arrival", () => {
    const [reference] = arrivals(run(mixed("a", 1)));
    for (const deployment of [mixed("a", 2), mixed("a", 3, power), apart("a")])
      expect(arrivals(run(deployment))[0]).toEqual(reference);
    expect(arrivals(run(mixed("a", 1), { seed: 2 }))[0]).not.toEqual(reference);
  });

  it("a deployment's result does not depend on the others in the scenario", () => {
    const alone = deploymentBytes(run(mixed("a", 3, power)), "a");
    expect(deploymentBytes(run(mixed("a", 3, power) + apart("b") + mixed("c", 1)), "a")).toBe(alone);
    expect(deploymentBytes(run(apart("b") + mixed("a", 3, power)), "a")).toBe(alone);
  });

  it("replication i is the run with seed + i, and identical deployments do not differ", () => {
    const { result } = run(mixed("a", 2) + mixed("b", 2), { replications: 3 });
    expect(result.differences.length).toBeGreaterThan(0);
    for (const { interval } of result.differences)
      expect([interval.mean, interval.low, interval.high]).toEqual([0, 0, 0]);
    const mean = [1, 2, 3].reduce((sum, seed) => {
      const [deployment] = run(mixed("a", 2), { seed }).result.deployments;
      return (
        sum + (deployment as { latency: { ttftSeconds: { mean: number } } }).latency.ttftSeconds.mean / 3
      );
    }, 0);
    const [first] = result.deployments as { intervals: Record<string, { mean: number }> }[];
    expect(first!.intervals["ttft.mean"]!.mean).toBeCloseTo(mean, 12);
  });

  it("progress, asked for or not, changes nothing", () => {
    const seen: number[] = [];
    expect(bytes(run(mixed("a", 1), { onProgress: (fraction) => seen.push(fraction) }))).toBe(
      bytes(run(mixed("a", 1))),
    );
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("fast-forward changes no result beyond rounding", () => {
    const same = (fast: unknown, single: unknown, at: string): void => {
      if (typeof fast === "number" && typeof single === "number") {
        if (fast === single) return;
        // Sketched quantiles may fall into the next bucket, half a per cent away.
        const tolerance = at.includes("itlSeconds.p") ? 0.0051 : 1e-9;
        expect(Math.abs(fast / single - 1), at).toBeLessThan(tolerance);
      } else if (typeof fast === "object" && fast !== null)
        for (const [key, value] of Object.entries(fast))
          same(value, (single as Record<string, unknown>)[key], `${at}.${key}`);
      else expect(fast, at).toEqual(single);
    };
    for (const deployment of [mixed("a", 2), apart("a")]) {
      const [fast] = run(deployment).result.deployments;
      const [single] = run(deployment, { fastForward: false }).result.deployments;
      same(fast, single, "result");
    }
  });
});
