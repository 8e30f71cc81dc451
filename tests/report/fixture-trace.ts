// Records and timeline of a synthetic deployment, drawn around the medians of its character.
import type { DeploymentTrace, RequestRecords } from "../../src/metrics/result.ts";
import type { Timeline } from "../../src/metrics/timeline.ts";

/** Park-Miller, enough for a fixture. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

interface Character {
  name: string;
  ttftMedianSeconds: number;
  ttftSpread: number;
  tpotMedianSeconds: number;
  tpotSpread: number;
  idleWatts: number;
  wattsPerRunning: number;
  kvPerRunning: number;
}

export function makeTrace(character: Character, count: number): DeploymentTrace {
  const random = uniform(7);
  const shocks = uniform(11);
  const normal = () => Math.sqrt(-2 * Math.log(shocks())) * Math.cos(2 * Math.PI * shocks());
  const records: RequestRecords = {
    length: count,
    complete: true,
    id: new Float64Array(count),
    arrivedSeconds: new Float64Array(count),
    firstTokenSeconds: new Float64Array(count),
    finishedSeconds: new Float64Array(count),
    inputTokens: new Int32Array(count),
    cachedTokens: new Int32Array(count),
    outputTokens: new Int32Array(count),
    preemptions: new Uint16Array(count),
    status: new Uint8Array(count),
    classIndex: new Uint8Array(count),
  };
  let atSeconds = 0;
  for (let i = 0; i < count; i++) {
    const surge = 1 + 0.6 * Math.sin(atSeconds / 40);
    atSeconds += -Math.log(random()) / (20 * surge);
    const output = Math.max(1, Math.round(129 * Math.exp(0.93 * normal())));
    const ttft = character.ttftMedianSeconds * Math.exp(character.ttftSpread * normal() * surge);
    const tpot = character.tpotMedianSeconds * Math.exp(character.tpotSpread * normal());
    const lost = i % 997 === 996;
    records.id[i] = i;
    records.arrivedSeconds[i] = atSeconds;
    records.firstTokenSeconds[i] = lost ? Number.NaN : atSeconds + ttft;
    records.finishedSeconds[i] = lost ? Number.NaN : atSeconds + ttft + tpot * (output - 1);
    records.inputTokens[i] = Math.round(1020 * Math.exp(0.77 * normal()));
    records.outputTokens[i] = lost ? 0 : output;
    records.preemptions[i] = i % 400 === 0 ? 1 : 0;
    records.status[i] = lost ? 1 : 0;
  }
  return { name: character.name, records, timeline: makeTimeline(records, character) };
}

function makeTimeline(records: RequestRecords, character: Character): Timeline {
  const binSeconds = 0.5;
  const bins = Math.ceil(records.arrivedSeconds[records.length - 1]! / binSeconds);
  const empty = () => new Array<number>(bins).fill(0);
  const timeline: Timeline = {
    binSeconds,
    arrivals: empty(),
    queue: empty(),
    running: empty(),
    kvFraction: empty(),
    itWatts: empty(),
    outputTokens: empty(),
  };
  for (let i = 0; i < records.length; i++) {
    const arrived = Math.floor(records.arrivedSeconds[i]! / binSeconds);
    if (arrived < bins) timeline.arrivals[arrived]!++;
    if (records.status[i] !== 0) continue;
    for (let k = arrived; k < bins && k * binSeconds < records.finishedSeconds[i]!; k++) {
      if (k * binSeconds < records.firstTokenSeconds[i]!) timeline.queue[k]!++;
      else timeline.running[k]!++;
    }
  }
  for (let k = 0; k < bins; k++) {
    timeline.kvFraction[k] = Math.min(1, timeline.running[k]! * character.kvPerRunning);
    timeline.itWatts[k] = character.idleWatts + timeline.running[k]! * character.wattsPerRunning;
    timeline.outputTokens[k] = timeline.running[k]! * (binSeconds / character.tpotMedianSeconds);
  }
  return timeline;
}
