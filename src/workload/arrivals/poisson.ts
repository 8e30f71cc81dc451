// Poisson arrivals: exponential gaps. The unit-rate sum is divided by the rate, so twice the load halves the very
// same gaps.
import { randomExponential } from "d3-random";
import type { OpenLoopProcess } from "./index.ts";

export const poisson: OpenLoopProcess<"poisson"> = ({ rate }, streamOf, loadScale) => {
  const unitGap = randomExponential.source(streamOf("arrivals"))(1);
  const perSecond = rate * loadScale;
  let unitTime = 0;
  return () => {
    unitTime += unitGap();
    return unitTime / perSecond;
  };
};
