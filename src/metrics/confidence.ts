// How sure a prediction is before anyone measured it: the ratio measured / predicted into which 80 % of measurements
// fall, by kind of model. Taken from held-out errors of the same physics (physics.md 6.2, leave-one-model-out: p90 of
// the absolute error 24 % dense and 52 % MoE for TPOT and throughput, 93 % for TTFT; groundtruth/README.md: 35 % energy
// uncalibrated), read as a lognormal error: sigma = ln(1 + p90)/1.645, band = exp(+-1.2816 sigma).
import type { Band } from "./result.ts";

export interface Confidence {
  basis: "measured" | "calibrated" | "first-principles" | "assumed";
  ttft: Band;
  tpot: Band;
  throughput: Band;
  power: Band;
}

function band(p90Error: number): Band {
  const half = (1.2816 * Math.log(1 + p90Error)) / 1.645;
  return { p10: Math.exp(-half), p90: Math.exp(half) };
}

/** `unmeasured`: a device nobody has measured yet; its figures are announcements. */
export function firstPrinciplesConfidence(moe: boolean, unmeasured: boolean): Confidence {
  const tokens = band(moe ? 0.52 : 0.24);
  return {
    basis: unmeasured ? "assumed" : "first-principles",
    ttft: band(0.93),
    tpot: tokens,
    throughput: tokens,
    power: band(0.35),
  };
}
