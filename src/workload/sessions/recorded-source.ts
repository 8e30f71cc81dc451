// Recorded sessions as arrivals: a request comes when those it waits for have ended and its delay is over. Where the trace has
// no hashes, a prompt that is long enough to hold the first request it waits for, and its answer, begins with them; a shorter
// one shares nothing. A request that is refused ends its branch.
import { InputError } from "../../base/errors.ts";
import { EventQueue } from "../../des/event-queue.ts";
import { ContextChain } from "../context-chain.ts";
import type { Arrivals } from "../schema.ts";
import type { SkippedRows } from "../traces/bad-rows.ts";
import type { TraceInput } from "../traces/trace-input.ts";
import { kindIndex, type RequestKind, requestKinds } from "./kinds.ts";
import { type RecordedRequest, type RecordedSession, readSessions } from "./recorded.ts";
import { defaultBlockTokens, type Sessions } from "./schema.ts";
import type { Starts } from "./session-starts.ts";
import type { SessionSource } from "./sessions.ts";
import type { Tenant, TenantOf } from "./tenant.ts";

export interface PlayedSource extends SessionSource {
  readonly skippedRows: SkippedRows;
  readonly hashesTellTexts: boolean;
}

interface RecordedOptions {
  sessions: readonly RecordedSession[];
  starts: Starts;
  /** How many to play; more than there are: from the first one on again, with texts of their own. */
  count: number;
  /** Most requests in all. */
  requests: number;
  /** Tokens per block hash, those of the trace or of the contexts made up for it. */
  blockTokens: number;
  hashed: boolean;
  answers: "every-turn" | "last-turn";
  tenantOf: TenantOf;
}

/** One session being played. */
interface Play {
  session: RecordedSession;
  /** Added to the hashes of the trace. */
  hashOffset: number;
  startSeconds: number;
  tenant: Tenant;
  /** Requests each one still waits for. */
  awaited: number[];
  /** Of requests that ended: the whole blocks of prompt and answer. */
  hashes: (number[] | undefined)[];
  /** Requests that are waiting for their time or being served. */
  open: number;
}

function recordedSource(options: RecordedOptions): SessionSource {
  const { sessions, starts, blockTokens, hashed } = options;
  const kinds: RequestKind[] = requestKinds(["session"]);
  const hashStride = hashed ? 1 + largestHash(sessions) : 0;
  let fresh = 0;
  const queue = new EventQueue();
  const waiting: ([Play, number] | undefined)[] = [];
  const free: number[] = [];
  const inFlight = new Map<number, [Play, number]>();
  let started = 0;
  let taken = 0;

  function later(play: Play, index: number, atSeconds: number): void {
    const request = play.session.requests[index]!;
    const place = free.pop() ?? waiting.length;
    waiting[place] = [play, index];
    play.open++;
    const soonest = play.startSeconds + request.notBeforeSeconds;
    queue.push(Math.max(soonest, atSeconds + request.delaySeconds), 0, place, 0);
  }

  function begin(startSeconds: number): void {
    const session = sessions[started % sessions.length]!;
    const hashOffset = Math.floor(started / sessions.length) * hashStride;
    const tenant = options.tenantOf(started++);
    const awaited = session.requests.map(({ waitsFor }) => waitsFor.length);
    const play: Play = { session, hashOffset, startSeconds, tenant, awaited, hashes: [], open: 0 };
    for (const [index, count] of awaited.entries()) if (count === 0) later(play, index, startSeconds);
  }

  /** The prompt's hashes; those of prompt and answer are kept for who goes on from it. */
  function hashesOf(play: Play, index: number, request: RecordedRequest) {
    if (hashed)
      return { prompt: request.blockHashes?.map((hash) => hash + play.hashOffset), answered: undefined };
    const first = request.waitsFor[0];
    const before = first === undefined ? undefined : play.session.requests[first]!;
    const goesOn =
      before !== undefined &&
      !request.resets &&
      request.inputTokens >= before.inputTokens + before.outputTokens;
    const shared = goesOn ? play.hashes[first!]! : [];
    const chain = new ContextChain(blockTokens, () => fresh++, shared);
    // The key and value of the last token are never computed.
    const answered = chain.whole(request.inputTokens + request.outputTokens - 1);
    play.hashes[index] = answered;
    return { prompt: chain.prompt(request.inputTokens), answered };
  }

  // Every session has a request: more sessions than requests are never begun.
  const most = Math.min(options.count, options.requests);
  /** Sessions are begun when nothing that is known comes before them. */
  const next = () => {
    while (started < most && starts.peek() < queue.peekSeconds()) {
      const at = starts.peek();
      starts.pop();
      begin(at);
    }
    return queue.peekSeconds();
  };

  return {
    count: undefined,
    hashBlockTokens: blockTokens,
    kinds,
    nextSeconds: () => (taken < options.requests ? next() : Number.POSITIVE_INFINITY),
    take(out) {
      const atSeconds = next();
      queue.pop();
      const [play, index] = waiting[queue.target]!;
      waiting[queue.target] = undefined;
      free.push(queue.target);
      const { requests } = play.session;
      const request = requests[index]!;
      const { prompt, answered } = hashesOf(play, index, request);
      const last = index === requests.length - 1;
      const purpose = last || options.answers === "every-turn" ? "answer" : "work";
      out.atSeconds = atSeconds;
      Object.assign(out, play.tenant);
      out.inputTokens = request.inputTokens;
      out.outputTokens = request.outputTokens;
      out.blockHashes = prompt;
      out.answeredHashes = answered;
      out.kindIndex = kindIndex(0, purpose, last);
      inFlight.set(taken++, [play, index]);
    },
    finished(atSeconds, id, completed) {
      const [play, index] = inFlight.get(id)!;
      inFlight.delete(id);
      play.open--;
      if (completed)
        for (const [other, { waitsFor }] of play.session.requests.entries())
          if (waitsFor.includes(index) && --play.awaited[other]! === 0) later(play, other, atSeconds);
      if (play.open === 0) starts.ended(atSeconds);
    },
  };
}

