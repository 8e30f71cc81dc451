// Renewal arrivals with gamma gaps: cv above 1 is burstier than Poisson, below 1 smoother. Shape 1/cv^2, mean 1/rate.
import { randomGamma } from "d3-random";
import { power } from "../../base/power.ts";
import type { OpenLoopProcess } from "./index.ts";

export const gamma: OpenLoopProcess<"gamma"> = ({ rate, cv }, streamOf, loadScale) => {
  const random = streamOf("arrivals");
  const shape = 1 / cv ** 2;
  // Below shape 1 the library asks V8 for a power, whose last bit differs between releases.
  const unitGap = randomGamma.source(random)(shape < 1 ? shape + 1 : shape, cv ** 2);
  const perSecond = rate * loadScale;
  let unitTime = 0;
  return () => {
    unitTime += shape < 1 ? unitGap() * power(random(), 1 / shape) : unitGap();
    return unitTime / perSecond;
  };
};
