// The trace of a run: valid, nested, the whole of it, and the same times as requests.csv.
import { describe, expect, test } from "vitest";
import { openTraceFile } from "../../src/cli/trace-file.ts";
import { requestCsvRows } from "../../src/report/requests-csv.ts";
import { StepTimelines } from "../../src/report/trace/step-timeline.ts";
import { TraceEvents } from "../../src/report/trace/trace-events.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { apart, mixed, realScenario, run } from "../laws/real-scenario.ts";

interface Event {
  name: string;
  ph: "M" | "X" | "C" | "i" | "b" | "e" | "n";
  cat?: string;
  pid: number;
  tid?: number;
  id?: number;
  ts: number;
  dur: number;
  args: Record<string, number | string>;
}

function traced(deployments: string, untilSeconds = Number.POSITIVE_INFINITY, set: string[] = []) {
  let text = "";
  const trace = new TraceEvents((piece) => {
    text += piece;
  }, untilSeconds);
  const output = run(deployments, { observe: (deployment) => trace.observe(deployment) }, set);
  trace.finish();
  return { text, events: JSON.parse(text) as Event[], output, leftOut: trace.leftOut };
}

/** A cache so small that sequences are preempted. */
const tight = `  tight: { pools: [ { name: serve, hardware: h100-sxm, instances: 1, kv: { blocks: 300, allocation: on-demand } } ] }\n`;

describe.each([
  ["one pool", mixed("plain", 2), []],
  ["prefill and decode apart", apart("split"), []],
  ["two deployments", mixed("one", 1) + mixed("three", 3), ["workload.requests=200"]],
] as const)("%s", (_, deployments, set) => {
  const { events, output, text, leftOut } = traced(deployments, undefined, [...set]);
  const spans = events.filter(({ ph }) => ph === "X" || ph === "b" || ph === "e");

  test("every step of the run is there, each once, and their tokens", () => {
    const steps = events.filter(({ cat }) => cat === "step");
    const sum = (key: string) => steps.reduce((total, { args }) => total + Number(args[key]), 0);
    expect(sum("steps")).toBe(output.result.engine.steps);
    const tokens = output.result.deployments.reduce(
      (total, each) => total + ("infeasible" in each ? 0 : each.tokens.output),
      0,
    );
    expect(sum("output_tokens")).toBe(tokens);
    expect(leftOut).toBe(0);
  });

  test("an instance does one thing at a time", () => {
    const threads = new Map<string, Event[]>();
    for (const event of events.filter(({ cat }) => cat === "step")) {
      const key = `${event.pid}/${event.tid}`;
      threads.set(key, [...(threads.get(key) ?? []), event]);
    }
    for (const own of threads.values()) {
      own.sort((a, b) => a.ts - b.ts);
      for (const [k, { ts }] of own.entries()) {
        const before = own[k - 1];
        if (before) expect(ts).toBeGreaterThanOrEqual(before.ts + before.dur - 1e-3);
      }
    }
  });

  test("spans begin and end in pairs, one inside the other", () => {
    const open = new Map<string, Event[]>();
    for (const event of spans.filter(({ ph }) => ph !== "X")) {
      const key = `${event.pid}/${event.cat}/${event.id}`;
      const stack = open.get(key) ?? [];
      open.set(key, stack);
      if (event.ph === "b") {
        const outer = stack.at(-1);
        if (outer) expect(event.ts).toBeGreaterThanOrEqual(outer.ts);
        stack.push(event);
      } else {
        const begun = stack.pop()!;
        expect(begun.name).toBe(event.name);
        expect(event.ts).toBeGreaterThanOrEqual(begun.ts);
      }
    }
    for (const stack of open.values()) expect(stack).toEqual([]);
  });

  test("requests have the times of requests.csv", () => {
    const begins = new Map<string, number>();
    const ends = new Map<string, number>();
    for (const { ph, cat, name, pid, id, ts } of events)
      if (cat === "request") (ph === "b" ? begins : ends).set(`${pid}/${id}/${name}`, ts);
    const names = output.result.deployments.map(({ name }) => name);
    const [, ...rows] = [...requestCsvRows(output.traces)].map((line) => line.trim().split(","));
    expect(rows.length).toBeGreaterThan(100);
    for (const [deployment, id, arrival, ttft, , e2e, , , , , status] of rows) {
      const key = `${names.indexOf(deployment!) + 1}/${id}`;
      expect(begins.get(`${key}/request`)! / 1e6).toBeCloseTo(Number(arrival), 8);
      if (status !== "completed") continue;
      expect(begins.get(`${key}/decode`)! / 1e6).toBeCloseTo(Number(arrival) + Number(ttft), 8);
      expect(ends.get(`${key}/request`)! / 1e6).toBeCloseTo(Number(arrival) + Number(e2e), 8);
    }
  });

  test("every transfer of a hand-over is there", () => {
    const transfers = events.filter(({ cat, ph }) => cat === "transfer" && ph === "b");
    const [first] = output.result.deployments;
    expect(transfers).toHaveLength(first!.name === "split" ? 600 : 0);
  });

  test("the same bytes again, and the same result as without", () => {
    expect(traced(deployments, undefined, [...set]).text === text).toBe(true);
    expect(output.result).toEqual(run(deployments, {}, [...set]).result);
  });
});

