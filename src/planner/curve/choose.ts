// Which layouts and loads a curve simulates: the front by the steady state, and at every interactivity the few layouts it holds
// best there, because it is no exact judge and knows nothing of queues. Where the time to first token has a limit, the load at which a layout
// begins to miss it is then closed in on by simulation, because a front ends there.
import { thin } from "../../base/thin.ts";
import { paretoFront } from "./pareto.ts";
import type { CurvePoint } from "./point.ts";

export interface Load {
  layout: string;
  users: number;
}

export interface Estimate extends Load {
  tokensPerSecondPerUser: number;
  perWatt: number;
}

/** Estimates this far below the estimated front may be better than it. */
const SLACK = 0.25;
/** Steps of interactivity, even in logarithms, and layouts that are simulated at each of them. */
const STEPS = 16;
const LAYOUTS_PER_STEP = 3;
/** What a longer queue may add to the output of a layout. */
const QUEUE_GAIN = 1.1;
/** Points of the estimated front itself. */
const MOST_FRONT = 30;
/** Points of the layout as stated: what is as loaded must have points beside it. */
const MOST_STATED = 8;

const speed = ({ tokensPerSecondPerUser }: { tokensPerSecondPerUser: number }) => tokensPerSecondPerUser;
const perWatt = (each: Estimate) => each.perWatt;

export function worthSimulating(all: readonly Estimate[], stated: string): Estimate[] {
  const near = all.filter(
    (each) =>
      !all.some((other) => speed(other) >= speed(each) && perWatt(other) * (1 - SLACK) > perWatt(each)),
  );
  if (near.length === 0) return [];
  const slowest = Math.min(...near.map(speed));
  const fastest = Math.max(...near.map(speed));
  const stepOf = (each: Estimate) =>
    fastest === slowest
      ? 0
      : Math.floor((STEPS * Math.log(speed(each) / slowest)) / Math.log(fastest / slowest));
  const chosen = new Set(thin(paretoFront(near, speed, perWatt), MOST_FRONT));
  const layouts = new Map<number, Set<string>>();
  for (const each of near.toSorted((a, b) => perWatt(b) - perWatt(a))) {
    const step = stepOf(each);
    const taken = layouts.get(step) ?? new Set();
    layouts.set(step, taken);
    if (taken.has(each.layout) || taken.size === LAYOUTS_PER_STEP) continue;
    taken.add(each.layout);
    chosen.add(each);
  }
  const own = all.filter(({ layout }) => layout === stated);
  for (const each of thin(paretoFront(own, speed, perWatt), MOST_STATED)) chosen.add(each);
  return [...chosen].sort((a, b) => speed(a) - speed(b));
}

/**
 * Loads to simulate next, of layouts that have a say in the front: half-way from the largest that meets the limit on the first
 * token to the next that misses it; where none misses it, the next that the steady state cannot tell from the largest, because
 * prompts only queue for longer.
 */
export function nextLoads(points: readonly CurvePoint[], all: readonly Estimate[]): Load[] {
  const inTime = points.filter(({ ttftMet }) => ttftMet);
  return [...new Set(inTime.map(({ layout }) => layout))].flatMap((layout) => {
    const own = points.filter((point) => point.layout === layout);
    const met = own.filter(({ ttftMet }) => ttftMet).reduce((a, b) => (b.users > a.users ? b : a));
    const missed = leastOf(own.filter(({ users, ttftMet }) => !ttftMet && users > met.users));
    const loads = all.filter((each) => each.layout === layout);
    const users = missed
      ? Math.round((met.users + missed.users) / 2)
      : leastOf(loads.filter((each) => each.users > met.users && saturated(each, loads)))?.users;
    if (users === undefined || users === met.users || users === missed?.users) return [];
    // What comes of it is hardly faster than what met the limit, or more efficient than what missed it.
    const hoped = Math.max(
      met.outputTokensPerSecondPerMegawatt,
      missed?.outputTokensPerSecondPerMegawatt ?? met.outputTokensPerSecondPerMegawatt * QUEUE_GAIN,
    );
    const beaten = inTime.some(
      (other) => speed(other) > speed(met) && other.outputTokensPerSecondPerMegawatt >= hoped,
    );
    return beaten ? [] : [{ layout, users }];
  });
}

/** A smaller load is estimated to be as good. */
const saturated = (each: Estimate, loads: readonly Estimate[]): boolean =>
  loads.some((other) => other.users < each.users && perWatt(other) >= perWatt(each) * (1 - 1e-9));

const leastOf = <T extends { users: number }>(loads: readonly T[]): T | undefined =>
  loads.reduce<T | undefined>((a, b) => (a === undefined || b.users < a.users ? b : a), undefined);