/** At the times of the trace: sessions that start in its window, `rateScale` times as fast. */
export function replayedSessions(
  input: TraceInput,
  arrivals: Extract<Arrivals, { process: "trace" }>,
  requests: number | undefined,
  loadScale: number,
  tenantOf: TenantOf,
): PlayedSource {
  const { sessions: all, hashBlockTokens, skipped } = readSessions(input, arrivals);
  const timeless = all.findIndex(({ startSeconds }) => startSeconds === undefined);
  if (timeless >= 0)
    throw InputError.of(
      input.name,
      "workload.arrivals",
      "its sessions have no times: state the file in workload.sessions, and an arrival process for them",
    );
  const { from, to = Number.POSITIVE_INFINITY } = arrivals;
  const sinceFirst = ({ startSeconds }: RecordedSession) => startSeconds! - all[0]!.startSeconds!;
  const sessions = all.filter((session) => sinceFirst(session) >= from && sinceFirst(session) < to);
  if (sessions.length === 0)
    throw InputError.of(
      input.name,
      "workload.arrivals",
      `no session starts ${from} s after the first or later; the last one starts ${sinceFirst(all.at(-1)!)} s after it`,
    );
  const perTraceSecond = arrivals.rateScale * loadScale;
  let next = 0;
  const starts: Starts = {
    peek: () =>
      next < sessions.length
        ? (sinceFirst(sessions[next]!) - from) / perTraceSecond
        : Number.POSITIVE_INFINITY,
    pop() {
      next++;
    },
    ended() {},
  };
  const source = recordedSource({
    sessions,
    starts,
    count: sessions.length,
    requests: requests ?? Number.POSITIVE_INFINITY,
    blockTokens: hashBlockTokens || defaultBlockTokens,
    hashed: hashBlockTokens > 0,
    answers: "every-turn",
    tenantOf,
  });
  return { ...source, skippedRows: skipped, hashesTellTexts: hashBlockTokens > 0 };
}

/** By an arrival process, whatever times the trace has. */
export function playedSessions(
  input: TraceInput,
  { format, onBadRow, count, blockTokens, answers }: Sessions,
  starts: Starts,
  requests: number | undefined,
  tenantOf: TenantOf,
): PlayedSource {
  const { sessions, hashBlockTokens, skipped } = readSessions(input, { format, onBadRow });
  const source = recordedSource({
    sessions,
    starts,
    count: count ?? (requests === undefined ? sessions.length : Number.POSITIVE_INFINITY),
    requests: requests ?? Number.POSITIVE_INFINITY,
    blockTokens: hashBlockTokens || blockTokens,
    hashed: hashBlockTokens > 0,
    answers,
    tenantOf,
  });
  return { ...source, skippedRows: skipped, hashesTellTexts: hashBlockTokens > 0 };
}

function largestHash(sessions: readonly RecordedSession[]): number {
  let largest = 0;
  for (const { requests } of sessions)
    for (const { blockHashes = [] } of requests)
      for (const hash of blockHashes) largest = Math.max(largest, hash);
  return largest;
}
