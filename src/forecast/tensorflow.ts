// The gradient fit of a growth curve on TensorFlow.js: Adam on the mean squared error in logs. The derivative of each curve is
// known, so the gradient is written down in tensors rather than recorded on a tape: the same with every build of the library.
// Single precision; the oracle is gaussNewton (growth-curves.ts).
import type * as TensorFlow from "@tensorflow/tfjs-core";
import type { LineParameters } from "./baselines.ts";
import type { Curve, Fitter } from "./growth-curves.ts";

type Library = typeof TensorFlow;

/** Adam in stages, each with its own rate: the closed form it starts from is near, the last digits need small steps. */
const stages = [
  { rate: 0.05, rounds: 250 },
  { rate: 0.01, rounds: 250 },
  { rate: 0.001, rounds: 250 },
];

/** TensorFlow.js in plain JavaScript: runs wherever JavaScript does. Loaded only when a curve is fitted. */
export async function loadTensorFlowCpu(): Promise<Fitter> {
  const library = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  return tensorFlowFitter(library, "tfjs-core/cpu");
}

/** `library` is tfjs-core or anything that offers the same, such as tfjs-node. */
export async function tensorFlowFitter(library: Library, name: string): Promise<Fitter> {
  library.enableProdMode();
  await library.ready();
  return {
    backend: `${name} ${library.version_core}`,
    fit: (curve, times, logs, start) => descend(library, curve, times, logs, start),
  };
}

/** Log of a curve and its derivative, in tensors. */
function inTensors(
  tf: Library,
  curve: Curve,
  u: TensorFlow.Tensor1D,
): [log: TensorFlow.Tensor, slope: TensorFlow.Tensor] {
  if (curve.name === "logistic") return [tf.neg(tf.softplus(tf.neg(u))), tf.sigmoid(tf.neg(u))];
  if (curve.name === "gompertz") {
    const decay = tf.exp(tf.neg(u));
    return [tf.neg(decay), decay];
  }
  return [u, tf.onesLike(u)];
}

/** Times are scaled to a spread of one, so that intercept and slope learn at the same pace. */
async function descend(
  tf: Library,
  curve: Curve,
  times: readonly number[],
  logs: readonly number[],
  start: LineParameters,
): Promise<LineParameters> {
  const middle = times.reduce((sum, time) => sum + time, 0) / times.length;
  const spread = Math.sqrt(times.reduce((sum, time) => sum + (time - middle) ** 2, 0) / times.length) || 1;
  const t = tf.tensor1d(times.map((time) => (time - middle) / spread));
  const y = tf.tensor1d([...logs]);
  const intercept = tf.variable(tf.scalar(start.intercept + start.slope * middle));
  const slope = tf.variable(tf.scalar(start.slope * spread));
  for (const { rate, rounds } of stages) {
    const adam = tf.train.adam(rate);
    for (let round = 0; round < rounds; round++)
      tf.tidy(() => {
        const u = tf.add(intercept, tf.mul(slope, t)) as TensorFlow.Tensor1D;
        const [log, derivative] = inTensors(tf, curve, u);
        const pull = tf.mul(tf.mul(tf.sub(log, y), derivative), 2);
        adam.applyGradients({
          [intercept.name]: tf.mean(pull),
          [slope.name]: tf.mean(tf.mul(pull, t)),
        });
      });
    adam.dispose();
  }
  const [a] = await intercept.data();
  const [b] = await slope.data();
  for (const tensor of [t, y, intercept, slope]) tensor.dispose();
  return { intercept: a! - (b! * middle) / spread, slope: b! / spread };
}
