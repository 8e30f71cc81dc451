// Interrupted Poisson arrivals: exponential on and off periods, Poisson arrivals while on, none while off.
// `rate` is the mean over both, so the rate while on is rate (on + off) / on. More load is more requests in the
// same periods. The start is stationary: on with probability on / (on + off).
import { randomExponential } from "d3-random";
import type { OpenLoopProcess } from "./index.ts";

export const onOff: OpenLoopProcess<"on-off"> = ({ rate, on, off }, streamOf, loadScale) => {
  const unitGap = randomExponential.source(streamOf("arrivals"))(1);
  const periods = streamOf("on-off periods");
  const startsOn = periods() * (on + off) < on;
  const onSeconds = randomExponential.source(periods)(1 / on);
  const offSeconds = randomExponential.source(periods)(1 / off);
  const perOnSecond = (rate * loadScale * (on + off)) / on;
  let unitTime = 0;
  let offSoFarSeconds = startsOn ? 0 : offSeconds();
  let onEndSeconds = onSeconds(); // counted in on-time only
  return () => {
    unitTime += unitGap();
    const onTimeSeconds = unitTime / perOnSecond;
    while (onTimeSeconds >= onEndSeconds) {
      offSoFarSeconds += offSeconds();
      onEndSeconds += onSeconds();
    }
    return onTimeSeconds + offSoFarSeconds;
  };
};
