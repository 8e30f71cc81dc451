// Two groups of devices that work on a batch in turns, the holder of its KV cache and a partner. m micro-batches of B/m keep both
// at work; each reads the weights again (physics.md 2.10):
//   cycle = max(t_h(B/m) + t_p(B/m) + t_between(B/m), m max(t_h(B/m), t_p(B/m))),  the m given or the best,
// then what is done once per step. A micro-batch costs at least its share of the batch (what it would escape, graph padding or
// routing skew, the batch does not), so no split beats max(t_h(B), t_p(B)).
import { fillMicroBatch, splittable } from "./micro-batch.ts";
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";

export interface Turns {
  holder: StepModel;
  partner: StepModel;
  /** Of one micro-batch, on the way between the two. */
  betweenSeconds(part: BatchShape): number;
  /** On the holder's devices, once per step. */
  once?: StepModel | undefined;
  leastMicroBatches: number;
  mostMicroBatches: number;
}

export function createTurnsModel({ holder, partner, betweenSeconds, once, ...counts }: Turns): StepModel {
  const { leastMicroBatches: least, mostMicroBatches: most } = counts;
  const part: BatchShape = emptyBatchShape();
  const h: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const p: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const o: StepCost = { seconds: 0, joules: 0, bound: "host" };

  const step = (shape: BatchShape, out: StepCost): void => {
    const splits = splittable(shape);
    holder.step(shape, h);
    partner.step(shape, p);
    once?.step(shape, o);
    const wholeHolder = h.seconds;
    const wholePartner = p.seconds;
    out.seconds = Infinity;
    for (let count = Math.min(least, splits); count <= Math.min(most, splits); count++) {
      fillMicroBatch(shape, count, part);
      holder.step(part, h);
      partner.step(part, p);
      const holding = Math.max(h.seconds, wholeHolder / count);
      const partnering = Math.max(p.seconds, wholePartner / count);
      const between = betweenSeconds(part);
      const through = holding + partnering + between;
      const slower = count * Math.max(holding, partnering);
      const seconds = Math.max(through, slower) + o.seconds;
      if (seconds >= out.seconds) continue;
      const partnerJoules =
        count * p.joules + partner.waitingWatts * Math.max(0, seconds - count * p.seconds);
      const holderBusySeconds = count * h.seconds + o.seconds;
      out.seconds = seconds;
      out.partnerJoules = partnerJoules;
      out.joules =
        partnerJoules +
        count * h.joules +
        o.joules +
        holder.waitingWatts * Math.max(0, seconds - holderBusySeconds);
      const inTurn = through > slower;
      const side = holding > partnering ? h.bound : p.bound;
      const sideSeconds = inTurn ? Math.max(holding, partnering) : slower;
      out.bound = inTurn && between > sideSeconds ? "crossings" : side;
      if (o.seconds > (inTurn ? Math.max(between, sideSeconds) : sideSeconds)) out.bound = o.bound;
    }
  };

  return {
    devices: holder.devices + partner.devices,
    idleWatts: holder.idleWatts + partner.idleWatts,
    waitingWatts: holder.waitingWatts + partner.waitingWatts,
    decodeIsAffine: false,
    windowTokens: holder.windowTokens,
    windowRestarts: holder.windowRestarts,
    decode() {
      throw new Error("a step of two groups in turns is not affine in its context");
    },
    step,
  };
}
