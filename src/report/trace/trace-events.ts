// A run as a Chrome trace (the JSON array of Trace Event Format), for ui.perfetto.dev or chrome://tracing: a process per
// deployment, a thread per instance. On a thread the steps, where runs of equal decode steps are one slice with their
// count, stalls for missing pages inside them, and preemptions; beside them every request with its phases (one that brings back
// what context paging evicted is marked), transfers, loads from lower tiers, and counters of queue, batch, KV cache and pages
// fetched. Times are those of requests.csv, in microseconds, to the nanosecond.
import type { ObservedDeployment } from "../../scenario/simulate.ts";
import type { Instance } from "../../serving/instance.ts";
import type { RequestTable } from "../../serving/request-table.ts";
import type { ServingSink, Status } from "../../serving/sink.ts";
import type { RequestKind } from "../../workload/sessions/kinds.ts";
import { requestStatuses } from "../requests-csv.ts";

/** Microseconds, whole nanoseconds: what is nested stays nested. */
const micros = (seconds: number): number => Math.round(seconds * 1e9) / 1e3;

type Fields = Record<string, string | number>;

/** An asynchronous slice of a request, with what is emitted inside it. */
type Span = (
  category: string,
  id: number,
  name: string,
  from: number,
  to: number,
  args?: Fields,
  inside?: () => void,
) => void;

export class TraceEvents {
  #write: (text: string) => void;
  #untilSeconds: number;
  #first = true;
  /** What began after the end of the trace, or ran on there. */
  leftOut = 0;

  /** `write` gets the file piece by piece; what begins after `untilSeconds` of a run is left out. */
  constructor(write: (text: string) => void, untilSeconds: number) {
    this.#write = write;
    this.#untilSeconds = untilSeconds;
    write("[");
  }

  finish(): void {
    this.#write("\n]\n");
  }

  observe(deployment: ObservedDeployment): ServingSink {
    const pid = deployment.index + 1;
    const until = this.#untilSeconds;
    const known: boolean[] = [];
    const emit = (event: Fields, args?: Fields) => this.#emit({ ...event, pid }, args);
    emit({ name: "process_name", ph: "M" }, { name: deployment.name });
    emit({ name: "process_sort_index", ph: "M" }, { sort_index: deployment.index });
    const taken = (seconds: number): boolean => {
      if (seconds < until) return true;
      this.leftOut++;
      return false;
    };
    const span: Span = (category, id, name, from, to, args, inside) => {
      const same = { cat: category, id, name };
      emit({ ...same, ph: "b", ts: micros(from) }, args);
      inside?.();
      emit({ ...same, ph: "e", ts: micros(to) });
    };
    const own = (table: RequestTable, slot: number) => table.id[slot]!;
    return {
      arrived() {},
      tokenGap() {},
      ran: (instance, endSeconds) => {
        if (!taken(instance.run.startSeconds)) return;
        if (!known[instance.index]) {
          known[instance.index] = true;
          const { name, role, hardware, devicesPerInstance } = deployment.pools[instance.pool]!;
          const pool = role === name ? name : `${name} (${role})`;
          emit(
            { name: "thread_name", ph: "M", tid: instance.index + 1 },
            { name: `${pool} ${instance.index}: ${devicesPerInstance} x ${hardware}` },
          );
        }
        emitRun(emit, instance, endSeconds);
        const { pageTokens } = deployment.pools[instance.pool]!;
        if (pageTokens !== undefined) emitFaults(emit, instance, endSeconds, pageTokens);
      },
      preempted: (table, slot, nowSeconds) => {
        if (taken(nowSeconds))
          emit(
            { name: "preempted", ph: "i", s: "t", ts: micros(nowSeconds), tid: table.instance[slot]! + 1 },
            { request: own(table, slot), generated_tokens: table.generatedTokens[slot]! },
          );
      },
      transferring: (table, slot, nowSeconds, arrivesSeconds) => {
        if (taken(nowSeconds))
          span("transfer", own(table, slot), "KV transfer", nowSeconds, arrivesSeconds, {
            from_instance: table.instance[slot]!,
            to_instance: table.destination[slot]!,
            tokens: table.inputTokens[slot]!,
          });
      },
      loaded: (table, slot, nowSeconds) => {
        const since = table.loadingSinceSeconds[slot]!;
        if (taken(since))
          span("load", own(table, slot), "load", since, nowSeconds, {
            instance: table.instance[slot]!,
          });
      },
      ended: (table, slot, nowSeconds, how) => {
        const at = table.arrivedSeconds[slot]!;
        if (!taken(at)) return;
        const kind = deployment.kinds?.[table.kind[slot]!];
        emitRequest(span, table, slot, nowSeconds, how, kind);
        if (kind?.purpose === "fault")
          emit({ cat: "request", id: own(table, slot), name: "context fault", ph: "n", ts: micros(at) });
      },
    };
  }