test("preemptions are marked where they happen", () => {
  const { events, output } = traced(tight);
  const [deployment] = output.result.deployments;
  if (deployment === undefined || "infeasible" in deployment) throw new Error("tight does not fit");
  const marked = events.filter(({ name }) => name === "preempted");
  expect(deployment.pools[0]!.preemptions).toBeGreaterThan(0);
  expect(marked).toHaveLength(deployment.pools[0]!.preemptions);
});

test("bounded: what begins after the end of the trace is counted, not written", () => {
  const { events, leftOut, text } = traced(mixed("plain", 2), 5);
  for (const { ph, ts } of events) if (ph === "X" || ph === "i") expect(ts).toBeLessThan(5e6);
  const arrivals = events.filter(({ name, ph }) => name === "request" && ph === "b");
  expect(arrivals.length).toBeGreaterThan(10);
  for (const { ts } of arrivals) expect(ts).toBeLessThan(5e6);
  expect(leftOut).toBeGreaterThan(100);
  expect(text.length).toBeLessThan(traced(mixed("plain", 2)).text.length / 2);
});

test("the report's timeline has all steps up to where it says it is complete", () => {
  const timelines = new StepTimelines();
  const { events } = traced(mixed("plain", 2));
  run(mixed("plain", 2), { observe: (deployment) => timelines.observe(deployment) });
  const [timeline] = timelines.timelines;
  const until = timeline!.completeSeconds;
  expect(until).toBeGreaterThan(0);
  const expected = events.filter(({ cat, ts }) => cat === "step" && ts / 1e6 < until - 1e-6);
  const kept = timeline!.runs.filter(({ startSeconds }) => startSeconds < until - 1e-6);
  expect(kept).toHaveLength(expected.length);
});

describe("page faults", () => {
  const paged = `  paged: { pools: [ { name: serve, hardware: h100-sxm, kv: { paging: { resident: 10 %, selectedTokens: 256, misses: 50 %, pageTokens: 16, link: 20 GB/s, faultLatency: 20 us } } } ] }\n`;

  test("of a paged KV cache are on a counter and, where they make a step wait, inside it", () => {
    const { events, output } = traced(paged, undefined, ["workload.requests=60"]);
    const [deployment] = output.result.deployments;
    if (deployment === undefined || "infeasible" in deployment) throw new Error("paged does not fit");
    const counted = events.filter(({ ph, name }) => ph === "C" && name.endsWith("pages fetched per step"));
    const pages = counted.reduce((sum, { args }) => sum + Number(args.pages), 0);
    const waits = events.filter(({ cat }) => cat === "fault");
    const waitSeconds = waits.reduce((sum, { dur }) => sum + dur! / 1e6, 0);
    expect(pages).toBeGreaterThan(0);
    expect(counted).toHaveLength(2 * output.result.engine.steps);
    const steps = events.filter(({ cat }) => cat === "step");
    const { stallSecondsPerStep } = deployment.pools[0]!.paging!;
    expect(waitSeconds).toBeCloseTo(stallSecondsPerStep * steps.length, 5);
    for (const wait of waits) {
      const own = steps.find(({ ts, dur }) => Math.abs(ts + dur! - wait.ts - wait.dur!) < 2e-3)!;
      expect(wait.ts).toBeGreaterThanOrEqual(own.ts);
    }
    const timelines = new StepTimelines();
    run(paged, { observe: (each) => timelines.observe(each) }, ["workload.requests=60"]);
    const [{ runs }] = timelines.timelines as [(typeof timelines.timelines)[number]];
    expect(runs.map((each) => each.pageCount)).toEqual(
      counted
        .filter((_, k) => k % 2 === 0)
        .slice(0, runs.length)
        .map(({ args }) => args.pages),
    );
  });

  test("of a context are marked on the turn that brings it back", () => {
    const scenario = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 1 /s }
  sessions:
    count: 6
    agents:
      coder:
        system: 500 tokens
        context: { fixed: 300 tokens }
        turns: 12
        output: { fixed: 30 tokens }
        message: { fixed: 400 tokens }
        wait: { fixed: 1 s }
        contextPaging: { after: 3, faults: 30 % }
deployments:
${mixed("plain", 1)}`);
    let text = "";
    const trace = new TraceEvents((piece) => {
      text += piece;
    }, Number.POSITIVE_INFINITY);
    const timelines = new StepTimelines();
    const { result } = simulate(scenario, { seed: 1, observe: (each) => trace.observe(each) });
    simulate(scenario, { seed: 1, observe: (each) => timelines.observe(each) });
    trace.finish();
    const events = JSON.parse(text) as Event[];
    const [deployment] = result.deployments;
    if (deployment === undefined || "infeasible" in deployment) throw new Error("does not fit");
    const faults = events.filter(({ name }) => name === "context fault");
    expect(faults).toHaveLength(deployment.contextPaging![0]!.faultCount);
    expect(faults.length).toBeGreaterThan(3);
    const purposes = events
      .filter(({ name, ph }) => name === "request" && ph === "b")
      .map(({ args }) => args.purpose);
    expect(purposes.filter((purpose) => purpose === "fault")).toHaveLength(faults.length);
    const { marks } = timelines.timelines[0]!;
    expect(marks.every(({ what }) => what === "context fault")).toBe(true);
    expect(marks.length).toBeGreaterThan(0);
  });
});

test("a trace is named as what viewers open", () => {
  expect(() => openTraceFile("t.txt", 60)).toThrow(/^t\.txt {2}--trace-out {2}.*\.json or \.json\.gz/);
});
