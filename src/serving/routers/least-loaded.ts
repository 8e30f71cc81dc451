// The instance with the fewest outstanding requests; ties go to the next one after the last chosen, so that equal
// load spreads evenly instead of piling up on instance 0.
import { fewestOf, type RouterKind } from "./router.ts";

export const leastLoaded: RouterKind = {
  name: "least-loaded",
  create() {
    let last = -1;
    return {
      choose(_request, instances, fewestAfter = fewestOf(instances)) {
        last = fewestAfter(last);
        return last;
      },
    };
  },
};
