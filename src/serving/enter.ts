// A request comes in: its slot in the table, filled from what the source says of it.
import { avoided } from "./answer-cache.ts";
import type { Arrival } from "./request.ts";
import { type RequestTable, state } from "./request-table.ts";

/** What a source fills, again and again. */
export const emptyArrival = (): Arrival => ({
  atSeconds: 0,
  inputTokens: 0,
  outputTokens: 0,
  blockHashes: undefined,
  answeredHashes: undefined,
  retention: undefined,
  kindIndex: 0,
  textId: 0,
  topicId: 0,
  classIndex: 0,
  adapterIndex: -1,
  hiddenTokens: 0,
  imageTokens: 0,
  primaryIndex: undefined,
});

export function enter(table: RequestTable, id: number, arrival: Arrival, level: number): number {
  const slot = table.take();
  table.id[slot] = id;
  table.arrivedSeconds[slot] = arrival.atSeconds;
  table.inputTokens[slot] = arrival.inputTokens;
  table.outputTokens[slot] = arrival.outputTokens;
  table.maxOutputTokens[slot] = arrival.outputTokens;
  table.generatedTokens[slot] = 0;
  table.prefilledTokens[slot] = 0;
  table.cachedTokens[slot] = 0;
  table.preemptions[slot] = 0;
  table.awaited[slot] = 0;
  table.firstTokenSeconds[slot] = Number.NaN;
  table.state[slot] = state.waiting;
  table.blockHashes[slot] = arrival.blockHashes;
  table.answeredHashes[slot] = arrival.answeredHashes;
  table.retention[slot] = arrival.retention;
  table.kind[slot] = arrival.kindIndex!;
  table.avoided[slot] = avoided.no;
  table.classIndex[slot] = arrival.classIndex!;
  table.level[slot] = level;
  table.adapter[slot] = arrival.adapterIndex!;
  table.hiddenTokens[slot] = arrival.hiddenTokens!;
  table.imageTokens[slot] = arrival.imageTokens!;
  table.visibleSeconds[slot] = Number.NaN;
  return slot;
}
