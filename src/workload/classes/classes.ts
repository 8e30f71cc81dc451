// Requests of several classes: the workload's own arrivals draw their class by share, the others come beside them, merged by
// time. The class and the lengths of a request come from streams of their own, so that taking a class away, or adding one
// that brings its arrivals, moves no draw of the others.
import type { RandomStream } from "../../base/random.ts";
import type { Arrival, ArrivalSource } from "../../serving/request.ts";
import { draw, type Lengths } from "../lengths/request-lengths.ts";

export interface ClassSupply {
  /** Of the workload's arrivals; 0 for a class that brings its own. */
  share: number;
  /** Lengths of its share, where they are not the workload's. */
  lengths: Lengths | undefined;
  /** Its own arrivals. */
  source: ArrivalSource | undefined;
}

export function withClasses<Source extends ArrivalSource>(
  main: Source,
  classes: readonly ClassSupply[],
  random: RandomStream,
): Source {
  const takeMain = (out: Arrival) => {
    // A trace says nothing of these.
    out.hiddenTokens = out.imageTokens = 0;
    main.take(out);
    const chosen = classAt(classes, random());
    out.classIndex = chosen;
    const { lengths } = classes[chosen]!;
    if (lengths) draw(lengths, out);
  };
  const sources = [main, ...classes.flatMap(({ source }) => source ?? [])];
  if (sources.length === 1) return { ...main, nextSeconds: () => main.nextSeconds(), take: takeMain };
  const classOf = [-1, ...classes.flatMap(({ source }, i) => (source ? [i] : []))];
  const taken = sources.map(() => 0);
  /** Of those in flight: whose it is, and its number there. */
  const origins = new Map<number, { index: number; id: number }>();
  let next = 0;
  const earliest = () =>
    sources.reduce((best, source, i) => (source.nextSeconds() < sources[best]!.nextSeconds() ? i : best), 0);
  const counts = sources.map(({ count }) => count);
  return {
    ...main,
    count: counts.includes(undefined) ? undefined : counts.reduce((sum: number, count) => sum + count!, 0),
    primaryCount: main.count,
    nextSeconds: () => sources[earliest()]!.nextSeconds(),
    take(out) {
      const index = earliest();
      const id = taken[index]!++;
      if (index === 0) takeMain(out);
      else {
        sources[index]!.take(out);
        out.classIndex = classOf[index]!;
      }
      out.primaryIndex = index === 0 ? id : -1;
      origins.set(next++, { index, id });
    },
    finished(atSeconds, id, completed) {
      const origin = origins.get(id)!;
      origins.delete(id);
      sources[origin.index]!.finished(atSeconds, origin.id, completed);
    },
  };
}

/** Whose arrival it is, by a fraction of all of them. */
export function classAt(classes: readonly { share?: number | undefined }[], fraction: number): number {
  let upTo = 0;
  let chosen = -1;
  for (let i = 0; i < classes.length && upTo <= fraction; i++) {
    const { share = 0 } = classes[i]!;
    if (share === 0) continue;
    upTo += share;
    chosen = i;
  }
  return chosen;
}
