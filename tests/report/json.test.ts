import { expect, test } from "vitest";
import { resultJson } from "../../src/report/json.ts";
import { makeOutput } from "./fixture.ts";

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

const { result } = makeOutput(200);

test("says the same as the result", () => {
  expect(JSON.parse(resultJson(result, { wallSeconds: true }))).toEqual(JSON.parse(JSON.stringify(result)));
});

test("does not depend on the order objects were built in", () => {
  expect(resultJson(shuffled(result) as typeof result, { wallSeconds: true })).toBe(
    resultJson(result, { wallSeconds: true }),
  );
});

test("keeps the contract's order", () => {
  const keys = Object.keys(JSON.parse(resultJson(result, { wallSeconds: false })).deployments[0]);
  expect(keys.slice(0, 8)).toEqual(
    ["name", "window", "requests", "tokens", "cache", "latency", "throughput", "slo"].toSorted(
      (a, b) => keys.indexOf(a) - keys.indexOf(b),
    ),
  );
  expect(Object.keys(JSON.parse(resultJson(result, { wallSeconds: false })))[0]).toBe("schema");
});

test("wall time stays out of files", () => {
  expect(resultJson(result, { wallSeconds: false })).not.toContain("wallSeconds");
  expect(JSON.parse(resultJson(result, { wallSeconds: true })).engine.wallSeconds).toBe(0.31);
});

test("numbers are finite or null", () => {
  const broken = makeOutput(40).result;
  const [first] = broken.deployments;
  if (!first || "infeasible" in first) throw new Error("fixture");
  first.latency.tpotSeconds.p50 = Number.NaN;
  first.power.joulesPerOutputToken = Number.POSITIVE_INFINITY;
  const back = JSON.parse(resultJson(broken, { wallSeconds: false })).deployments[0];
  expect([back.latency.tpotSeconds.p50, back.power.joulesPerOutputToken]).toEqual([null, null]);
});
