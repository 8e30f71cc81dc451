// Where a step goes that several parts of a network make together: the shares of each, and what none of them takes. Where parts
// overlap, on two sides of a split, the step is shorter than their sum: every share is scaled to it.
import type { CostInput } from "./costing.ts";
import { kindOf } from "./kinds/index.ts";
import type { PagedStepModel } from "./paged-step-model.ts";
import type { Share, StepBreakdown } from "./step-breakdown.ts";
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";

/**
 * `parts` make `model`, together with what is called `besides`. A part that is all of it has its shares as long as the step,
 * longer or shorter, where a calibration makes it so.
 */
export function breakDownParts(
  model: StepModel,
  parts: readonly CostInput[],
  shape: BatchShape,
  besides: string | undefined,
): StepBreakdown {
  const broken = parts.map((part) => kindOf(part.hardware).breakDownStep(part, shape));
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  model.step(shape, cost);
  const all = broken.flatMap(({ shares }) => shares);
  const sum = (of: (share: Share) => number) => all.reduce((total, share) => total + of(share), 0);
  const most = besides === undefined ? Number.POSITIVE_INFINITY : 1;
  const seconds = Math.min(most, cost.seconds / sum((share) => share.seconds));
  const joules = Math.min(most, cost.joules / sum((share) => share.joules));
  const shares = new Map<string, Share>();
  const add = (component: string, addSeconds: number, addJoules: number) => {
    const share = shares.get(component) ?? { component, seconds: 0, joules: 0 };
    shares.set(component, {
      component,
      seconds: share.seconds + addSeconds,
      joules: share.joules + addJoules,
    });
  };
  for (const share of all) add(share.component, seconds * share.seconds, joules * share.joules);
  if (besides === undefined) return { cost, shares: [...shares.values()] };
  add(besides, cost.seconds - seconds * sum((share) => share.seconds), 0);
  // Crossings take no energy of their own: what is left is devices that wait, for the other side or for what is on its way.
  add("waiting devices", 0, cost.joules - joules * sum((share) => share.joules));
  return { cost, shares: [...shares.values()] };
}

/** The same of a model that pages: its base on what that reads, and the wait for pages that nothing hides. */
export function breakDownPaged(
  paged: PagedStepModel,
  parts: readonly CostInput[],
  shape: BatchShape,
  besides: string | undefined,
): StepBreakdown {
  const read = emptyBatchShape();
  paged.attend(shape, read);
  const { cost: without, shares } = breakDownParts(paged.base, parts, read, besides);
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  paged.step(shape, cost);
  const seconds = cost.stallSeconds!;
  if (seconds === 0) return { cost: without, shares };
  const joules = seconds * paged.waitingWatts;
  return {
    cost: { ...cost, seconds: without.seconds + seconds, joules: without.joules + joules },
    shares: [...shares, { component: "pages", seconds, joules }],
  };
}
