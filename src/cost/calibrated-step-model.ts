// A step model with the constants of a calibration: decoding of a step takes decodeScale as long, prompt tokens what they add
// times prefillScale, and every step stepOffset more. Decode stays affine in its context, so fast-forward holds. The power
// of a step is left as it was: energy grows with time. A negative offset takes at most half of the shortest decode step (of
// the step itself where decode is not affine).
import type { CalibrationConstants } from "../profiles/calibration.ts";
import {
  type BatchShape,
  type DecodeCost,
  emptyBatchShape,
  fillDecodeStep,
  type StepCost,
  type StepModel,
} from "./step-model.ts";

export function calibratedStepModel(
  model: StepModel,
  { decodeScale, stepOffset, prefillScale }: CalibrationConstants,
): StepModel {
  const offsetAt = (seconds: number) => Math.max(stepOffset, -0.5 * decodeScale * seconds);
  const offsetSeconds = model.decodeIsAffine ? offsetAt(model.decode(1).seconds) : 0;
  const decodes: DecodeCost[] = [];
  const decode = (sequences: number): DecodeCost => {
    const known = decodes[sequences];
    if (known !== undefined) return known;
    const base = model.decode(sequences);
    const seconds = decodeScale * base.seconds + offsetSeconds;
    const made: DecodeCost = {
      seconds,
      secondsPerContextToken: decodeScale * base.secondsPerContextToken,
      secondsPerWindowToken: decodeScale * base.secondsPerWindowToken,
      joules: (base.joules * seconds) / base.seconds,
      joulesPerContextToken: decodeScale * base.joulesPerContextToken,
      joulesPerWindowToken: decodeScale * base.joulesPerWindowToken,
      bound: base.bound,
    };
    decodes[sequences] = made;
    return made;
  };

  const alone: BatchShape = emptyBatchShape();
  const decoding: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  return {
    devices: model.devices,
    idleWatts: model.idleWatts,
    waitingWatts: model.waitingWatts,
    decodeIsAffine: model.decodeIsAffine,
    windowTokens: model.windowTokens,
    windowRestarts: model.windowRestarts,
    decode,
    step(shape, out) {
      const { decodeSequences, decodeContextTokens, decodeWindowTokens } = shape;
      if (shape.prefillTokens === 0 && model.decodeIsAffine) {
        fillDecodeStep(decode(decodeSequences), shape, out);
        return;
      }
      decoding.seconds = 0;
      if (shape.prefillTokens === 0) model.step(shape, decoding);
      else if (decodeSequences > 0) {
        alone.decodeSequences = decodeSequences;
        alone.decodeContextTokens = decodeContextTokens;
        alone.decodeWindowTokens = decodeWindowTokens;
        model.step(alone, decoding);
      }
      model.step(shape, out);
      const { seconds } = out;
      const prompts = Math.max(0, seconds - decoding.seconds);
      out.seconds =
        decodeScale * (seconds - prompts) +
        prefillScale * prompts +
        (model.decodeIsAffine ? offsetSeconds : offsetAt(seconds));
      out.joules *= out.seconds / seconds;
    },
  };
}
