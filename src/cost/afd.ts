// Attention-FFN disaggregation: attention and KV on one group of devices, feed-forward weights on another, activations cross
// twice per layer. m micro-batches of B/m keep both sides at work; each reads the weights again (physics.md 2.10), per layer
//   cycle = max(t_a(B/m) + t_f(B/m) + 2 t_cross(B/m), m max(t_a(B/m), t_f(B/m))),  the m given or the best,
// then head, sampling and host once per step. Layers are taken alike. A micro-batch costs at least its share of the batch
// (what it would escape, graph padding or routing skew, the batch does not), so no split beats max(t_a(B), t_f(B)).
import { fillMicroBatch, splittable } from "./micro-batch.ts";
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";

export interface AfdParts {
  /** Step models of the parts: `attention` and `head` on the devices that hold the KV cache, `ffn` on the others. */
  attention: StepModel;
  head: StepModel;
  ffn: StepModel;
  layers: number;
  /** Out and back, whatever is sent. */
  roundTripSeconds: number;
  /** Of one token, both ways over the narrower side's links. */
  crossingSecondsPerToken: number;
  /** Tokens each decoding sequence brings. */
  rowsPerSequence?: number | undefined;
  /** Default: the best of up to eight. */
  microBatches?: number | undefined;
}

const MOST_MICRO_BATCHES = 8;

export function createAfdModel(parts: AfdParts): StepModel {
  const { attention, ffn, head, layers } = parts;
  const part: BatchShape = emptyBatchShape();
  const a: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const f: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const h: StepCost = { seconds: 0, joules: 0, bound: "host" };

  const step = (shape: BatchShape, out: StepCost): void => {
    const most = Math.min(parts.microBatches ?? MOST_MICRO_BATCHES, splittable(shape));
    attention.step(shape, a);
    ffn.step(shape, f);
    head.step(shape, h);
    const wholeAttention = a.seconds;
    const wholeFfn = f.seconds;
    out.seconds = Infinity;
    for (let count = parts.microBatches === undefined ? 1 : most; count <= most; count++) {
      fillMicroBatch(shape, count, part);
      attention.step(part, a);
      ffn.step(part, f);
      // Over all layers, as every figure here.
      const attending = Math.max(a.seconds, wholeAttention / count);
      const feeding = Math.max(f.seconds, wholeFfn / count);
      const tokens = part.decodeSequences * (parts.rowsPerSequence ?? 1) + part.prefillTokens;
      const crossing = layers * (parts.roundTripSeconds + parts.crossingSecondsPerToken * tokens);
      const through = attending + feeding + crossing;
      const slower = count * Math.max(attending, feeding);
      const seconds = Math.max(through, slower) + h.seconds;
      if (seconds >= out.seconds) continue;
      const ffnJoules = count * f.joules + ffn.waitingWatts * Math.max(0, seconds - count * f.seconds);
      const attentionBusySeconds = count * a.seconds + h.seconds;
      out.seconds = seconds;
      out.partnerJoules = ffnJoules;
      out.joules =
        ffnJoules +
        count * a.joules +
        h.joules +
        attention.waitingWatts * Math.max(0, seconds - attentionBusySeconds);
      const side = attending > feeding ? a.bound : f.bound;
      out.bound = through > slower && crossing > Math.max(attending, feeding) ? "network" : side;
    }
  };

  return {
    devices: attention.devices + ffn.devices,
    idleWatts: attention.idleWatts + ffn.idleWatts,
    waitingWatts: attention.waitingWatts + ffn.waitingWatts,
    decodeIsAffine: false,
    windowTokens: attention.windowTokens,
    decode() {
      throw new Error("a step split between attention and FFN is not affine in its context");
    },
    step,
  };
}
