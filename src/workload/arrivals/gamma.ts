// Renewal arrivals with gamma gaps: cv above 1 is burstier than Poisson, below 1 smoother. Shape 1/cv^2, mean 1/rate.
import { randomGamma } from "d3-random";
import type { OpenLoopProcess } from "./index.ts";

export const gamma: OpenLoopProcess<"gamma"> = ({ rate, cv }, streamOf, loadScale) => {
  const unitGap = randomGamma.source(streamOf("arrivals"))(1 / cv ** 2, cv ** 2);
  const perSecond = rate * loadScale;
  let unitTime = 0;
  return () => {
    unitTime += unitGap();
    return unitTime / perSecond;
  };
};