  #emit(event: Fields, args?: Fields): void {
    this.#write(`${this.#first ? "\n" : ",\n"}${JSON.stringify(args ? { ...event, args } : event)}`);
    this.#first = false;
  }
}

/** The difference of two whole numbers of nanoseconds is rounded again: it is one. */
const lasting = (from: number, to: number) => Math.round((to - from) * 1e3) / 1e3;

function emitRun(emit: (event: Fields, args?: Fields) => void, instance: Instance, endSeconds: number): void {
  const { run } = instance;
  const tid = instance.index + 1;
  const [from, to] = [micros(run.startSeconds), micros(endSeconds)];
  const kind = run.batch === 0 ? "prefill" : run.prefillTokens > 0 ? "mixed" : "decode";
  emit(
    { name: kind, cat: "step", ph: "X", ts: from, dur: lasting(from, to), tid },
    {
      steps: run.steps,
      batch: run.batch,
      prompt_tokens: run.prefillTokens,
      output_tokens: run.tokensPerStep * run.steps + run.completedPrompts,
      bound_by: run.bound,
    },
  );
  emit(
    { name: `instance ${instance.index}`, ph: "C", ts: to },
    {
      waiting: instance.queued,
      running: instance.running,
      kv_percent: Math.round((1e4 * instance.kv.usedBlocks) / instance.config.blocks) / 100,
    },
  );
}

/** Of a step whose KV cache is paged: the wait at its end, and the pages it fetched as a counter that falls back to none. */
function emitFaults(
  emit: (event: Fields, args?: Fields) => void,
  { run, index }: Instance,
  endSeconds: number,
  pageTokens: number,
): void {
  const [from, to] = [micros(run.startSeconds), micros(endSeconds)];
  const pages = run.missedTokens / pageTokens;
  if (run.stallSeconds > 0) {
    const stalled = Math.max(from, micros(endSeconds - run.stallSeconds));
    emit(
      { name: "page faults", cat: "fault", ph: "X", ts: stalled, dur: lasting(stalled, to), tid: index + 1 },
      { pages, selected_tokens: run.selectedTokens, missed_tokens: run.missedTokens },
    );
  }
  const counter = (ts: number, value: number) =>
    emit({ name: `instance ${index}: pages fetched per step`, ph: "C", ts }, { pages: value });
  counter(from, pages);
  counter(to, 0);
}

function emitRequest(
  span: Span,
  table: RequestTable,
  slot: number,
  nowSeconds: number,
  how: Status,
  kind: RequestKind | undefined,
): void {
  const id = table.id[slot]!;
  const arrived = table.arrivedSeconds[slot]!;
  const first = table.firstTokenSeconds[slot]!;
  const prefill = table.prefillStartSeconds[slot]!;
  const args = {
    status: requestStatuses[how]!,
    input_tokens: table.inputTokens[slot]!,
    cached_input_tokens: table.cachedTokens[slot]!,
    output_tokens: table.generatedTokens[slot]!,
    preemptions: table.preemptions[slot]!,
    ...(kind && { agent: kind.role, purpose: kind.purpose }),
  };
  const inside = () => {
    if (!Number.isFinite(first)) return;
    // What was answered in front of the engines was never prefilled; its slot remembers somebody else's.
    const computed = prefill >= arrived && prefill <= first;
    span("request", id, "waiting", arrived, computed ? prefill : first);
    if (computed) span("request", id, "prefill", prefill, first);
    span("request", id, "decode", first, nowSeconds);
  };
  span("request", id, "request", arrived, nowSeconds, args, inside);
}
